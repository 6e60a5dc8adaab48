// How does the citizen page start, and in which language?

import { listenToComposer } from "./composer.js";
import { listenToPersonForm, openPersonForm } from "./person.js";
import { announceWords } from "./speech.js";
import { handOff, resume, send, startAnew, tellTyping } from "./talk.js";
import { preferredLanguage, storeLanguage, translatePage } from "./text.js";

const find = (selector) => document.querySelector(selector);
const languageLinks = document.querySelectorAll("nav a");

function switchLanguage(language) {
  translatePage(language);
  for (const link of languageLinks) link.ariaCurrent = String(link.lang === language);
}

function chooseLanguage(event) {
  const { lang, href } = event.currentTarget;
  event.preventDefault();
  storeLanguage(lang);
  history.replaceState(null, "", href);
  switchLanguage(lang);
}

function showConnection() {
  find("#offline").hidden = navigator.onLine;
  if (!navigator.onLine) announceWords("offline");
}

switchLanguage(preferredLanguage());
listenToComposer(send, tellTyping);
listenToPersonForm(handOff);
for (const link of languageLinks) link.onclick = chooseLanguage;
for (const starter of document.querySelectorAll(".starters button")) {
  starter.onclick = () => {
    // The starters disappear, so the focus moves to the question that one of them became.
    if (send(starter.textContent)) find("#log").firstElementChild.focus({ preventScroll: true });
  };
}
find("#person").onclick = () => openPersonForm("handoff");
find("#restart").onclick = startAnew;
addEventListener("online", showConnection);
addEventListener("offline", showConnection);
showConnection();
void resume();
