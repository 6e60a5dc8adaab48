// What can be done with a whole case, besides filling its form and writing to the citizen?

import { element } from "../elements.js";
import { change, dropEdits, editsOf, explainCase, may, work } from "./case_work.js";
import { ask, choice, field } from "./modal.js";
import { drawRewording } from "./rewording.js";
import { say } from "./text.js";

/** The buttons over the open case. */
export function drawButtons(one) {
  return [
    may("assign") && one.owner !== work.me.username && isOfficer(one) && button("takeIt", take),
    may("assign") && button("assign", assign),
    may("note") && button("note", addNote),
    may("close") && button("closeCase", closeCase),
    may("reopen") && button("reopen", reopen),
  ].filter(Boolean);
}

export function take() {
  if (may("assign") && isOfficer(work.open)) return change("assign", { username: work.me.username }, { done: "assignDone", quietly: true });
  return undefined;
}

function isOfficer(one) {
  return one.officers.some(({ username }) => username === work.me.username);
}

export function assign() {
  if (!may("assign")) return undefined;
  const people = work.open.officers.map(({ username, name }) => [username, name]);
  const pick = choice("username", [["", say("assignNobody")], ...people]);
  pick.value = work.open.owner ?? "";
  return ask({
    title: say("assign"),
    fields: [field(say("assignTo"), pick)],
    confirm: say("assignConfirm"),
    act: ({ username }) => change("assign", { username: username || null }, { done: "assignDone" }),
    explain: explainCase,
  });
}

export function addNote() {
  if (!may("note")) return undefined;
  return ask({
    title: say("note"),
    intro: say("noteIntro"),
    fields: [field(say("noteText"), box("text"))],
    confirm: say("noteSave"),
    act: (values) => change("notes", { ...values, version: undefined }, { done: "caseNoteDone" }),
    explain: explainCase,
  });
}

/** Three boxes, all of them needed; what is typed stays when the dialog is left. */
export function closeCase() {
  if (!may("close")) return undefined;
  const one = work.open;
  const typed = editsOf(one.id);
  const boxes = ["done", "why", "next"].map((name) => {
    const made = box(name);
    made.lang = one.language;
    made.value = typed[`close_${name}`] ?? "";
    made.oninput = () => (typed[`close_${name}`] = made.value);
    return made;
  });
  const words = ["closeDoneBox", "closeWhy", "closeNext"].map((name) => say(name));
  const hasMatter = one.issues.slice(1).some(({ case_number: number, is_settled: isSettled }) => !number && !isSettled);
  return ask({
    title: `${say("closeCase")} ${one.number}`,
    intro: [say("closeCaseIntro"), hasMatter && say("matterOpen")].filter(Boolean).join(" "),
    fields: boxes.map((made, place) => withRewording(field(words[place], made), made, one.language)),
    confirm: say("closeCaseConfirm"),
    act: async (values) => {
      await change("close", values, { key: (typed.closeKey ??= crypto.randomUUID()), done: "closeCaseDone" });
      dropEdits(one.id);
    },
    explain: explainCase,
  });
}

function withRewording(drawn, made, language) {
  if (!work.me.has_model) return drawn;
  const take = (text) => {
    made.value = text;
    made.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const { menu, place } = drawRewording(made, { languageOf: () => language, take });
  drawn.append(menu, place);
  return drawn;
}

export function reopen() {
  if (!may("reopen")) return undefined;
  return ask({
    title: say("reopen"),
    intro: say("reopenIntro"),
    fields: [field(say("reopenReason"), box("reason"))],
    confirm: say("reopenConfirm"),
    act: (values) => change("reopen", values, { done: "reopenDone" }),
    explain: explainCase,
  });
}

function box(name) {
  return element("textarea", { name, rows: "3", maxlength: "2000", required: "required", dir: "auto" });
}

function button(name, onclick) {
  return element("button", { type: "button", class: "small", "data-act": name, text: say(name), onclick });
}
