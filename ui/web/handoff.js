// How does the page show that a conversation waits for a person, or is with one?

import * as answers from "./answers.js";
import { element } from "./elements.js";
import { erase, fill } from "./text.js";

const TYPING_SHOWS_MS = 6000;

const line = document.querySelector("#with");
const label = document.querySelector("label[for=question]");
const writing = line.querySelector("#writing");
let shown = { state: "none" };
let card = null;
let writingEnds;

/** Whether an agent reads what the citizen writes, so that the assistant is silent. */
export function isWithAgent() {
  return shown.state === "with_agent";
}

/**
 * Show how the request for a person stands; a later word on the same state replaces the earlier one.
 *
 * Returns the card and whether it is a new one; actions are {show, openPerson}.
 */
export function showState(state, { show, openPerson }) {
  const isNew = !isSame(state, shown);
  shown = state;
  // The answer to one's own message tells the same state again, perhaps after the agent has begun to write.
  if (isNew) hideWriting();
  showLine(state);
  if (state.state === "none") return { isNew: false, drawn: null };
  const drawn = drawState(state, openPerson);
  if (isNew || !card?.isConnected) show(drawn);
  else replace(card, drawn);
  card = drawn;
  return { isNew, drawn };
}

/** Forget whatever was shown: another conversation begins. */
export function clearState() {
  shown = { state: "none" };
  card = null;
  hideWriting();
  showLine(shown);
}

/** Say for a while that the agent is writing. */
export function showWriting() {
  if (!isWithAgent()) return;
  writing.hidden = false;
  clearTimeout(writingEnds);
  writingEnds = setTimeout(hideWriting, TYPING_SHOWS_MS);
}

/** The agent's words have come, or will not come. */
export function hideWriting() {
  writing.hidden = true;
}

// A card that is written anew under the citizen's hands keeps the focus.
function replace(old, drawn) {
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(drawn);
  if (hadFocus) (drawn.querySelector("button") ?? drawn).focus({ preventScroll: true });
}

function isSame(one, other) {
  return one.state === other.state && one.reference === other.reference && one.agent?.name === other.agent?.name;
}

function showLine({ state, agent, place, wait_minutes: minutes, someone_is_there: isStaffed }) {
  const isWaiting = state === "waiting";
  const words = line.querySelector(".step");
  line.hidden = !isWaiting && state !== "with_agent";
  line.className = state;
  fill(label, agent ? "yourMessage" : "question");
  if (agent) {
    erase(words);
    words.textContent = nameOf(agent);
  } else if (isWaiting && isStaffed && place && minutes) fill(words, "placeAndWait", { place, minutes });
  else if (isWaiting) fill(words, "waiting");
}

function drawState(state, openPerson) {
  const { text, language, reference } = state;
  const drawn = answers.message(`notice handoff ${state.state}`, `state_${state.state}`);
  drawn.append(element("p", { class: "words", lang: language, text: text.replaceAll("**", "") }));
  if (state.state !== "waiting") return drawn;
  drawn.append(answers.drawReference(reference));
  if (!state.contact_known) drawn.append(answers.button("contact", "", () => openPerson()));
  return drawn;
}

/** What a person of the staff has written: always plain text, and its badge comes from who sent it. */
export function drawAgentMessage({ text, language, author }) {
  const drawn = answers.message("from-agent", "staff");
  if (author) drawn.append(drawAuthor(author));
  drawn.append(element("p", { class: "words", lang: language, text }));
  return drawn;
}

function drawAuthor(agent) {
  return element("p", { class: "author", text: nameOf(agent) });
}

function nameOf({ name, department_name: department }) {
  return department ? `${name} · ${department}` : name;
}
