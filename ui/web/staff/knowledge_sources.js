// Which pages are read again and again, and what came of it?

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { attempt, categoryName, departmentName, departmentsWhere, explain, read, send, work } from "./knowledge_work.js";
import { drawNothing, drawPanel, drawTable, momentOf } from "./knowledge_words.js";
import { ask, choice, field } from "./modal.js";
import { LANGUAGES, language, say } from "./text.js";
import { languageName, named, tag } from "./words.js";

const BUSY = ["waiting", "running"];
const EVERY_MS = 2_000;
const parts = {};
let domains = [];
let due = null;
let asked = 0;

export async function startSources(root) {
  parts.list = element("div");
  parts.runs = element("div", { "aria-live": "polite" });
  const add = element("button", { type: "button", class: "small", text: say("srcAdd"), onclick: () => edit(null) });
  root.append(drawPanel("sources", say("srcTitle"), element("p", { class: "quiet", text: say("srcHow") }), departmentsWhere("edit").length > 0 && element("div", { class: "buttons" }, add), parts.list, parts.runs));
  await readSources();
}

export function stopSources() {
  clearTimeout(due);
  due = null;
}

async function readSources() {
  const found = await attempt(read("knowledge/sources", { limit: 200 }));
  if (!found) return;
  domains = found.domains;
  const heads = ["srcPage", "field_department", "srcEvery", "srcLast", "srcDo"].map((key) => say(key));
  parts.list.replaceChildren(found.sources.length ? drawTable(say("srcTitle"), heads, found.sources.map(drawSource)) : drawNothing(say("srcNone")));
}

function drawSource(source) {
  const { id, url, kind, department, category, language: of, every_days: days, is_on: isOn, last_run: last } = source;
  const act = (name, onclick) => element("button", { type: "button", class: "small", "data-act": `${name}-${id}`, "aria-label": `${say(name)}: ${url}`, text: say(name), onclick });
  return [
    [element("span", { text: url, dir: "ltr" }), element("div", { class: "sub", text: [named("src_kind", kind), of && languageName(of)].filter(Boolean).join(" · ") })],
    [departmentName(department), category && element("div", { class: "sub", text: categoryName(category) })],
    isOn ? say("srcDays", { n: days }) : tag(say("srcOff")),
    last ? drawRunState(last) : say("srcNever"),
    element("div", { class: "buttons" }, act("srcRun", () => run(id)), act("srcRuns", () => showRuns(id, url)), act("srcEdit", () => edit(source)), act("remove", () => remove(id, url))),
  ];
}

function drawRunState({ state, ended_at: ended, started_at: started }) {
  return element("span", { class: "stack" }, tag(named("src_state", state), state === "failed" ? "bad" : state === "done" ? "good" : "internal"), (ended || started) && momentOf(ended ?? started));
}

async function run(id) {
  if (!(await attempt(send(`knowledge/sources/${id}/run`, {}, { done: say("srcStarted") })))) return;
  await showRuns(id);
}

async function showRuns(id, name = "") {
  clearTimeout(due);
  const mine = ++asked;
  const found = await attempt(read(`knowledge/sources/${id}/runs`));
  if (!found || mine !== asked || !parts.runs.isConnected) return;
  const { runs } = found;
  parts.runs.replaceChildren(element("h3", { text: `${say("srcRunsOf")} ${name}`.trim() }), runs.length ? element("ul", { class: "found-list" }, ...runs.map(drawRun)) : drawNothing(say("srcNever")));
  if (!runs.some(({ state }) => BUSY.includes(state))) return void readSources();
  due = setTimeout(() => showRuns(id, name), EVERY_MS);
}

function drawRun(one) {
  const { progress, problems = [] } = one;
  const counts = ["created", "changed", "unchanged"].map((key) => `${say(`imp_${key}`)} ${one[key] ?? 0}`);
  if (progress?.total) counts.unshift(`${progress.done}/${progress.total}`);
  const told = problems.map(({ url, message }) => element("li", {}, element("b", { text: url }), " ", message));
  return element("li", { class: "run" }, drawRunState(one), element("span", { text: counts.join(" · ") }), told.length > 0 && element("details", { open: "open" }, element("summary", { text: say("srcProblems", { n: told.length }) }), element("ul", { class: "found-list" }, ...told)));
}

function edit(source) {
  const { categories } = work.choices;
  const url = element("input", { type: "url", name: "url", required: "required", maxlength: "2000", value: source?.url, placeholder: "https://" });
  const days = element("input", { type: "number", name: "every_days", min: "1", max: "365", required: "required", value: String(source?.every_days ?? 7) });
  const controls = [
    ["field_url", url],
    ["srcKind", choice("kind", ["page", "sitemap"].map((kind) => [kind, say(`src_kind_${kind}`)])), source?.kind],
    ["field_department", choice("department", departmentsWhere("edit"), { id: "source-department", required: "required" }), source?.department],
    ["field_category", choice("category", [["", say("srcNoCategory")], ...categories.map(({ code, name }) => [code, name])], { id: "source-category" }), source?.category],
    ["field_language", choice("language", [["", say("srcAsPage")], ...Object.entries(LANGUAGES)], { id: "source-language" }), source?.language ?? language()],
    ["srcEveryDays", days],
    ["srcOn", choice("is_on", [["yes", say("isOn")], ["", say("srcOff")]]), source && !source.is_on ? "" : "yes"],
  ].map(([words, control, value]) => {
    if (value !== undefined && value !== null) control.value = value;
    return field(say(words), control);
  });
  return ask({
    title: say(source ? "srcEdit" : "srcAdd"),
    intro: domains.length ? say("srcAllowed", { domains: domains.join(say("comma")) }) : say("srcNoDomains"),
    fields: controls,
    confirm: say("save"),
    act: (values) => save(source, values),
    explain,
  });
}

async function save(source, { every_days: days, is_on: isOn, ...rest }) {
  const body = { ...rest, every_days: Number(days), is_on: Boolean(isOn) };
  await send(source ? `knowledge/sources/${source.id}` : "knowledge/sources", body, { method: source ? "PUT" : "POST", done: say("srcSaved") });
  await readSources();
}

function remove(id, url) {
  return ask({
    title: say("srcRemove"),
    intro: say("srcRemoveIntro", { url }),
    confirm: say("remove"),
    isDanger: true,
    act: async () => {
      await send(`knowledge/sources/${id}`, {}, { method: "DELETE" });
      announce(say("srcRemoved"));
      parts.runs.replaceChildren();
      await readSources();
    },
    explain,
  });
}
