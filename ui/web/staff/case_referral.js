// To which department does the case go, and what does that department say?

import { element } from "../elements.js";
import { confirmForm, isUnconfirmed } from "./case_form.js";
import { change, dropEdits, editsOf, explainCase, leaveCase, may, openCase, readList, work } from "./case_work.js";
import { announce } from "./announce.js";
import { write } from "./api.js";
import { on, tell } from "./desk.js";
import { ask, choice, field } from "./modal.js";
import { language, say } from "./text.js";

on("refer", ({ code, reason }) => refer(code, editsOf().referReason?.trim() || reason));

/** The machine's three departments, each one click away, with a reason that can be changed; then all the others. */
export function drawReferral(one) {
  const panel = element("section", { id: "referral", class: "panel", tabindex: "-1", "aria-labelledby": "referral-title" }, element("h2", { id: "referral-title", text: say("referTo") }));
  const last = one.referrals.findLast(({ state }) => state === "returned");
  if (last && one.state === "triage") panel.append(element("p", { class: "warning", text: say("proposedBy", { from: last.to_name, to: last.proposed_name, reason: last.return_reason }) }));
  if (!may("refer")) {
    if (one.returns >= 2 && one.state === "triage") panel.append(element("p", { class: "warning", text: say("afterReturns") }));
    panel.append(...answers());
    return panel.children.length > 1 ? panel : null;
  }
  const reason = element("textarea", { id: "refer-reason", rows: "2", maxlength: "2000", required: "required" });
  const offered = one.triage.departments.filter(({ code }) => code !== one.department);
  const isFirst = one.state === "triage";
  const suggested = (isFirst && offered[0]?.reason) || "";
  reason.value = editsOf().referReason ?? suggested;
  reason.oninput = () => (editsOf().referReason = reason.value);
  // The reason in the box is the first department's until somebody writes another.
  const reasonFor = (own) => (isFirst && own && (!reason.value.trim() || reason.value === suggested) ? own : reason.value);
  const problem = element("p", { class: "error", role: "alert" });
  const send = (department, own) => {
    const words = reasonFor(own).trim();
    if (!words) {
      problem.textContent = say("missing");
      return reason.focus();
    }
    return refer(department, words);
  };
  const rows = offered.map(({ code, name, confidence, reason: own }, place) =>
    element("li", {}, element("button", { type: "button", class: isFirst && !place ? "refer first" : "refer", "data-department": code, onclick: () => send(code, own) }, element("b", { text: name }), element("span", { class: "percent", text: `${Math.round(confidence * 100)}%` })), own && element("p", { class: "quiet", text: own })),
  );
  const other = choice("department", [["", say("referOther")], ...work.choices.departments.map(({ code, name }) => [code, name])], { "aria-label": say("referOther") });
  const toOther = element("button", { type: "button", text: say("refer"), onclick: () => (other.value ? send(other.value, "") : other.focus()) });
  panel.append(
    ...answers(),
    element("div", { class: "field" }, element("label", { for: reason.id, text: say("referReason") }), reason),
    problem,
    element("ul", { class: "departments" }, ...rows),
    element("div", { class: "inline" }, other, toOther),
  );
  return panel;
}

function answers() {
  const made = [
    ["acknowledge", acknowledge, "primary"],
    ["return", returnCase, ""],
    ["rule", rule, ""],
  ].filter(([action]) => may(action));
  const buttons = made.map(([action, act, look]) => element("button", { type: "button", class: look, "data-act": action, text: say(action), onclick: act }));
  return buttons.length ? [element("div", { class: "buttons" }, ...buttons)] : [];
}

/** Confirm the form as it stands, with whose the case is, and send it there. */
export async function refer(department, reason) {
  const one = work.open;
  const isOther = department !== one.triage.departments[0]?.code;
  if (isUnconfirmed(one) && !(await confirmForm({ department: isOther ? department : undefined }))) return;
  // Whoever has opened another case meanwhile looks at that one, which nobody means to send away.
  if (work.open?.id !== one.id) return;
  await step("refer", { department, reason }, "referDone");
  if (editsOf(one.id).referReason) dropEdits(one.id, ["referReason"]);
}

export async function acknowledge() {
  if (may("acknowledge")) await change("acknowledge", {}, { done: "acknowledgeDone", quietly: true });
}

export function returnCase() {
  if (!may("return")) return undefined;
  const reason = element("textarea", { name: "reason", rows: "3", maxlength: "2000", required: "required" });
  return ask({
    title: say("return"),
    intro: say("returnIntro"),
    fields: [field(say("returnReason"), reason), field(say("returnProposed"), departments("proposed_department"))],
    confirm: say("returnConfirm"),
    act: (values) => send("return", values, "returnDone"),
    explain: explainCase,
  });
}

export function rule() {
  if (!may("rule")) return undefined;
  const reason = element("textarea", { name: "reason", rows: "3", maxlength: "2000", required: "required" });
  return ask({
    title: say("rule"),
    intro: say("ruleIntro"),
    fields: [field(say("ruleTo"), departments("department")), field(say("referReason"), reason)],
    confirm: say("ruleConfirm"),
    act: (values) => send("rule", values, "ruleDone"),
    explain: explainCase,
  });
}

export function departments(name) {
  const others = work.choices.departments.filter(({ code }) => code !== work.open.department);
  return choice(name, [["", ""], ...others.map(({ code, name: words }) => [code, words])], { required: "required" });
}

async function step(path, body, done) {
  try {
    await send(path, body, done);
  } catch (failure) {
    tell("trouble", explainCase(failure));
  }
}

// Afterwards the case may be out of the sight of whoever sent it: that is no failure.
async function send(path, body, done) {
  const { id, version, number } = work.open;
  const changed = await write(`cases/${id}/${path}?language=${language()}`, { version, ...body });
  announce(say(done, { number, department: changed.department_name }));
  if (canSee(changed.department)) await openCase(id, { isAgain: true });
  else if (work.open?.id === id) leaveCase();
  await readList();
}

function canSee(department) {
  return work.me.departments.includes("*") || work.me.departments.includes(department);
}
