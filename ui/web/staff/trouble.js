// What does a page say when something has failed, or when the service cannot be heard?

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { say } from "./text.js";

const banner = element("p", { id: "banner", class: "warning", role: "alert" });
banner.hidden = true;

/** Keep a place for it above the desk. */
export function startBanner() {
  document.querySelector("#desk").before(banner);
}

/** Tell whether the service is heard, where that has changed; `words` say what is wrong. */
export function showConnection(isConnected, words = say("disconnected")) {
  if (isConnected === banner.hidden) return;
  banner.hidden = isConnected;
  banner.textContent = isConnected ? "" : words;
  if (isConnected) announce(say("connected"));
}

/** Say for a while that something has failed; the same words stand there once. */
export function showTrouble(words) {
  for (const said of document.querySelectorAll(".trouble")) if (said.textContent === words) said.remove();
  const line = element("p", { class: "trouble", role: "alert", text: words });
  document.querySelector("#desk").before(line);
  setTimeout(() => line.remove(), 8_000);
}
