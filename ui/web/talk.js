// How does a citizen's question become an answer in the log?

import * as answers from "./answers.js";
import { giveBack, refuse } from "./composer.js";
import * as handoff from "./handoff.js";
import { Following } from "./live.js";
import { openPersonForm } from "./person.js";
import { openReport } from "./report_link.js";
import { drawSatisfaction } from "./satisfaction.js";
import { ConnectionLost, Conversation, newKey, Refused, SWITCHED_OFF } from "./service.js";
import { announceMessage, announceWords } from "./speech.js";
import { pageLanguage } from "./text.js";

const find = (selector) => document.querySelector(selector);
const log = find("#log");
const conversation = new Conversation();
const following = new Following(conversation, hear);
const TELLS_TYPING_EVERY_MS = 3000;
// What is on the page comes again over the stream; its id tells.
const known = new Set();
let isBusy = false;
let told;
let asking = Promise.resolve();
let lastSequence = 0;
let toldTypingAt = 0;

const actions = {
  send,
  openPerson: openPersonForm,
  report: ({ currentTarget: pressed }) => openReport(wordsBefore(pressed)),
  giveFeedback: (feedback) => conversation.giveFeedback(feedback),
  readArticle: (id) => conversation.article(id),
};

/** Send a question; false when the assistant is still answering an earlier one. A person may be sent many at once. */
export function send(text) {
  if (isBusy) {
    refuse("busy");
    return false;
  }
  const key = newKey();
  const asked = showQuestion(text);
  asking = asking.then(() => ask(text, key, asked));
  return true;
}

/** Let the person who has the conversation see that something is being written. */
export function tellTyping() {
  if (!handoff.isWithAgent() || Date.now() - toldTypingAt < TELLS_TYPING_EVERY_MS) return;
  toldTypingAt = Date.now();
  conversation.tellTyping();
}

/** Pass the conversation to a person; returns how to confirm it in the log. */
export async function handOff(request, key) {
  const before = told;
  await conversation.handOff(request, key);
  const state = await conversation.handoff();
  return () => showHandoff(told === before ? state : told, true).focus({ preventScroll: true });
}

/** Bring an earlier conversation of this tab back, and finish a question that was still on its way. */
export async function resume() {
  clear();
  setBusy(true);
  try {
    if (conversation.id) await showAllEarlier();
  } catch (failure) {
    if (mayPass(failure)) return showFailure(failure, resume);
    conversation.forget();
  } finally {
    setBusy(false);
  }
  return finishPending();
}

// The state is asked for first: whatever a person writes after it is either among the messages or in the stream.
async function showAllEarlier() {
  const state = conversation.hasHandoff ? await conversation.handoff() : null;
  const messages = await conversation.messages();
  messages.forEach((message) => showMessage(message));
  lastSequence = messages.at(-1)?.sequence ?? 0;
  if (state) showHandoff(state);
}

/** Forget the conversation, here and on the page. */
export function startAnew() {
  conversation.forget();
  clear();
  showWelcome(true);
  find("#question").focus();
  scrollTo(0, 0);
}

function clear() {
  log.replaceChildren();
  forgetHandoff();
}

function forgetHandoff() {
  following.stop();
  handoff.clearState();
  known.clear();
  lastSequence = 0;
  find("#person").hidden = false;
}

function showWelcome(isShown) {
  document.body.classList.toggle("talking", !isShown);
  find("#introduction").hidden = !isShown;
  find("#restart").hidden = isShown;
}

// Long answers are read from their beginning, so the question goes to the top.
function show(drawn, from = drawn, block = "start") {
  log.append(drawn);
  showWelcome(false);
  from.scrollIntoView({ block });
  return drawn;
}

function showQuestion(text) {
  return show(answers.drawQuestion(text, guessedLanguage(text)));
}

// Until the service has told the language of a question, its script decides how it is read aloud.
function guessedLanguage(text) {
  if (!/\p{Script=Han}/u.test(text)) return "en";
  return pageLanguage() === "en" ? "zh-Hant" : pageLanguage();
}

function setBusy(busy) {
  isBusy = busy;
  find("#send").ariaDisabled = String(busy);
}

