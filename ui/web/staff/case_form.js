// What did the machine make of the mail, and what does a person make of that?

import { element } from "../elements.js";
import { change, dropEdits, editsOf, explainCase, may, work } from "./case_work.js";
import { light } from "./case_highlights.js";
import { tell } from "./desk.js";
import { choice } from "./modal.js";
import { say } from "./text.js";

const TYPES = ["service_request", "complaint", "enquiry", "chaser", "suggestion", "compliment"];
const PRIORITIES = ["emergency", "urgent", "normal", "low"];
const ONE_LINE = 18;
const UNSURE_BELOW = 0.6;

/** The filled form; one button, or Enter, confirms what is right and corrects what is not. */
export function drawForm(one) {
  const isOpen = may("confirm");
  const submit = element("button", { type: "submit", class: "primary", id: "confirm" });
  const form = element(
    "form",
    { id: "case-form", class: "panel", novalidate: "novalidate", "aria-labelledby": "form-title" },
    element("h2", { id: "form-title", text: say("form") }),
    drawCategory(one, isOpen),
    element(
      "div",
      { class: "pair" },
      drawPick("priority", "priority", PRIORITIES.map((name) => [name, say(`priority_${name}`)]), one.priority, isOpen, "priority"),
      drawPick("case_type", "caseType", TYPES.map((name) => [name, say(`type_${name}`)]), one.case_type, isOpen),
      drawBecause(one),
    ),
    ...Object.entries(one.fields).map(([name, value]) => drawField(name, value, isOpen)),
    isOpen && element("div", { class: "buttons decide" }, submit, drawFirst(one)),
  );
  const label = () => {
    const changes = listChanges(one);
    const n = Object.keys(changes.fields).length + ["category", "priority", "case_type"].filter((name) => changes[name]).length;
    submit.textContent = n ? say(n === 1 ? "saveCorrection" : "saveCorrections", { n }) : say("confirmForm");
  };
  form.addEventListener("input", (event) => {
    keep(event.target);
    label();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void confirmForm();
  });
  // A new line in a long field is made with Shift.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.localName !== "textarea") return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("focusin", ({ target }) => light(target.dataset.field));
  form.addEventListener("pointerover", ({ target }) => {
    const field = target.closest("[data-for]")?.dataset.for;
    if (field && !form.contains(document.activeElement)) light(field, { into: false });
  });
  label();
  return form;
}

/** Confirm or correct what the form says; false where the service has refused. */
export async function confirmForm({ department } = {}) {
  const one = work.open;
  if (!may("confirm")) return true;
  const changes = listChanges(one);
  const sent = structuredClone(editsOf(one.id));
  // Who confirms has read them all: what is right is sure from now on.
  const read = Object.fromEntries(Object.entries(one.fields).map(([name, value]) => [name, value?.value ?? null]));
  try {
    await change("confirm", { ...changes, fields: { ...read, ...changes.fields }, ...(department && { department }) }, { done: "confirmedDone" });
    dropSent(one.id, sent);
    tell("case", { isSame: true });
    return true;
  } catch (failure) {
    tell("trouble", explainCase(failure));
    return false;
  }
}

// What was typed since the press is kept.
function dropSent(id, sent) {
  const typed = editsOf(id);
  dropEdits(id, ["category", "priority", "case_type"].filter((name) => typed[name] === sent[name]));
  for (const [name, text] of Object.entries(typed.fields ?? {})) if (text === sent.fields?.[name]) delete typed.fields[name];
}

/** Whether a person has still to look, or has typed something that is not saved. */
export function isUnconfirmed(one) {
  const { fields, ...rest } = listChanges(one);
  return Boolean(one.review_reason) || Object.keys(fields).length > 0 || Object.keys(rest).length > 0;
}

function listChanges(one) {
  const typed = editsOf(one.id);
  const fields = {};
  for (const [name, text] of Object.entries(typed.fields ?? {})) {
    if (text.trim() !== (one.fields[name]?.value ?? "")) fields[name] = text.trim() || null;
  }
  const changes = { fields };
  for (const name of ["category", "priority", "case_type"]) {
    if (typed[name] && typed[name] !== one[name]) changes[name] = typed[name];
  }
  return changes;
}

