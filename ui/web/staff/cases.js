// How does the page of cases start, and when is what drawn anew?

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { read, withQuery } from "./api.js";
import { BY_MODEL_WORDS } from "./by_model_words.js";
import * as actions from "./case_actions.js";
import { drawMatters, drawRelated, drawSimilar, drawSubscribers } from "./case_beside.js";
import { confirmForm, drawForm } from "./case_form.js";
import { light } from "./case_highlights.js";
import { focusFind, focusInbox, nextView, openNext, readAlerts, startInbox } from "./case_inbox.js";
import { drawHistory, drawMail } from "./case_mail.js";
import { acknowledge, drawReferral, returnCase, rule } from "./case_referral.js";
import { askSimple, focusCaseReply, startReply, useDraft } from "./case_reply.js";
import { CASE_TEXT } from "./case_text.js";
import { drawClock, drawMarks } from "./case_words.js";
import { openCase, readList, work } from "./case_work.js";
import { on } from "./desk.js";
import { drawHead, drawSkips } from "./head.js";
import { drawKeysButton, listenToKeys, showKeys } from "./keyboard.js";
import { follow } from "./live.js";
import { drawModelSummary } from "./model_summary.js";
import { addText, language, say, startText } from "./text.js";
import { showConnection, showTrouble, startBanner } from "./trouble.js";
import { whenDrawn } from "./when_drawn.js";

const MAY_FOLLOW = "conversation:handoff:read";
const MAY_SUGGEST = "suggestion:draft:create";
const AT_MOST_EVERY_MS = 500;
const EVERY_CASE = "*";
const parts = {};
let due = null;

async function start() {
  const [me] = await Promise.all([read("staff/me"), whenDrawn("#form"), whenDrawn("#heading h1")]);
  work.me = me;
  addText({ ...CASE_TEXT, ...BY_MODEL_WORDS });
  startText(me.languages[0]);
  const may = (permission) => me.permissions.includes(permission);
  drawSkips([["inbox", say("inbox")], ["case", say("theCase")], ["form", say("theForm")]]);
  drawHead({ me, title: say("cases"), tools: [drawKeysButton(shortcuts)] });
  startBanner();
  work.view ??= me.departments.includes(EVERY_CASE) ? "triage" : "department";
  work.choices = await read(withQuery("cases/choices", { language: language() }));
  startInbox();
  startCase();
  listenToKeys(shortcuts());
  on("trouble", showTrouble);
  if (may(MAY_FOLLOW)) follow(null, { onConnection: showConnection, onOpen: catchUp, cases: hear });
  await Promise.all([readList(), readAlerts()]);
  const wanted = new URLSearchParams(location.search).get("case") ?? sessionStorage.getItem("civicdesk.case");
  if (wanted) await openCase(wanted);
}

function startCase() {
  for (const [id, words] of [["case", "theCase"], ["form", "theForm"]]) {
    const column = document.querySelector(`#${id}`);
    column.setAttribute("role", "region");
    column.setAttribute("aria-label", say(words));
    column.tabIndex = -1;
  }
  parts.nothing = element("div", { class: "nothing-open" }, element("h2", { text: say("nothingOpenCase") }), element("p", { text: say("nothingOpenCaseHow") }));
  parts.head = element("div", { class: "talk-head" });
  parts.log = element("div", { class: "case-text", tabindex: "0", "aria-label": say("mail"), role: "region" });
  parts.all = element("div", { class: "talk" }, parts.head, parts.log, startReply());
  document.querySelector("#case").append(parts.nothing, parts.all);
  on("case", draw);
  draw({ isSame: false });
}

function draw({ isSame }) {
  const { open } = work;
  parts.nothing.hidden = Boolean(open);
  parts.all.hidden = !open;
  const form = document.querySelector("#form");
  if (!open) return form.replaceChildren();
  const place = placeOfFocus();
  const { selectionStart, selectionEnd } = document.activeElement ?? {};
  drawCaseHead(open);
  const scrolled = [parts.log.scrollTop, form.scrollTop];
  parts.log.replaceChildren(...[open.injection_suspected && element("p", { class: "warning", text: say("injection") }), drawMail(open, followTo), drawHistory(open)].filter(Boolean));
  form.replaceChildren(...[drawForm(open), drawReferral(open), drawMatters(open), drawSimilar(open), drawRelated(open), drawSubscribers(open)].filter(Boolean));
  [parts.log.scrollTop, form.scrollTop] = isSame ? scrolled : [0, 0];
  if (isSame) giveFocusBack(document.querySelector(place), selectionStart, selectionEnd);
  else {
    light(null);
    announce(`${open.number}. ${open.summary}`, language());
  }
  return undefined;
}

