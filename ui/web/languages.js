// In which language is the page, and how is it switched?

import { preferredLanguage, storeLanguage, translatePage } from "./text.js";

const links = document.querySelectorAll("nav a");

function switchLanguage(language) {
  translatePage(language);
  for (const link of links) link.ariaCurrent = String(link.lang === language);
}

/** Show the page in the citizen's language; onSwitch hears when they choose another one. */
export function listenToLanguages(onSwitch = () => {}) {
  switchLanguage(preferredLanguage());
  for (const link of links) {
    link.onclick = (event) => {
      event.preventDefault();
      storeLanguage(link.lang);
      history.replaceState(null, "", link.href + location.hash);
      switchLanguage(link.lang);
      onSwitch();
    };
  }
}
