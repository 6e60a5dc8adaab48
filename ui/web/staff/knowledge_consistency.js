// Which articles contradict each other, and which say the same twice?

import { element } from "../elements.js";
import { read, withQuery } from "./api.js";
import { CONSISTENCY_TEXT } from "./knowledge_consistency_text.js";
import { attempt, button, languageTag, meter, percent, quiet, row, segments, table } from "./knowledge_parts.js";
import { askReason } from "./knowledge_reason.js";
import { departmentName } from "./knowledge_work.js";
import { dayOf, drawArticleLink, drawNothing, drawPanel } from "./knowledge_words.js";
import { addText, say } from "./text.js";
import { named, tag } from "./words.js";

let parts = {};
let asked = 0;

export async function open(root) {
  addText(CONSISTENCY_TEXT);
  parts = { pairs: element("div", { class: "tab-body" }), more: button(say("showMore"), () => readPairs({ more: true })), same: element("div"), state: "open", next: null };
  parts.more.hidden = true;
  const states = [["open", say("same_open")], ["settled", say("same_settled")]];
  const pick = segments(say("same_states"), states, parts.state, (state) => {
    parts.state = state;
    return readPairs();
  });
  root.replaceChildren(
    drawPanel("contradictions", say("same_contradictions"), pick, parts.pairs, parts.more),
    drawPanel("duplicates", say("same_duplicates"), parts.same),
  );
  await Promise.all([readPairs(), readDuplicates()]);
}

export function close() {
  asked += 1;
  parts = {};
}

async function readPairs({ more = false } = {}) {
  const mine = ++asked;
  const found = await attempt(() => read(withQuery("knowledge/contradictions", { state: parts.state, after: more ? parts.next : null })));
  if (!found || mine !== asked) return;
  const cards = found.contradictions.map(drawPair);
  if (more) parts.pairs.append(...cards);
  else parts.pairs.replaceChildren(...(cards.length ? cards : [drawNothing(say(parts.state === "open" ? "same_none" : "same_noneSettled"))]));
  parts.next = found.next;
  parts.more.hidden = !found.next;
}

function drawPair(pair) {
  const { id, kind, language: spoken, a, b, found_at: at, settled_by: by, reason } = pair;
  const heading = element("h3", { id: `contradiction-${id}`, class: "tags" }, tag(say("same_differ", { fact: named("fact", kind) }), "urgency high"), languageTag(spoken), element("span", { class: "quiet", text: say("same_found", { date: dayOf(at) }) }));
  const settle = button(say("same_settle"), () => settlePair(pair), { class: "small", "aria-label": say("same_settleOf", { a: a.article_id, b: b.article_id }) });
  return element(
    "article",
    { class: "dispute", "aria-labelledby": heading.id },
    heading,
    element("div", { class: "sides" }, drawSide(a, spoken), drawSide(b, spoken)),
    by ? quiet(say("same_settledBy", { name: by, reason })) : element("div", { class: "buttons" }, settle),
  );
}

function drawSide({ article_id: id, title, version, department, owner, sentence, fact }, spoken) {
  const whose = say("same_owner", { department: departmentName(department), owner: owner || say("nobody") });
  return element(
    "div",
    { class: "side" },
    element("p", {}, drawArticleLink({ article_id: id, title }), " ", element("span", { class: "quiet", text: `${id} · ${say("version", { n: version })}` })),
    element("blockquote", { class: "words", lang: spoken, dir: "auto" }, ...markFact(sentence, fact)),
    quiet(whose),
  );
}

/** The sentence with the fact that differs marked wherever it stands. */
function markFact(sentence, fact) {
  if (!fact || !sentence.includes(fact)) return [sentence];
  return sentence.split(fact).flatMap((words, at) => (at ? [element("mark", { text: fact }), words] : [words]));
}

function settlePair({ id, a, b }) {
  const words = { title: say("same_settleOf", { a: a.article_id, b: b.article_id }), intro: say("same_settleHow"), confirm: say("same_settle"), done: say("same_settledNow") };
  return askReason(`knowledge/contradictions/${id}/settle`, { ...words, changed: readPairs });
}

async function readDuplicates() {
  const found = await attempt(() => read("knowledge/duplicates"));
  if (!found || !parts.same) return;
  const rows = found.pairs.map(({ a, b, language: spoken, score }) => row(drawArticle(a), drawArticle(b), languageTag(spoken), element("span", { class: "scored" }, meter(score), percent(score))));
  const heads = [say("article"), say("same_other"), say("field_language"), say("same_likeness")];
  parts.same.replaceChildren(rows.length ? table(say("same_duplicates"), heads, rows) : drawNothing(say("same_noDuplicates")));
}

function drawArticle({ article_id: id, title, department }) {
  return element("span", { class: "stack" }, drawArticleLink({ article_id: id, title }), element("span", { class: "quiet", text: departmentName(department) }));
}