async function ask(text, key, asked) {
  // A person answers when they can; only the assistant's answer is waited for.
  const waiting = handoff.isWithAgent() ? null : show(answers.drawWaiting(), asked);
  setBusy(Boolean(waiting));
  if (waiting) announceWords("accepted");
  const hooks = {
    onStatus: (status) => {
      known.add(status.message_id);
      if (waiting) answers.showStep(waiting, status);
      if (waiting && status.step === "checking") announceWords("checking");
    },
    onCard: (card) => waiting && answers.showCard(waiting, card),
    onRenewed: () => {
      forgetHandoff();
      asked.before(answers.drawNotice("renewed"));
    },
  };
  const before = told;
  const sent = conversation.ask(text, key, hooks).finally(() => waiting?.remove());
  try {
    const result = await sent;
    if (told !== before) result.handoff = null; // The stream's is newer.
    showResult(result, asked);
  } catch (failure) {
    if (mayPass(failure)) showFailure(failure, () => ask(text, key, asked), asked);
    else if (failure instanceof Refused) {
      conversation.remember({ pending: null });
      showFailure(failure, null, asked);
      giveBack(text);
    }
  }
  setBusy(false);
}

function showResult({ answer, handoff: state }, asked) {
  if (answer && !known.has(answer.message_id)) {
    known.add(answer.message_id);
    asked.querySelector(".words").lang = answer.language;
    const drawn = show(answers.drawAnswer(answer, actions), asked);
    announceMessage(drawn, answer.outcome === "emergency");
  }
  if (state?.state) showHandoff(state);
  else if (state || answer?.reference) follow();
}

// Follow whoever will take the conversation; the first event says how it stands.
function follow() {
  conversation.remember({ hasHandoff: true });
  following.start(lastSequence);
}

function hear(event, data) {
  if (event === "typing") handoff.showWriting();
  else if (event === "handoff") showHandoff((told = data));
  else if (event === "message") {
    // The answer to a question that is on its way is shown where it was asked.
    if (data.role === "agent") receive(data);
    else void asking.then(() => receive(data));
  }
}

function receive(message) {
  if (known.has(message.id)) return;
  if (message.role === "agent") handoff.hideWriting();
  announceMessage(showMessage(message, "nearest"));
}

/** Show how the request for a person stands, and follow it while it is open. */
function showHandoff(state, isAsked = false) {
  const { isNew, drawn } = handoff.showState(state, { openPerson: openPersonForm, show: (card) => show(card, card, "nearest") });
  find("#person").hidden = handoff.isWithAgent();
  if (drawn && (isNew || isAsked)) announceMessage(drawn);
  if (["waiting", "with_agent"].includes(state.state)) follow();
  else following.stop();
  if (state.ask_satisfaction && !find(".satisfaction")) show(drawSatisfaction((said) => conversation.rate(said)), drawn, "nearest");
  return drawn;
}

// A forgotten conversation ends its own requests; there is no one left to tell.
function mayPass(failure) {
  return failure.name !== "AbortError" && !(failure instanceof Refused && !failure.isPassing);
}

function showFailure(failure, again, asked) {
  const drawn = answers.drawNotice(inWords(failure));
  const retry = () => {
    if (isBusy) return;
    drawn.remove();
    (asked || find("#question")).focus({ preventScroll: true });
    void again();
  };
  if (again) drawn.append(answers.button("retry", "primary", retry));
  drawn.classList.add("failure");
  show(drawn, asked);
  announceMessage(drawn, true);
}

function inWords(failure) {
  if (failure instanceof ConnectionLost) return navigator.onLine ? "lost" : "offline";
  if (failure.status === 429) return "tooMany";
  if (failure.type === SWITCHED_OFF) return "switchedOff";
  return mayPass(failure) ? "down" : "refused";
}

function showMessage(message, block) {
  const drawn = drawMessage(message);
  known.add(message.id);
  return show(drawn, drawn, block);
}

function drawMessage(message) {
  if (message.role === "citizen") return answers.drawQuestion(message.text, message.language);
  if (message.role === "agent") return handoff.drawAgentMessage(message);
  return message.answer ? answers.drawAnswer(message.answer, actions) : answers.drawWritten(message);
}

// The citizen's own words, as they wrote them, to which the answer with this button belongs.
function wordsBefore(pressed) {
  const asked = [...log.querySelectorAll(".from-citizen .words")];
  return asked.findLast((words) => words.compareDocumentPosition(pressed) & Node.DOCUMENT_POSITION_FOLLOWING)?.textContent;
}

// The page was closed between a question and its answer: the same key brings the answer, not a second question.
function finishPending() {
  const { pending } = conversation;
  const last = [...log.querySelectorAll(".from-citizen")].pop();
  const isStored = pending && last?.querySelector(".words").textContent === pending.text;
  if (isStored && last.nextSibling) conversation.remember({ pending: null });
  else if (pending) void ask(pending.text, pending.key, isStored ? last : showQuestion(pending.text));
}
