// What stands between a version and the public, and what could be better about it?

import { element } from "../elements.js";
import { article, can, explainStep, readOf, step } from "./knowledge_article_work.js";
import { drawArticleLink, drawPanel, momentOf } from "./knowledge_words.js";
import { departmentName, may } from "./knowledge_work.js";
import { ask, field } from "./modal.js";
import { LANGUAGES, say } from "./text.js";
import { languageName, named, tag } from "./words.js";

const GATES = ["parity", "replay"];
const CHECKED = ["in_review", "approved"];
const AGAIN_MS = 3_000;
const AT_MOST = 40;

/** The two checks that publishing asks for, and the hints that it does not. */
export function drawChecks(desk) {
  const hints = element("div", { class: "hints" }, element("p", { class: "quiet", text: say("artLooking") }));
  const gates = element("div", { class: "gates" }, ...drawGates(desk));
  void readHints(hints, desk.version.number);
  void awaitChecks(gates, desk.version);
  return drawPanel("checks", say("artChecks"), gates, hints);
}

function drawGates({ checks }) {
  return GATES.map((kind) => drawGate(checks.find((check) => check.kind === kind), kind));
}

/** What was submitted is checked meanwhile: the result stands here as soon as it is there. */
async function awaitChecks(place, { number, state }) {
  const isMissing = () => CHECKED.includes(state) && article.desk?.checks.length < GATES.length;
  for (let tries = 0; tries < AT_MOST && isMissing(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    if (!place.isConnected) return;
    const found = await readOf("/desk", { version: number }).catch(() => null);
    if (!found || !place.isConnected || found.checks.length === article.desk.checks.length) continue;
    Object.assign(article.desk, { checks: found.checks, allowed: found.allowed });
    place.replaceChildren(...drawGates(found));
  }
}

function drawGate(check, kind) {
  const state = !check ? "missing" : check.passed ? "passed" : check.reason ? "explained" : "failed";
  const look = { passed: "good", failed: "bad", missing: "missing", explained: "internal" }[state];
  const explainIt = state === "failed" && mayExplain(kind) && element("button", { type: "button", class: "small", "data-act": `explain-${kind}`, text: say("artSayWhy"), onclick: () => explainCheck(kind) });
  const found = check && (kind === "parity" ? drawParity(check.result) : drawReplay(check.result));
  return element(
    "div",
    { class: `gate ${state}` },
    element("h3", {}, say(`check_${kind}`), " ", tag(say(`check_${state}`), look)),
    check && element("p", { class: "sub" }, momentOf(check.checked_at)),
    found,
    check?.reason && element("p", { class: "reason" }, element("q", { text: check.reason }), ` ${check.decided_by ?? ""}`),
    explainIt,
  );
}

// What a replay has found only a publisher answers for.
function mayExplain(kind) {
  return can("explain") && (kind !== "replay" || may("publish", article.desk.department));
}

function drawParity({ differences = [] }) {
  if (!differences.length) return null;
  return element("ul", { class: "found-list" }, ...differences.map(drawDifference));
}

/** One fact that two languages tell differently; what is not there is said to be missing. */
export function drawDifference({ kind, language, other, fact, other_fact: otherFact }) {
  const side = (code, words) => [element("b", { text: languageName(code) }), " ", words ? element("q", { lang: code, text: words }) : element("span", { class: "quiet", text: say("artNotSaid") })];
  return element("li", {}, tag(named("fact", kind)), " ", ...side(language, fact), " · ", ...side(other, otherFact));
}

function drawReplay(result = {}) {
  const groups = (result.golden?.by_group ?? []).filter(({ falls }) => falls);
  const falls = groups.map(({ department, language, right_live: before, right_draft: after, asked }) =>
    element("li", { text: say("artFalls", { department: departmentName(department), language: languageName(language), before, after, asked }) }),
  );
  return element("div", {}, falls.length > 0 && element("ul", { class: "found-list" }, ...falls), element("a", { href: "#golden", text: say("artSeeReplay") }));
}

function explainCheck(kind) {
  const reason = element("textarea", { name: "reason", rows: "3", maxlength: "2000", required: "required" });
  return ask({
    title: say("artSayWhy"),
    intro: say("artSayWhyIntro", { check: say(`check_${kind}`) }),
    fields: [field(say("field_reason"), reason)],
    confirm: say("save"),
    act: (values) => step("explain", { kind, ...values }, { done: "artExplained" }),
    explain: explainStep,
  });
}

async function readHints(place, number) {
  const of = article.id;
  const found = await readOf("/checks", { version: number }).catch(() => null);
  if (article.id !== of || !place.isConnected) return;
  if (!found) return place.replaceChildren(element("p", { class: "quiet", text: say("artNoHints") }));
  // What the check of a submitted version would find is told before it is submitted.
  const isUnchecked = !article.desk.checks.some(({ kind }) => kind === "parity");
  const groups = [
    ["check_parity", isUnchecked ? found.parity.map(drawDifference) : []],
    ["artPlain", found.plain_language.map(drawPlain)],
    ["artContradictions", found.contradictions.map(drawContradiction)],
    ["artDuplicates", found.duplicates.map(drawDuplicate)],
  ].filter(([, items]) => items.length);
  if (!groups.length) return place.replaceChildren(element("p", { class: "quiet", text: say("artNoHintsFound") }));
  place.replaceChildren(...groups.map(([title, items]) => element("details", { open: "open" }, element("summary", { text: `${say(title)} (${items.length})` }), element("ul", { class: "found-list" }, ...items))));
}

/** One hint for plain language. */
export function drawPlain({ language, kind, text, value, limit, instead }) {
  const [is, most] = [value, limit].map((number) => (kind === "passive" ? `${Math.round(100 * number)}%` : String(Math.round(10 * number) / 10)));
  const unit = language === "en" ? "words" : "characters";
  const key = { long_sentence: `plain_long_sentence_${unit}`, jargon: instead ? "plain_jargon" : "plain_needless" }[kind] ?? `plain_${kind}`;
  const words = say(key, { value: is, limit: most, instead }) ?? kind;
  return element("li", {}, tag(LANGUAGES[language] ?? language), " ", element("span", { text: words }), " ", text && element("q", { lang: language, text }));
}

function drawContradiction({ a, b, kind }) {
  const other = a.article_id === article.id ? b : a;
  const [mine, theirs] = other === b ? [a, b] : [b, a];
  return element("li", {}, tag(named("fact", kind)), " ", drawArticleLink(other), ` (${departmentName(other.department)})`, element("p", { class: "sub" }, element("q", { text: mine.sentence }), " ↔ ", element("q", { text: theirs.sentence })));
}

function drawDuplicate({ article_id: id, title, department, score }) {
  return element("li", {}, drawArticleLink({ article_id: id, title }), ` (${departmentName(department)}) `, tag(`${Math.round(score * 100)}%`));
}
