// How does the knowledge serve: by department, by day and by article?

import { element } from "../elements.js";
import { read, withQuery } from "./api.js";
import { drawArticles } from "./knowledge_article_numbers.js";
import { drawBars, drawLines } from "./knowledge_chart.js";
import { NUMBERS_TEXT } from "./knowledge_numbers_text.js";
import { attempt, daysFilter, departmentFilter, filters, percent, row, table } from "./knowledge_parts.js";
import { dayOf, drawNothing, drawPanel } from "./knowledge_words.js";
import { addText, language, say } from "./text.js";

const LOW = 0.5;
const FIRST = { days: "30", department: "" };
let parts = {};

export async function open(root) {
  addText(NUMBERS_TEXT);
  parts = { values: { ...FIRST }, body: element("div", { class: "tab-body" }), csv: element("a", { class: "download", download: "knowledge-numbers.csv", text: say("num_csv") }) };
  const chosen = filters([daysFilter(FIRST.days), departmentFilter()], (values) => {
    parts.values = values;
    return readNumbers();
  });
  root.replaceChildren(element("div", { class: "bar-row" }, chosen, parts.csv), parts.body);
  await readNumbers();
}

export function close() {
  parts = {};
}

async function readNumbers() {
  const { values } = parts;
  parts.csv.href = withQuery("/api/v1/knowledge/numbers.csv", { ...values, language: language() });
  const found = await attempt(() => read(withQuery("knowledge/numbers", { ...values, language: language() })));
  if (!found || parts.values !== values) return;
  const { departments, days, articles } = found;
  parts.body.replaceChildren(
    drawTiles(departments, days),
    element("div", { class: "charts" }, drawDays(days), drawCoverage(departments)),
    drawDepartments(departments),
    drawArticles(articles, values.days),
  );
}

function sum(rows, name) {
  return rows.reduce((all, one) => all + (one[name] ?? 0), 0);
}

function drawTiles(departments, days) {
  const [live, stale, asked, answered] = [sum(departments, "live"), sum(departments, "stale"), sum(days, "asked"), sum(days, "answered")];
  const tiles = [
    ["num_live", String(live)],
    ["num_asked", String(asked)],
    ["num_coverage", asked ? percent(answered / asked) : "–"],
    ["num_person", String(sum(days, "to_person"))],
    ["num_staleShare", live ? percent(stale / live) : "–", stale > 0],
    ["num_gaps", String(sum(departments, "gaps"))],
  ];
  return element("dl", { class: "tiles" }, ...tiles.map(([key, value, isAlarm]) => element("div", { class: isAlarm ? "tile alarm" : "tile" }, element("dt", { text: say(key) }), element("dd", { text: value }))));
}

function drawDays(days) {
  const about = say("num_daysAbout", { n: days.length, asked: sum(days, "asked"), answered: sum(days, "answered"), person: sum(days, "to_person") });
  const series = [["num_asked", "asked"], ["num_answered", "answered"], ["num_person", "to_person"]].map(([key, name]) => ({ name: say(key), values: days.map((one) => one[name]) }));
  return drawLines({ title: say("num_days"), about, labels: days.map(({ day }) => dayOf(day)), series });
}

function drawCoverage(departments) {
  const asked = departments.filter((one) => one.asked > 0);
  const rows = asked.map(({ name, code, coverage }) => ({ name: name || code || say("num_unknown"), share: coverage, words: percent(coverage), isLow: coverage < LOW }));
  return rows.length ? drawBars({ title: say("num_coverageBy"), about: say("num_coverageAbout"), rows }) : "";
}

function drawDepartments(departments) {
  const heads = ["num_live", "num_asked", "num_answered", "num_coverage", "num_stale", "num_staleShare", "num_gaps"].map((key) => ({ text: say(key), class: "number" }));
  const rows = departments.map(({ name, live, asked, answered, coverage, stale, stale_share: share, gaps }) => {
    const shares = [coverage, share].map((one) => element("span", { class: "number", text: percent(one) }));
    return row(name || say("num_unknown"), live, asked, answered, shares[0], stale, shares[1], gaps);
  });
  return drawPanel("by-department", say("num_departments"), rows.length ? table(say("num_departments"), [say("field_department"), ...heads], rows) : drawNothing(say("num_none")));
}
