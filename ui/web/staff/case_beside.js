// What belongs to the case beside its mail: its other matters, similar cases, its relatives, who wants to hear of it?

import { element } from "../elements.js";
import { change, explainCase, may, openCase } from "./case_work.js";
import { light } from "./case_highlights.js";
import { departments } from "./case_referral.js";
import { day } from "./case_words.js";
import { ask, field } from "./modal.js";
import { say } from "./text.js";
import { named, tag } from "./words.js";

/** The matters of the mail, each tied to its words; each but the first can become a case of its own. */
export function drawMatters(one) {
  if (one.issues.length < 2) return null;
  const items = one.issues.map((issue) => {
    const show = () => light(`issue-${issue.ordinal}`);
    const name = `${say("matter", { n: issue.ordinal + 1 })} · ${issue.category_name}`;
    const button = element("button", { type: "button", class: "matter", onclick: show }, element("b", { text: name }), element("span", { lang: one.language, dir: "auto", text: issue.summary }));
    button.onfocus = show;
    button.onpointerenter = () => light(`issue-${issue.ordinal}`, { into: false });
    return element("li", {}, button, afterwards(issue));
  });
  return panel("matters", say("matters", { n: one.issues.length }), element("ul", {}, ...items));
}

function afterwards({ ordinal, case_number: number, is_settled: isSettled }) {
  if (isSettled) return tag(say("settled"));
  if (number) return element("button", { type: "button", class: "small", text: say("splitInto", { number }), onclick: () => openCase(number) });
  if (!ordinal || !may("split")) return null;
  const split = () => change("split", { ordinal }, { done: "splitDone", quietly: true });
  const settle = () => change("settle", { ordinal }, { done: "settled", quietly: true });
  return element("div", { class: "buttons" }, act("split", split), act("settle", settle));
}

/** Cases of the same matter, which may be merged or made one incident. */
export function drawSimilar(one) {
  const items = one.similar.map(({ id, number, summary, place, opened_at: at, why }) => {
    const buttons = [
      may("merge") && act("merge", () => change("merge", { into: number }, { done: "mergeDone", about: number, quietly: true })),
      may("incident") && act("incident", () => change("incident", { parent: number }, { done: "incidentDone", about: number, quietly: true })),
    ];
    return element("li", {}, opener(id, number, summary), element("p", { class: "quiet", text: [place, day(at), why].filter(Boolean).join(" · ") }), element("div", { class: "buttons" }, ...buttons));
  });
  return panel("similar", say("similar"), items.length ? element("ul", {}, ...items) : element("p", { class: "quiet", text: say("noSimilar") }));
}

/** Its relatives, and what can be undone. */
export function drawRelated(one) {
  const items = one.related.map(({ id, number, state, summary, relation }) =>
    element("li", {}, element("span", { class: "tags" }, tag(named("rel", relation)), tag(named("state", state), `state ${state}`)), opener(id, number, summary), relation === "duplicate_of" && may("merge") && act("merge", () => change("merge", { into: number }, { done: "mergeDone", about: number, quietly: true }))),
  );
  const undo = [
    may("unmerge") && act("unmerge", () => change("unmerge", {}, { done: "unmergeDone", quietly: true })),
    one.relation === "incident" && may("incident") && act("unlink", () => change("incident", {}, { method: "DELETE", done: "unlinkDone", quietly: true })),
    may("sub_case") && act("sub_case", openSubCase),
  ].filter(Boolean);
  if (!items.length && !undo.length) return null;
  return panel("related", say("related"), items.length > 0 && element("ul", {}, ...items), undo.length > 0 && element("div", { class: "buttons" }, ...undo));
}

/** Who wants to hear how the matter goes. */
export function drawSubscribers(one) {
  if (!may("subscribe") && !one.subscribers.length) return null;
  const box = element("input", { type: "email", name: "email", maxlength: "320", "aria-label": say("subscribeEmail"), placeholder: say("subscribeEmail"), autocomplete: "off" });
  const form = element("form", { class: "inline" }, box, element("button", { type: "submit", text: say("subscribe") }));
  form.onsubmit = (event) => {
    event.preventDefault();
    if (box.value.trim()) void change("subscribers", { email: box.value.trim(), language: one.language }, { quietly: true });
  };
  const list = element("ul", {}, ...one.subscribers.map((email) => element("li", { text: email })));
  return element("details", { class: "panel" }, element("summary", { text: `${say("subscribers")} (${one.subscribers.length})` }), list, may("subscribe") && form);
}

function openSubCase() {
  const reason = element("textarea", { name: "reason", rows: "3", maxlength: "2000", required: "required" });
  return ask({
    title: say("sub_case"),
    intro: say("sub_caseIntro"),
    fields: [field(say("referTo"), departments("department")), field(say("referReason"), reason)],
    confirm: say("sub_caseConfirm"),
    act: (values) => change("sub-cases", values, { done: "sub_caseDone" }),
    explain: explainCase,
  });
}

function opener(id, number, summary) {
  return element("button", { type: "button", class: "related", onclick: () => openCase(id) }, element("b", { text: number }), element("span", { text: summary, dir: "auto" }));
}

function act(name, onclick) {
  return element("button", { type: "button", class: "small", "data-act": name, text: say(name), onclick });
}

function panel(id, title, ...content) {
  return element("section", { class: "panel", "aria-labelledby": `${id}-title` }, element("h2", { id: `${id}-title`, text: title }), ...content);
}