function keep(control) {
  const typed = editsOf();
  const { name, value } = control;
  if (control.dataset.isField) (typed.fields ??= {})[name] = value;
  else if (value) typed[name] = value;
}

// The likeliest department is one click away wherever the form is scrolled to.
function drawFirst(one) {
  const [first] = one.triage.departments;
  if (!may("refer") || one.state !== "triage" || !first?.reason) return null;
  const words = say("referFirst", { department: first.name });
  return element("button", { type: "button", id: "refer-first", text: words, title: first.reason, onclick: () => tell("refer", first) });
}

function drawField(name, value, isOpen) {
  const typed = editsOf().fields?.[name];
  const id = `field-${name}`;
  const isLong = (typed ?? value?.value ?? "").length > ONE_LINE;
  const attributes = { id, name, "data-field": name, "data-is-field": "yes", maxlength: "1000", "aria-describedby": `${id}-about`, placeholder: say("blank"), autocomplete: "off", rows: isLong && "1" };
  const control = element(isLong ? "textarea" : "input", attributes);
  control.value = typed ?? value?.value ?? "";
  control.disabled = !isOpen;
  const row = element(
    "div",
    { class: value ? "field" : "field blank", "data-for": name },
    element("label", { for: id, text: say(name) }),
    control,
    value && element("span", { id: `${id}-about`, class: "about" }, ...drawSureness(value)),
  );
  if (!value) control.removeAttribute("aria-describedby");
  return row;
}

function drawSureness({ confidence, evidence }) {
  if (confidence >= 1) return [element("span", { class: "sure", "aria-hidden": "true", text: "✓", title: say("checked") }), unseen(say("checked"))];
  const percent = Math.round(confidence * 100);
  const from = evidence ? `, ${say("fromMail", { part: say(`part_${evidence.part}`) })}` : "";
  const shown = element("span", { class: confidence < UNSURE_BELOW ? "unsure" : "", "aria-hidden": "true", text: `${percent}%`, title: say("sure", { percent }) });
  return [shown, unseen(say("sure", { percent }) + from)];
}

function unseen(text) {
  return element("span", { class: "unseen", text });
}

function drawCategory(one, isOpen) {
  const chosen = editsOf().category ?? one.category;
  const offered = one.triage.categories;
  const rows = offered.map((alternative) => drawAlternative("category", alternative, chosen, isOpen));
  const others = work.choices.categories.map(({ code, name }) => [code, name]);
  const isOther = !offered.some(({ code }) => code === chosen);
  const other = choice("category", [["", say("otherCategory")], ...others], { "aria-label": say("otherCategory"), class: "small" });
  other.value = isOther ? chosen : "";
  other.disabled = !isOpen;
  const group = element("fieldset", { class: "alternatives" }, element("legend", { text: say("category") }), ...rows, other);
  group.addEventListener("input", ({ target }) => {
    if (target === other) for (const radio of group.querySelectorAll("input")) radio.checked = radio.value === other.value;
    else other.value = "";
  });
  return group;
}

/** One of the machine's alternatives, with how sure it is and why. */
function drawAlternative(name, { code, name: words, confidence, reason }, chosen, isOpen) {
  const radio = element("input", { type: "radio", name, value: code });
  radio.checked = code === chosen;
  radio.disabled = !isOpen;
  const percent = Math.round(confidence * 100);
  return element(
    "label",
    { class: "alternative" },
    radio,
    element("span", { class: "alternative-words" }, element("b", { text: words }), reason && element("span", { class: "quiet", text: reason })),
    element("span", { class: "percent", text: `${percent}%` }),
  );
}

function drawBecause({ language, triage: { priority_evidence: words, priority } }) {
  if (!words) return null;
  return element("p", { class: "because" }, `${say("evidence")} `, element("q", { lang: language, text: words }), priority.reason && ` · ${priority.reason}`);
}

function drawPick(name, words, options, value, isOpen, evidence = null) {
  const pick = choice(name, options, { id: `field-${name}`, "data-field": evidence });
  pick.value = editsOf()[name] ?? value;
  pick.disabled = !isOpen;
  return element("div", { class: "field", "data-for": evidence }, element("label", { for: pick.id, text: say(words) }), pick);
}
