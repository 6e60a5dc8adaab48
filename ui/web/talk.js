// How does a citizen's question become an answer in the log?

import * as answers from "./answers.js";
import { giveBack, refuse } from "./composer.js";
import { openPersonForm } from "./person.js";
import { ConnectionLost, Conversation, newKey, Refused, SWITCHED_OFF } from "./service.js";
import { announceMessage, announceWords } from "./speech.js";
import { pageLanguage } from "./text.js";

const find = (selector) => document.querySelector(selector);
const log = find("#log");
const conversation = new Conversation();
let isBusy = false;

const actions = {
  send,
  openPerson: openPersonForm,
  giveFeedback: (feedback) => conversation.giveFeedback(feedback),
};

/** Ask a question and show what comes of it; false when an earlier one is still being answered. */
export function send(text) {
  if (isBusy) {
    refuse("busy");
    return false;
  }
  void ask(text, newKey(), showQuestion(text));
  return true;
}

/** Pass the conversation to a person; returns how to confirm it in the log. */
export async function handOff(request, key) {
  const handoff = await conversation.handOff(request, key);
  return () => {
    const drawn = show(answers.drawHandoff(handoff));
    drawn.focus({ preventScroll: true });
    announceMessage(drawn);
  };
}

/** Bring an earlier conversation of this tab back, and finish a question that was still on its way. */
export async function resume() {
  log.replaceChildren();
  setBusy(true);
  try {
    if (conversation.id) (await conversation.messages()).forEach(showEarlier);
  } catch (failure) {
    if (mayPass(failure)) return showFailure(failure, resume);
    conversation.forget();
  } finally {
    setBusy(false);
  }
  return finishPending();
}

/** Forget the conversation, here and on the page. */
export function startAnew() {
  conversation.forget();
  log.replaceChildren();
  showWelcome(true);
  find("#question").focus();
  scrollTo(0, 0);
}

function showWelcome(isShown) {
  document.body.classList.toggle("talking", !isShown);
  find("#introduction").hidden = !isShown;
  find("#restart").hidden = isShown;
}

// Long answers are read from their beginning, so the question goes to the top rather than the end into view.
function show(drawn, from = drawn) {
  log.append(drawn);
  showWelcome(false);
  from.scrollIntoView({ block: "start" });
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
  setBusy(true);
  const waiting = show(answers.drawWaiting(), asked);
  announceWords("accepted");
  const hooks = {
    onStatus: (status) => answers.showStep(waiting, status),
    onCard: (card) => answers.showCard(waiting, card, guessedLanguage(text)),
    onRenewed: () => asked.before(answers.drawNotice("renewed")),
  };
  const sent = conversation.ask(text, key, hooks).finally(() => waiting.remove());
  try {
    showResult(await sent, asked);
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

function showResult({ answer, handoff }, asked) {
  if (answer) asked.querySelector(".words").lang = answer.language;
  const drawn = show(answer ? answers.drawAnswer(answer, actions) : answers.drawHandoff(handoff), asked);
  announceMessage(drawn, answer?.outcome === "emergency");
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

function showEarlier(message) {
  if (message.role === "citizen") return show(answers.drawQuestion(message.text, message.language));
  return show(message.answer ? answers.drawAnswer(message.answer, actions) : answers.drawWritten(message));
}

// The page was closed between a question and its answer: the same key brings the answer, not a second question.
function finishPending() {
  const { pending } = conversation;
  const last = [...log.querySelectorAll(".from-citizen")].pop();
  const isStored = pending && last?.querySelector(".words").textContent === pending.text;
  if (isStored && last.nextSibling) conversation.remember({ pending: null });
  else if (pending) void ask(pending.text, pending.key, isStored ? last : showQuestion(pending.text));
}
