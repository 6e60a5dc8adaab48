// How does the citizen write a question, and when is it refused?

import { announceWords } from "./speech.js";
import { erase, fill } from "./text.js";

const MAX_CHARACTERS = 1000;
const COUNTER_SHOWS_BELOW = 200;

const box = document.querySelector("#question");
const counter = document.querySelector("#counter");
const refusal = document.querySelector("#refusal");

/** Say under the question why it cannot be sent. */
export function refuse(key, values) {
  fill(refusal, key, values);
  announceWords(key, values, true);
}

/** Give words back to the citizen, unless something new has been typed. */
export function giveBack(text) {
  box.value ||= text;
  showCount();
}

/** Pass each question to send(text), which returns whether it was taken, and tell onTyping when something is typed. */
export function listenToComposer(send, onTyping) {
  const submit = (event) => {
    event.preventDefault();
    if (isAcceptable() && send(box.value.trim())) {
      box.value = "";
      showCount();
    }
  };
  document.querySelector("#composer").addEventListener("submit", submit);
  box.addEventListener("input", () => {
    showCount();
    if (box.value) onTyping();
  });
  box.addEventListener("keydown", (event) => {
    // While an input method is composing, Enter chooses a word. Safari reports that last Enter as key code 229.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submit(event);
  });
  showCount();
}

// The service counts code points, so an emoji or a rare character is one here too.
function charactersLeft() {
  return MAX_CHARACTERS - [...box.value.trim()].length;
}

function isAcceptable() {
  const reason = charactersLeft() < 0 ? "tooLong" : "empty";
  if (reason === "empty" && box.value.trim()) return true;
  box.ariaInvalid = "true";
  refuse(reason, { n: MAX_CHARACTERS.toLocaleString("en") });
  box.focus();
  return false;
}

function showCount() {
  const left = charactersLeft();
  erase(refusal);
  box.ariaInvalid = String(left < 0);
  counter.classList.toggle("error", left < 0);
  if (left > COUNTER_SHOWS_BELOW) erase(counter);
  else fill(counter, left < 0 ? "over" : "left", { n: Math.abs(left) });
}
