// Who is signed in, and what stands at the head of every staff page?

import { element } from "../elements.js";
import { LANGUAGES, language, say, storeLanguage } from "./text.js";

const PAGES = [
  ["/staff/agent", "console", "conversation:handoff:claim"],
  ["/staff/cases", "cases", "case:case:read"],
  ["/staff/board", "board", "service:board:read"],
  ["/staff/knowledge", "knowledge", "knowledge:article:edit"],
];

/** Name the page and fill its head; `tools` stand before the name of whoever has signed in. */
export function drawHead({ me, title, tools = [] }) {
  document.documentElement.lang = language();
  const heading = document.querySelector("#heading h1");
  const page = element("span", { text: title });
  heading.replaceChildren("CivicDesk", element("span", { class: "dot", "aria-hidden": "true", text: "·" }), page);
  document.querySelector("#who").replaceChildren(
    element("div", { class: "who-row" }, ...tools, drawPages(me), drawLanguages(), drawMe(me)),
  );
}

/** Links over the page's head to its parts, the first thing that the Tab key meets. */
export function drawSkips(parts) {
  const links = parts.map(([id, text]) => {
    const onclick = (event) => {
      event.preventDefault();
      document.querySelector(`#${id}`).focus();
    };
    return element("a", { class: "skip", href: `#${id}`, text, onclick });
  });
  document.body.prepend(element("nav", { class: "skips", "aria-label": say("skips") }, ...links));
}

// The other pages that are open to them.
function drawPages({ permissions }) {
  const others = PAGES.filter(([href, , needed]) => permissions.includes(needed) && !location.pathname.startsWith(href));
  const made = others.map(([href, words]) => element("a", { href, text: say(words) }));
  return made.length && element("nav", { "aria-label": say("pages") }, ...made);
}

function drawLanguages() {
  const pick = element("select", { "aria-label": say("languages"), class: "small" });
  for (const [tag, name] of Object.entries(LANGUAGES)) {
    const option = element("option", { text: name, lang: tag, value: tag });
    option.selected = tag === language();
    pick.append(option);
  }
  pick.onchange = () => {
    storeLanguage(pick.value);
    location.reload();
  };
  return pick;
}

function drawMe(me) {
  const out = element("button", { type: "submit", class: "plain small", text: say("signOut") });
  const form = element("form", { method: "post", action: "/staff/sign-out" }, out);
  return element("div", { class: "me" }, element("span", { class: "me-name", text: me.name }), form);
}
