// Which tools help an agent to write: approved articles, and rewrites that need no model?

import { element } from "../elements.js";
import { explain, read, withQuery, write } from "./api.js";
import { announce } from "./announce.js";
import { insertIntoReply, replaceReply, replyText, focusReply, warn } from "./composer.js";
import { desk, tell } from "./desk.js";
import { plainText } from "./plain_text.js";
import { say } from "./text.js";
import { tag } from "./words.js";

const REWRITES = ["shorter", "greeting", "other_script"];
// What was rewritten last may be in the other script, of which the conversation's language does not tell.
let last = { text: null, language: null };
let asked = 0;

/** The buttons that rewrite what is in the box; each can be undone. */
export function drawRewrites() {
  return REWRITES.map((kind) =>
    element("button", { type: "button", class: "small", "data-act": kind, text: say(kind), onclick: () => rewrite(kind) }),
  );
}

export async function rewrite(kind) {
  const text = replyText();
  if (!text.trim() || !desk.open) return focusReply();
  const { language, department } = desk.open;
  const body = { text, kind, department, language: text === last.text ? last.language : language };
  try {
    const made = await write("suggestions/rewrites", body);
    if (made.text === text) warn("nothingToRewrite");
    else if (replyText() === text) {
      last = made;
      replaceReply(made.text);
      warn(null);
      announce(say("rewritten"));
    }
  } catch (failure) {
    tell("trouble", explain(failure));
  }
  focusReply();
}

/** A search over what agents may read; only what citizens may read can be put into a reply. */
export function drawSearch() {
  const box = element("input", { id: "article-search", type: "search", autocomplete: "off" });
  const found = element("ul", { class: "found" });
  const status = element("p", { class: "quiet", role: "status" });
  const form = element("form", { role: "search" }, element("label", { for: box.id, text: say("search") }), box, status, found);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!box.value.trim()) return;
    status.textContent = say("searching");
    const mine = ++asked;
    try {
      const query = { q: box.value.trim(), language: desk.open?.language, limit: 8 };
      const { articles } = await read(withQuery("staff/articles", query));
      if (mine !== asked) return;
      status.textContent = say("foundCount", { n: articles.length });
      found.replaceChildren(...articles.map(drawArticle));
    } catch (failure) {
      if (mine === asked) status.textContent = explain(failure);
    }
  });
  return form;
}

function drawArticle(article) {
  const { title, answer, language, audience, department_name: department } = article;
  const isInternal = audience === "internal";
  const heading = element("summary", {}, element("span", { text: title, lang: language }), isInternal && tag(say("internal"), "internal"));
  const body = element("p", { class: "words", lang: language, text: plainText(answer) });
  const insert = element("button", { type: "button", class: "small", text: say("insert"), onclick: () => insertIntoReply(plainText(answer)) });
  return element("li", {}, element("details", {}, heading, element("p", { class: "quiet", text: department || "" }), body, isInternal ? element("p", { class: "quiet", text: say("internalOnly") }) : insert));
}
