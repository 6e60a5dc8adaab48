// Which keys does the console answer to, and how does an agent learn them?

import { element } from "../elements.js";
import { openModal } from "./modal.js";
import { say } from "./text.js";

/**
 * Answer to Alt with a key.  `shortcuts` are [key code, words, act] rows.
 *
 * Single letters are left to screen readers and to writing; and while an input method is composing, every key is its own.
 */
export function listenToKeys(shortcuts) {
  const acts = new Map(shortcuts.map(([code, , act]) => [code, act]));
  document.addEventListener("keydown", (event) => {
    const isOurs = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!isOurs || event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]")) return;
    const act = acts.get(event.code);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** What opens the list of the keys; `shortcuts()` gives them. */
export function drawKeysButton(shortcuts) {
  return element("button", { type: "button", class: "small", "aria-haspopup": "dialog", text: say("keysButton"), onclick: () => showKeys(shortcuts()) });
}

/** A dialog that lists the keys. */
export function showKeys(shortcuts) {
  const rows = shortcuts.map(([code, words]) =>
    element("tr", {}, element("th", { scope: "row" }, element("kbd", { text: `Alt + ${keyName(code)}` })), element("td", { text: words })),
  );
  rows.push(element("tr", {}, element("th", { scope: "row" }, element("kbd", { text: "Ctrl + Enter" })), element("td", { text: say("send") })));
  const close = element("button", { type: "button", class: "primary", text: say("done"), onclick: () => dialog.close() });
  const dialog = element(
    "dialog",
    { class: "modal keys", "aria-labelledby": "keys-title" },
    element("h2", { id: "keys-title", text: say("keys") }),
    element("table", {}, element("tbody", {}, ...rows)),
    element("div", { class: "buttons" }, close),
  );
  void openModal(dialog);
}

function keyName(code) {
  return { Slash: "/" }[code] ?? code.replace(/^(Key|Digit)/, "");
}
