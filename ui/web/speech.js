// What does a screen reader hear? Each finished answer once, and danger at once.

import { element } from "./elements.js";
import { pageLanguage, words } from "./text.js";

// A region that is emptied and filled in one go is not read again by every screen reader.
const PAUSE_MS = 80;

// What comes while a region is empty is read with the rest: two messages may arrive at once.
const waiting = { alarm: [], announcement: [] };

function announce(lines, isUrgent) {
  const id = isUrgent ? "alarm" : "announcement";
  const region = document.getElementById(id);
  region.replaceChildren();
  waiting[id].push(...lines);
  setTimeout(() => {
    if (waiting[id].length) region.replaceChildren(...waiting[id].splice(0));
  }, PAUSE_MS);
}

/** Announce words of the page itself. */
export function announceWords(key, values = {}, isUrgent = false) {
  const lang = pageLanguage();
  announce([element("p", { lang, text: words(key, lang, values) })], isUrgent);
}

/** Announce the parts of a message that carry its meaning, each in its own language; who of the staff wrote it is one. */
export function announceMessage(drawn, isUrgent = false) {
  const parts = [...drawn.children].filter((part) => part.matches(".from-agent > .who, p:not(.made-by), .body, .sources, dl"));
  const lines = parts.map((part) => element("p", { lang: part.lang || pageLanguage(), text: part.innerText }));
  announce(lines, isUrgent);
}
