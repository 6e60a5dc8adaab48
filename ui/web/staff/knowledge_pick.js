// Which article, or which drafts, does somebody mean?

import { element } from "../elements.js";
import { read, withQuery } from "./api.js";
import { attempt, quiet } from "./knowledge_parts.js";
import { titleOf } from "./knowledge_words.js";
import { addText, say } from "./text.js";

const SOON_MS = 250;
const MOST = 8;
const DRAFT_STATES = ["draft", "in_review", "approved"];

addText({
  pick_search: ["Search articles by words or id", "以字眼或編號搜尋文章", "以字词或编号搜索文章"],
  pick_found: ["Articles found", "找到的文章", "找到的文章"],
  pick_nothing: ["No article has these words.", "沒有包含這些字眼的文章。", "没有包含这些字词的文章。"],
  pick_drafts: ["Drafts to count as live", "當作已發布的草稿", "视作已发布的草稿"],
  pick_noDrafts: ["No article has a draft.", "沒有文章備有草稿。", "没有文章有草稿。"],
  pick_draft: ["{title} (version {n})", "{title}（第 {n} 版）", "{title}（第 {n} 版）"],
});

/** A search for one article; the form reads its choice under `name`.  `chosen` is {article_id, title} or null. */
export function articlePicker(name, chosen = null, { optional = "" } = {}) {
  const search = element("input", { type: "search", placeholder: say("pick_search"), "aria-label": say("pick_search"), autocomplete: "off" });
  const list = element("fieldset", { class: "picks" }, element("legend", { class: "unseen", text: say("pick_found") }));
  const drawn = element("div", { class: "picker" }, search, list);
  const show = (articles, isEmpty = false) => {
    const now = drawn.querySelector("input:checked");
    const kept = now ? [{ article_id: now.value, title: now.dataset.title }] : chosen ? [chosen] : [];
    const others = articles.filter(({ article_id: id }) => id !== kept[0]?.article_id);
    const options = [...(optional ? [{ article_id: "", title: optional }] : []), ...[...kept, ...others].filter(({ article_id: id }) => id || !optional)];
    const at = now?.value ?? chosen?.article_id ?? (optional ? "" : null);
    list.replaceChildren(list.firstChild, ...options.map((one) => option("radio", name, one, one.article_id === at)), isEmpty ? quiet(say("pick_nothing")) : "");
  };
  let timer;
  let asked = 0;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++asked;
      const found = await attempt(() => read(withQuery("knowledge/articles", { q: search.value.trim(), limit: MOST })));
      if (found && mine === asked) show(found.articles.map(({ id, title }) => ({ article_id: id, title: titleOf(title).words })), !found.articles.length);
    }, SOON_MS);
  });
  show([]);
  return drawn;
}

/** Boxes for the newest drafts, to be ticked; `chosenDrafts` reads them. */
export function draftPicker() {
  const list = element("fieldset", { class: "picks drafts" }, element("legend", { text: say("pick_drafts") }));
  void readDrafts().then((drafts) => {
    const options = drafts.map(({ id, number, title }) => option("checkbox", "draft", { article_id: `${id} ${number}`, title: say("pick_draft", { title: titleOf(title).words, n: number }) }, false));
    list.append(...(options.length ? options : [quiet(say("pick_noDrafts"))]));
  });
  return list;
}

/** What is ticked, as [{article_id, version}]. */
export function chosenDrafts(picker) {
  return [...picker.querySelectorAll("input:checked")].map(({ value }) => {
    const [id, number] = value.split(" ");
    return { article_id: id, version: Number(number) };
  });
}

async function readDrafts() {
  const found = await Promise.all(DRAFT_STATES.map((state) => attempt(() => read(withQuery("knowledge/articles", { state, limit: 50 })))));
  return found.flatMap((one) => one?.articles ?? []);
}

function option(type, name, { article_id: id, title }, isChosen) {
  const box = element("input", { type, name, value: id, "data-title": title });
  box.value = id;
  box.checked = isChosen;
  return element("label", { class: "pick" }, box, element("span", { dir: "auto", text: title || id }), id && element("span", { class: "quiet", text: id.split(" ")[0] }));
}
