// How does the citizen page start, and in which language?

import { listenToComposer } from "./composer.js";
import { listenToLanguages } from "./languages.js";
import { listenToPersonForm, openPersonForm } from "./person.js";
import { announceWords } from "./speech.js";
import { handOff, resume, send, startAnew, tellTyping } from "./talk.js";

const find = (selector) => document.querySelector(selector);

function showConnection() {
  find("#offline").hidden = navigator.onLine;
  if (!navigator.onLine) announceWords("offline");
}

listenToLanguages();
listenToComposer(send, tellTyping);
listenToPersonForm(handOff);
for (const starter of document.querySelectorAll(".starters button")) {
  starter.onclick = () => {
    // The starters disappear, so the focus moves to the question that one of them became.
    if (send(starter.textContent)) find("#log").firstElementChild.focus({ preventScroll: true });
  };
}
find("#person").onclick = () => openPersonForm();
find("#restart").onclick = startAnew;
addEventListener("online", showConnection);
addEventListener("offline", showConnection);
showConnection();
void resume();
