// What does a screen reader hear? Each finished answer once, and danger at once.

import { element } from "./answers.js";
import { pageLanguage, words } from "./text.js";

// A region that is emptied and filled in one go is not read again by every screen reader.
const PAUSE_MS = 80;

function announce(lines, isUrgent) {
  const region = document.querySelector(isUrgent ? "#alarm" : "#announcement");
  region.replaceChildren();
  setTimeout(() => region.replaceChildren(...lines), PAUSE_MS);
}

/** Announce words of the page itself. */
export function announceWords(key, values = {}, isUrgent = false) {
  const lang = pageLanguage();
  announce([element("p", { lang, text: words(key, lang, values) })], isUrgent);
}

/** Announce the parts of a message that carry its meaning, each in its own language; buttons are left out. */
export function announceMessage(drawn, isUrgent = false) {
  const parts = [...drawn.children].filter((part) => part.matches("p:not(.made-by), .body, .sources"));
  const lines = parts.map((part) => element("p", { lang: part.lang || pageLanguage(), text: part.innerText }));
  announce(lines, isUrgent);
}