// Drawn anew under the agent's hands the focus stays where it was.
function placeOfFocus() {
  const { id, name, dataset } = document.activeElement ?? {};
  if (id) return `#${CSS.escape(id)}`;
  if (dataset?.act) return `[data-act="${dataset.act}"]`;
  return name ? `#form [name="${name}"]:checked` : "#case";
}

function giveFocusBack(control, start, end) {
  control?.focus({ preventScroll: true });
  if (control?.setSelectionRange && start !== undefined && start !== null) control.setSelectionRange(start, end);
}

function drawCaseHead(open) {
  const owner = open.owner ? say("withOwner", { name: open.owner }) : say("unowned");
  const where = `${open.department_name || say("anyDepartment")} · ${owner}`;
  parts.head.replaceChildren(
    element("h2", { class: "number", text: open.number }),
    element("div", { class: "buttons", role: "group", "aria-label": say("actionsOf") }, ...actions.drawButtons(open)),
    element("p", { class: "what", lang: open.language, dir: "auto", text: open.summary }),
    element("div", { class: "where" }, drawMarks(open, { isFull: true }), element("span", { text: where }), drawClock(open)),
    modelSummary(open),
    open.review_reason ? element("p", { class: "review", text: say("review", { why: open.review_reason }) }) : "",
  );
}

// Asked for once a case, and kept while the citizen has written nothing new.
function modelSummary({ id, messages }) {
  if (!work.me.has_model || !work.me.permissions.includes(MAY_SUGGEST)) return "";
  const of = `${id}:${messages.length}`;
  if (parts.modelSummaryOf !== of) {
    parts.modelSummaryOf = of;
    parts.modelSummary = drawModelSummary(`cases/${id}/summary`, () => work.open?.id === id);
  }
  return parts.modelSummary;
}

function followTo(name) {
  const control = document.querySelector(`#field-${name}`);
  control?.focus();
  light(name, { into: false });
}

/** Cases have changed: what is shown is read again, at most twice a second. */
function hear({ changed, counts }) {
  work.counts = counts;
  const isOpenOne = work.open && changed.includes(work.open.id);
  due ??= setTimeout(async () => {
    due = null;
    await Promise.all([readList(), readAlerts()]);
  }, AT_MOST_EVERY_MS);
  if (isOpenOne) void readAgain();
}

// What has changed while no stream was open is not told.
function catchUp() {
  hear({ changed: work.open ? [work.open.id] : [], counts: work.counts });
}

async function readAgain() {
  const { id, version } = work.open;
  const found = await read(withQuery(`cases/${id}`, { language: language() })).catch(() => null);
  if (!found || work.open?.id !== id || found.version === version || work.open.version >= found.version) return;
  await openCase(id, { isAgain: true });
  announce(say("caseNews"));
}

function shortcuts() {
  const focus = (selector) => () => document.querySelector(selector)?.focus();
  return [
    ["Digit1", say("inbox"), focusInbox],
    ["Digit2", say("toMailWords"), focus(".case-text")],
    ["Digit3", say("toForm"), focus("#case-form input:not([type=radio])")],
    ["KeyN", say("nextCase"), openNext],
    ["KeyI", say("changeView"), nextView],
    ["KeyK", say("toFind"), focusFind],
    ["KeyY", say("category"), focus("#case-form input[type=radio]:checked, #case-form select[name=category]")],
    ["KeyS", say("confirmForm"), () => work.open && confirmForm()],
    ["KeyT", say("toRefer"), focus("#referral .refer, #referral button")],
    ["KeyG", say("acknowledge"), acknowledge],
    ["KeyJ", say("return"), returnCase],
    ["KeyB", say("rule"), rule],
    ["KeyM", say("takeIt"), actions.take],
    ["KeyO", say("note"), actions.addNote],
    ["KeyR", say("toCaseReply"), focusCaseReply],
    ["KeyU", say("useTheDraft"), useDraft],
    ["KeyX", say("closeCase"), actions.closeCase],
    ...(work.me.has_model ? modelShortcuts() : []),
    ["KeyH", say("keys"), () => showKeys(shortcuts())],
  ];
}

function modelShortcuts() {
  return [
    ["KeyP", say("askSimple"), askSimple],
    ["KeyQ", say("askSummary"), () => document.querySelector('[data-act="sum-up"]')?.click()],
    ["KeyE", say("rewordMenu"), () => document.querySelector("#case-composer .reword summary")?.click()],
  ];
}

void start();
