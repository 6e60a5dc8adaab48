// What would a file change?  The dry run's counts, refusals and changes, and the two ways to answer it.

import { element } from "../elements.js";
import { fieldName } from "./knowledge_work.js";
import { drawArticleLink, drawTable } from "./knowledge_words.js";
import { say } from "./text.js";
import { languageName, named, tag } from "./words.js";

const COUNTS = ["rows", "created", "changed", "unchanged", "refused"];

/** `decide(id, "store" | "drop", body)` is called with the answer. */
export function drawReport({ id, state, report }, decide) {
  const counts = COUNTS.map((name) => tag(`${say(`imp_${name}`)} ${report[name]}`, name === "refused" && report.refused ? "bad" : ""));
  const parts = [
    ["impRefusals", report.refusals.map(drawRefusal)],
    ["impDuplicates", report.duplicates.map(drawDuplicate)],
    ["impMissing", report.missing_translations.map(drawMissing)],
    ["impNewDepartments", report.new_departments.map((code) => element("li", { text: code }))],
    ["impWarnings", report.warnings.map(drawRefusal)],
  ].filter(([, items]) => items.length);
  return element(
    "div",
    { class: "report" },
    element("p", { class: "tags" }, ...counts),
    ...parts.map(([title, items]) => element("details", { open: title === "impRefusals" && "open" }, element("summary", { text: `${say(title)} (${items.length})` }), element("ul", { class: "found-list" }, ...items))),
    drawChanges(report.changes),
    state === "checked" && drawAnswers(id, report, decide),
  );
}

function drawRefusal({ file, row, column, message }) {
  const where = [file, row && say("impRow", { n: row }), column].filter(Boolean).join(" · ");
  return element("li", {}, element("b", { text: where }), " ", element("span", { text: message }));
}

function drawDuplicate({ row, article_id: id, title, score }) {
  return element("li", {}, row && `${say("impRow", { n: row })} ↔ `, drawArticleLink({ article_id: id, title }), " ", tag(`${Math.round(score * 100)}%`));
}

function drawMissing({ row, article_id: id, languages }) {
  return element("li", {}, element("b", { text: id || say("impRow", { n: row }) }), ` ${languages.map(languageName).join(say("comma"))}`);
}

function drawChanges(changes) {
  const shown = changes.filter(({ change }) => change !== "same");
  if (!shown.length) return null;
  const heads = ["article", "impChange", "impFields"].map((key) => say(key));
  // What is new has no article to open before it is stored.
  const rows = shown.map(({ article_id: id, title, change, fields }) => [
    change === "new" ? element("span", { text: title || id, dir: "auto" }) : drawArticleLink({ article_id: id, title }),
    tag(named("imp_change", change), change === "new" ? "good" : "internal"),
    (fields ?? []).map(fieldName).join(say("comma")),
  ]);
  return element("details", { open: "open" }, element("summary", { text: `${say("impChanges")} (${shown.length})` }), drawTable(say("impChanges"), heads, rows));
}

function drawAnswers(id, report, decide) {
  const store = element("button", { type: "button", class: "primary", "data-act": `store-${id}`, text: say(report.refused ? "impStoreGood" : "impStore"), onclick: () => decide(id, "store", { skip_bad: report.refused > 0 }) });
  store.disabled = report.created + report.changed === 0;
  const drop = element("button", { type: "button", "data-act": `drop-${id}`, text: say("impDrop"), onclick: () => decide(id, "drop") });
  return element("div", {}, element("p", { class: "quiet", text: say("impNothingLive") }), element("div", { class: "buttons" }, store, drop));
}
