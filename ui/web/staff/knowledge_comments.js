// What do the people at the desk say about an article?

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { tell } from "./desk.js";
import { article, can, explainStep, readAgain, step } from "./knowledge_article_work.js";
import { drawPanel, momentOf } from "./knowledge_words.js";
import { send } from "./knowledge_work.js";
import { choice } from "./modal.js";
import { LANGUAGES, say } from "./text.js";
import { tag } from "./words.js";

// What is being written is there again when the article is drawn anew.
const begun = new Map();

export function drawComments({ comments }) {
  const open = comments.filter(({ settled_at: at }) => !at);
  const settled = comments.filter(({ settled_at: at }) => at);
  return drawPanel(
    "comments",
    say("artComments_title"),
    can("comment") && drawNew(),
    open.length ? element("ul", { class: "comments" }, ...open.map(drawComment)) : element("p", { class: "quiet", text: say("artNoComments") }),
    settled.length > 0 && element("details", {}, element("summary", { text: say("artSettled", { n: settled.length }) }), element("ul", { class: "comments" }, ...settled.map(drawComment))),
  );
}

function drawComment({ id, version, language, author, text, at, settled_by: settledBy, settled_at: settledAt }) {
  const settle = !settledAt && can("comment") && element("button", { type: "button", class: "small", "data-act": `settle-${id}`, text: say("artSettle"), onclick: () => settleComment(id) });
  return element(
    "li",
    {},
    element("p", { class: "sub" }, element("b", { text: author }), " ", momentOf(at), ` · ${say("version", { n: version })} `, language && tag(LANGUAGES[language] ?? language)),
    element("p", { class: "words", dir: "auto", text }),
    settledAt ? element("p", { class: "sub" }, say("artSettledBy", { name: settledBy })) : settle,
  );
}

async function settleComment(id) {
  try {
    await send(`articles/${encodeURIComponent(article.id)}/comments/${id}/settle`);
    announce(say("artSettledDone"));
    await readAgain();
  } catch (failure) {
    tell("trouble", explainStep(failure));
  }
}

function drawNew() {
  const text = element("textarea", { name: "comment", id: "new-comment", rows: "2", maxlength: "4000", "aria-label": say("artNewComment"), placeholder: say("artNewComment") });
  text.value = begun.get(article.id) ?? "";
  text.oninput = () => begun.set(article.id, text.value);
  const about = choice("comment-language", [["", say("artEveryLanguage")], ...Object.entries(LANGUAGES)], { "aria-label": say("field_language"), class: "small" });
  const submit = element("button", { type: "submit", class: "small", text: say("artAddComment") });
  // Alt + O leads here from anywhere on the page.
  const reach = element("button", { type: "button", class: "unseen", tabindex: "-1", "aria-hidden": "true", "data-key": "KeyO", onclick: () => text.focus() });
  const form = element("form", { class: "new-comment" }, reach, text, element("div", { class: "buttons" }, about, submit));
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (!text.value.trim()) return text.focus();
    submit.disabled = true;
    begun.delete(article.id);
    try {
      await step("comments", { text: text.value.trim(), language: about.value || null }, { done: "artCommented" });
    } catch (failure) {
      begun.set(article.id, text.value);
      submit.disabled = false;
      tell("trouble", explainStep(failure));
    }
    return undefined;
  };
  return form;
}
