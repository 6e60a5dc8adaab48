// What is said to a screen reader?

import { element } from "../elements.js";

const polite = element("div", { class: "unseen", role: "status" });
document.body.append(polite);

/** Say something when the reader pauses; `language` is that of the words. */
export function announce(text, language) {
  const line = element("p", { text, lang: language });
  polite.append(line);
  // A line that stays would be met again by whoever reads through the page.
  setTimeout(() => line.remove(), 10_000);
}
