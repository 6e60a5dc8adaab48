// Which addresses in the articles lead nowhere, or somewhere else by now?

import { element } from "../elements.js";
import { attempt, read } from "./knowledge_work.js";
import { drawArticleLink, drawNothing, drawPanel, drawTable, momentOf } from "./knowledge_words.js";
import { say } from "./text.js";
import { languageName, tag } from "./words.js";

const STATES = ["broken", "redirected", "unchecked"];
const parts = {};
let state = "broken";
let asked = 0;

export async function startLinks(root) {
  parts.chips = element("div", { class: "chips", role: "group", "aria-label": say("lnkTitle") });
  parts.list = element("div");
  parts.off = element("p", { class: "notice", text: say("lnkOff") });
  parts.off.hidden = true;
  root.append(drawPanel("links", say("lnkTitle"), parts.chips, parts.off, parts.list));
  drawChips();
  await readLinks();
}

function drawChips() {
  parts.chips.replaceChildren(
    ...STATES.map((name) => {
      const button = element("button", { type: "button", text: say(`lnk_${name}`) });
      button.ariaPressed = String(name === state);
      button.onclick = async () => {
        state = name;
        drawChips();
        parts.chips.querySelector("[aria-pressed=true]").focus();
        await readLinks();
      };
      return button;
    }),
  );
}

async function readLinks() {
  const mine = ++asked;
  const found = await attempt(read("knowledge/links", { state, limit: 500 }));
  if (!found || mine !== asked) return;
  parts.off.hidden = found.is_on;
  const heads = ["field_url", "article", "lnkProblem", "lnkChecked"].map((key) => say(key));
  parts.list.replaceChildren(found.links.length ? drawTable(say("lnkTitle"), heads, found.links.map(drawLink)) : drawNothing(say("lnkNone")));
}

function drawLink({ url, article_id: id, language: of, status, problem, checked_at: at, moved_to: to }) {
  return [
    element("span", { text: url, dir: "ltr" }),
    [drawArticleLink({ article_id: id }), of && element("div", { class: "sub", text: languageName(of) })],
    [status ? tag(String(status), state === "broken" ? "bad" : "") : null, problem && ` ${problem}`, to && element("div", { class: "sub", text: `→ ${to}` })],
    at ? momentOf(at) : say("lnk_unchecked"),
  ];
}
