// Which articles are there, and which of them does the editor look for?

import { element } from "../elements.js";
import { ARTICLES_TEXT } from "./knowledge_articles_text.js";
import { attempt, categoryName, departmentName, may, read, work } from "./knowledge_work.js";
import { dayOf, drawArticleLink, drawNothing, drawState, drawTable } from "./knowledge_words.js";
import { choice } from "./modal.js";
import { LANGUAGES, addText, say } from "./text.js";
import { tag } from "./words.js";

const STATES = ["draft", "in_review", "approved", "published", "withdrawn", "expired"];
const CHIPS = [...STATES, "review_due", "mine"];
const SOON_MS = 250;
const KEPT_AS = "civicdesk.knowledge-filter";
const parts = {};
let filter = {};
let found = { articles: [], next: null, counts: {} };
let asked = 0;
let typing;

export async function open(root) {
  addText(ARTICLES_TEXT);
  filter = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "{}");
  parts.chips = element("div", { class: "chips", role: "group", "aria-label": say("artCounts") });
  parts.list = element("div", { class: "panel" });
  parts.more = element("button", { type: "button", text: say("showMore"), onclick: () => readList({ more: true }) });
  root.append(drawSearch(), parts.chips, parts.list, element("div", { class: "buttons" }, parts.more));
  parts.more.hidden = true;
  await readList();
}

export function close() {
  asked += 1;
}

async function readList({ more = false } = {}) {
  const mine = ++asked;
  const answer = await attempt(read("knowledge/articles", { ...filter, limit: 50, after: more ? found.next : null }));
  if (!answer || mine !== asked) return;
  found = { ...answer, articles: more ? [...found.articles, ...answer.articles] : answer.articles };
  drawChips();
  const heads = ["article", "state", "artLanguages", "owner", "artReview", "artOpen"].map((key) => say(key));
  parts.list.replaceChildren(found.articles.length ? drawTable(say("tab_articles"), heads, found.articles.map(drawRow), { className: "articles" }) : drawNothing(say("artNone")));
  parts.more.hidden = !found.next;
}

function drawRow(one) {
  const where = [one.id, departmentName(one.department), categoryName(one.category)].filter(Boolean).join(" · ");
  const live = one.live_number && one.live_number !== one.number && element("span", { class: "sub", text: say("artLive", { n: one.live_number }) });
  const ends = one.expires_on && element("span", { class: "sub", text: say("artEnds", { day: dayOf(one.expires_on) }) });
  const starts = one.publish_on && element("span", { class: "sub", text: say("artStarts", { day: dayOf(one.publish_on) }) });
  return [
    [drawArticleLink({ article_id: one.id, title: one.title }), element("div", { class: "sub", text: where })],
    element("div", { class: "stack" }, drawState(one.state), element("span", { class: "sub", text: say("version", { n: one.number }) }), live, starts, ends),
    element("div", { class: "tags" }, ...Object.keys(LANGUAGES).map((code) => drawLanguage(code, one))),
    element("div", { class: "stack" }, element("span", { text: one.owner ?? say("nobody"), class: one.owner ? "" : "quiet" }), element("span", { class: "sub", text: say("artBy", { name: one.author }) })),
    element("div", { class: "stack" }, one.review_by && element("span", { class: "tight", text: dayOf(one.review_by) }), one.review_due && tag(say("artDue"), "bad")),
    element("div", { class: "tags" }, ...drawOpen(one)),
  ];
}

function drawLanguage(code, { languages }) {
  const isThere = languages.includes(code);
  const words = isThere ? LANGUAGES[code] : say("artMissing", { language: LANGUAGES[code] });
  const made = tag(say(`short_${code}`), isThere ? "good" : "missing");
  made.append(element("span", { class: "unseen", text: ` ${words}` }));
  made.title = words;
  return made;
}

function drawOpen({ open_comments: comments, checks, state }) {
  const kinds = ["in_review", "approved", "draft"].includes(state) ? Object.entries(checks ?? {}) : [];
  return [
    comments > 0 && tag(say("artComments", { n: comments }), "internal"),
    ...kinds.filter(([, result]) => result === "failed").map(([kind, result]) => tag(`${say(`check_${kind}`)}: ${say(`check_${result}`)}`, "bad")),
  ].filter(Boolean);
}

function drawChips() {
  const focused = document.activeElement?.dataset?.chip;
  const all = chip("", say("every"), null);
  parts.chips.replaceChildren(all, ...CHIPS.map((name) => chip(name, say(STATES.includes(name) ? `state_${name}` : `art_${name}`), found.counts[name] ?? 0)));
  if (focused !== undefined) parts.chips.querySelector(`[data-chip="${focused}"]`)?.focus();
}

function chip(name, words, count) {
  const button = element("button", { type: "button", onclick: () => pick(name) }, words, count !== null && ` ${count}`);
  button.dataset.chip = name;
  button.ariaPressed = String(chosenChip() === name);
  return button;
}

// A chip is a short way to one filter; the lists beside the search stay as they are.
function chosenChip() {
  if (filter.state) return filter.state;
  if (filter.review === "due") return "review_due";
  return filter.owner === work.me.username ? "mine" : "";
}

function pick(name) {
  for (const key of ["state", "review"]) delete filter[key];
  if (filter.owner === work.me.username) delete filter.owner;
  if (STATES.includes(name)) filter.state = name;
  if (name === "review_due") filter.review = "due";
  if (name === "mine") filter.owner = work.me.username;
  change({});
}

function change(values) {
  Object.assign(filter, values);
  for (const [name, value] of Object.entries(filter)) if (!value) delete filter[name];
  sessionStorage.setItem(KEPT_AS, JSON.stringify(filter));
  void readList();
}

function drawSearch() {
  const find = element("input", { type: "search", class: "grow", autocomplete: "off", maxlength: "200", "aria-label": say("artFind"), placeholder: say("artFind"), value: filter.q });
  find.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => change({ q: find.value.trim() }), SOON_MS);
  });
  const { departments, categories, owners } = work.choices;
  const named = (list) => list.map(({ code, name }) => [code, name]);
  const picks = [
    ["department", say("field_department"), named(departments)],
    ["category", say("field_category"), named(categories)],
    ["language", say("field_language"), Object.entries(LANGUAGES)],
    ["missing", say("artLacks"), Object.entries(LANGUAGES)],
    ["owner", say("field_owner"), owners.map(({ name, display }) => [name, display || name])],
    ["review", say("artReview"), [["due", say("art_review_due")], ["soon", say("artSoon")]]],
    ["origin", say("artOrigin"), ["desk", "sheet", "source", "gap", "replies"].map((name) => [name, say(`origin_${name}`)])],
    ["audience", say("field_audience"), ["public", "internal"].map((name) => [name, say(`audience_${name}`)])],
  ].map(([name, words, options]) => {
    const pick = choice(name, [["", say("artAny", { name: words })], ...options], { "aria-label": words, class: "small" });
    pick.value = filter[name] ?? "";
    pick.onchange = () => change({ [name]: pick.value });
    return pick;
  });
  const make = may("edit") && element("button", { type: "button", class: "primary", "data-key": "KeyN", text: say("artNew"), onclick: () => (location.hash = "#article/") });
  return element("div", { class: "search", role: "search" }, element("div", { class: "bar" }, find, make), element("div", { class: "filter" }, ...picks));
}
