// Which steps can an article take now, and what does the person say to each?

import { element } from "../elements.js";
import { article, can, explainStep, isUnsaved, step } from "./knowledge_article_work.js";
import { work } from "./knowledge_work.js";
import { ask, field } from "./modal.js";
import { say } from "./text.js";

const STEPS = [
  ["submit", submit],
  ["approve", approve],
  ["send_back", sendBack],
  ["publish", publish],
  ["schedule", schedule],
  ["restore", restore],
  ["expire", expire],
  ["withdraw", withdraw],
  ["recall", () => (location.hash = "#recalls")],
];
const FIRST = ["submit", "approve", "publish"];
const GRAVE = ["withdraw"];

export function drawSteps(desk) {
  const offered = STEPS.filter(([name]) => can(name) && (name !== "recall" || work.tabs.includes("recalls")));
  const first = offered.find(([name]) => FIRST.includes(name))?.[0];
  return offered.map(([name, act]) => {
    const look = name === first ? "primary" : GRAVE.includes(name) ? "grave" : "";
    return element("button", { type: "button", class: look, "data-act": name, text: say(`step_article_${name}`), onclick: () => act(desk) });
  });
}

function open(name, { path = name, fields = [], body = (values) => values, isDanger = false, about = {} }) {
  const unsaved = isUnsaved() && element("p", { class: "notice", text: say("artUnsavedStep") });
  return ask({
    title: say(`step_article_${name}`),
    intro: say(`step_article_${name}_intro`, { n: article.desk.version.number, ...about }),
    fields: [unsaved, ...fields].filter(Boolean),
    confirm: say(`step_article_${name}_do`) ?? say(`step_article_${name}`),
    isDanger,
    act: (values) => step(path, body(values), { done: `step_article_${name}_done` }),
    explain: explainStep,
  });
}

function reason({ isNeeded = true } = {}) {
  return field(say("field_reason"), element("textarea", { name: "reason", rows: "3", maxlength: "2000", required: isNeeded && "required" }));
}

function submit() {
  return open("submit", {});
}

function approve() {
  return open("approve", {});
}

function sendBack() {
  return open("send_back", { path: "send-back", fields: [reason()] });
}

function publish(desk) {
  return open("publish", { about: { live: desk.live_number ? say("artReplaces", { n: desk.live_number }) : say("artFirstLive") } });
}

function schedule(desk) {
  const at = element("input", { type: "datetime-local", name: "at", "aria-describedby": "at-how" });
  at.value = desk.version.publish_on ? local(new Date(desk.version.publish_on)) : "";
  at.min = local(new Date());
  return open("schedule", { fields: [field(say("field_at"), at), element("p", { class: "quiet", id: "at-how", text: say("artNoDate") })], body: ({ at: day }) => ({ at: day ? new Date(day).toISOString() : null }) });
}

function restore() {
  return open("restore", { fields: [reason()] });
}

function expire(desk) {
  const after = element("input", { type: "date", name: "after" });
  after.value = desk.version.expires_on ?? "";
  return open("expire", { fields: [field(say("field_after"), after), element("p", { class: "quiet", text: say("artNoLastDay") }), reason()], body: ({ after: day, reason: why }) => ({ after: day || null, reason: why }) });
}

function withdraw(desk) {
  return open("withdraw", { about: { n: desk.live_number }, fields: [reason()], isDanger: true });
}

// The value of a box for a date and time, which knows no zone but the reader's own.
function local(moment) {
  return new Date(moment - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
