// How are a state, a day and an article's name written on the knowledge desk?

import { element } from "../elements.js";
import { articleAddress } from "./knowledge_work.js";
import { language } from "./text.js";
import { named, tag } from "./words.js";

const LOCALES = { en: "en-GB", "zh-Hant": "zh-HK", "zh-Hans": "zh-CN" };

export function drawState(state) {
  return tag(named("state", state), `state ${state}`);
}

/** A day, or a moment with its hour; nothing for what is not set. */
export function dayOf(iso) {
  if (!iso) return "";
  // A date without an hour is a day wherever it is read.
  const at = iso.includes("T") ? new Date(iso) : new Date(`${iso}T12:00`);
  return at.toLocaleDateString(LOCALES[language()], { day: "numeric", month: "short", year: "numeric" });
}

export function momentOf(iso) {
  const options = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false };
  return element("time", { datetime: iso, text: new Date(iso).toLocaleString(LOCALES[language()], options) });
}

/** What an article is called in the reader's language, or in the first that it has, with that language. */
export function titleOf(titles) {
  const tagOf = titles[language()] ? language() : Object.keys(titles)[0];
  return { words: titles[tagOf] ?? "", lang: tagOf };
}

/** A link to an article on this page; `title` is its name, or names by language. */
export function drawArticleLink({ article_id: id, title }) {
  const { words, lang } = typeof title === "string" ? { words: title } : titleOf(title ?? {});
  return element("a", { href: articleAddress(id), lang, dir: "auto", text: words || id });
}

/** What is shown where a list is empty. */
export function drawNothing(words) {
  return element("p", { class: "quiet nothing", text: words });
}

/** A table with a caption for screen readers; `rows` are lists of what the cells hold. */
export function drawTable(caption, heads, rows, { className = "" } = {}) {
  const cells = (row) => row.map((cell, at) => element(at ? "td" : "th", at ? {} : { scope: "row" }, ...[cell].flat().filter((part) => part !== null && part !== undefined && part !== false)));
  return element(
    "div",
    { class: "scroll" },
    element(
      "table",
      { class: className },
      element("caption", { class: "unseen", text: caption }),
      element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { scope: "col", text })))),
      element("tbody", {}, ...rows.map((row) => element("tr", {}, ...cells(row)))),
    ),
  );
}

/** A part of a tab under its own heading. */
export function drawPanel(id, title, ...content) {
  return element("section", { class: "panel", id, "aria-labelledby": `${id}-title` }, element("h2", { id: `${id}-title`, text: title }), ...content);
}
