// What do citizens ask that no article answers, and what do agents answer again and again?

import { element } from "../elements.js";
import { read, withQuery } from "./api.js";
import { GAPS_TEXT } from "./knowledge_gaps_text.js";
import { drawGroup } from "./knowledge_gap.js";
import { attempt, button, daysFilter, departmentFilter, filters, labelled, languageFilter, languageTag, pick, quiet, segments } from "./knowledge_parts.js";
import { drawReplies } from "./knowledge_replies.js";
import { momentOf } from "./knowledge_words.js";
import { addText, language, say } from "./text.js";
import { named, tag } from "./words.js";

const REASONS = ["unanswered", "low_confidence", "not_helpful", "handed_off"];
const STATES = ["open", "done", "dismissed"];
const FIRST = { days: "30", state: "open" };
const shown = { groups: [], next: null, total: 0, chosen: null };
let values = { ...FIRST };
let parts = {};
let asked = 0;

export async function open(root) {
  addText(GAPS_TEXT);
  values = { ...FIRST };
  shown.chosen = null;
  parts = { body: element("div", { class: "tab-body" }) };
  const kinds = [["questions", say("gap_questions")], ["replies", say("gap_replies")]];
  root.replaceChildren(segments(say("gap_kinds"), kinds, "questions", show), parts.body);
  await show("questions");
}

export function close() {
  asked += 1;
  parts = {};
}

async function show(kind) {
  if (kind === "replies") return drawReplies(parts.body);
  parts.about = quiet("", { role: "status" });
  parts.list = element("ul", { class: "card-list" });
  parts.more = button(say("showMore"), () => readGroups({ more: true }));
  parts.group = element("div", { class: "beside", id: "gap", tabindex: "-1" });
  const all = filters([daysFilter(values.days), departmentFilter(values.department), languageFilter(values.language), drawReasons(), drawStates()], (chosen) => {
    values = chosen;
    return readGroups();
  });
  parts.body.replaceChildren(all, element("div", { class: "halves" }, element("div", { class: "list-side" }, parts.about, parts.list, parts.more), parts.group));
  return readGroups();
}

function drawReasons() {
  const options = REASONS.map((reason) => [reason, say(`gap_reason_${reason}`)]);
  return labelled(say("gap_why"), pick("reason", [["", say("gap_everyReason")], ...options], values.reason));
}

function drawStates() {
  return labelled(say("state"), pick("state", STATES.map((state) => [state, say(`gap_state_${state}`)]), values.state));
}

async function readGroups({ more = false } = {}) {
  const mine = ++asked;
  const query = { ...values, names: language(), after: more ? shown.next : null };
  const found = await attempt(() => read(withQuery("knowledge/gaps", query)));
  if (!found || mine !== asked) return;
  shown.groups = more ? [...shown.groups, ...found.groups] : found.groups;
  Object.assign(shown, { next: found.next, total: found.total_questions });
  shown.chosen = shown.groups.find(({ id }) => id === shown.chosen?.id) ?? null;
  draw();
}

function draw() {
  parts.about.textContent = shown.groups.length ? say("gap_intro", { n: shown.total, groups: shown.groups.length }) : "";
  const cards = shown.groups.map((group) => element("li", {}, drawCard(group)));
  parts.list.replaceChildren(...(cards.length ? cards : [element("li", { class: "quiet nothing", text: say("gap_none") })]));
  parts.more.hidden = !shown.next;
  if (shown.chosen) drawGroup(parts.group, shown.chosen, readGroups);
  else parts.group.replaceChildren(shown.groups.length ? quiet(say("gap_choose")) : "");
}

function drawCard(group) {
  const reasons = Object.entries(group.reasons).map(([reason, n]) => tag(`${named("gap_reason", reason)} ${n}`));
  const languages = Object.entries(group.languages).map(([spoken, n]) => languageTag(spoken, n));
  const onclick = () => {
    shown.chosen = group;
    draw();
    parts.group.focus();
  };
  const card = element(
    "button",
    { type: "button", class: "card", "data-id": String(group.id), onclick },
    element("span", { class: "card-top" }, element("b", { lang: group.language, dir: "auto", text: group.title }), element("span", { class: "waited", text: say("gap_count", { n: group.count }) })),
    element("span", { class: "tags" }, ...languages, ...reasons),
    element("span", { class: "card-foot" }, momentOf(group.last_at)),
  );
  if (group.id === shown.chosen?.id) card.setAttribute("aria-current", "true");
  return card;
}
