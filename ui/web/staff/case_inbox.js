// Which cases wait, and which of them does the agent want to see?

import { element } from "../elements.js";
import { read, write } from "./api.js";
import { on } from "./desk.js";
import { VIEWS, openCase, readList, work } from "./case_work.js";
import { drawUnfiled } from "./case_unfiled.js";
import { drawClock, drawMarks } from "./case_words.js";
import { choice } from "./modal.js";
import { released } from "./press.js";
import { LANGUAGES, say } from "./text.js";
import { named, tag } from "./words.js";

const MAY_EXPORT = "case:case:export";
const MOST_ALERTS = 5;
const SOON_MS = 250;
const parts = {};
let typing;
let asked = 0;

export function startInbox() {
  const column = document.querySelector("#inbox");
  column.setAttribute("role", "region");
  column.setAttribute("aria-label", say("inbox"));
  column.tabIndex = -1;
  parts.views = element("div", { class: "views", role: "group", "aria-label": say("views") });
  parts.list = element("ul", { class: "case-list" });
  parts.more = element("button", { type: "button", class: "small", text: say("moreCases"), onclick: () => readList({ more: true }) });
  parts.alerts = element("section", { class: "alerts", "aria-label": say("alerts") });
  column.append(parts.views, parts.alerts, drawFilters(), parts.list, parts.more, drawUnfiled());
  column.addEventListener("keydown", moveByArrows);
  on("cases", draw);
  on("case", draw);
  setInterval(() => void released().then(draw), 30_000);
}

export function focusInbox() {
  const column = document.querySelector("#inbox");
  (column.querySelector(".card[aria-current]") ?? column.querySelector(".card") ?? column).focus();
}

export function focusFind() {
  document.querySelector("#find").focus();
}

/** The case after the one that is open, or the first. */
export function openNext() {
  const at = work.cases.findIndex(({ id }) => id === work.open?.id);
  const next = work.cases[at + 1] ?? work.cases[0];
  if (next) void openCase(next.id);
}

export function nextView() {
  show(VIEWS[(VIEWS.indexOf(work.view) + 1) % VIEWS.length]);
}

function show(view) {
  work.view = view;
  sessionStorage.setItem("civicdesk.case-view", view);
  work.cases = [];
  draw();
  void readList();
}

function draw() {
  const focused = document.activeElement?.dataset?.view;
  parts.views.replaceChildren(
    ...VIEWS.map((view) => {
      const count = tag(String(work.counts[view] ?? 0), view === "late" && work.counts.late ? "count late" : "count");
      const button = element("button", { type: "button", class: "view", "data-view": view, onclick: () => show(view) }, say(`view_${view}`), " ", count);
      button.ariaPressed = String(view === work.view);
      return button;
    }),
  );
  if (focused) parts.views.querySelector(`[data-view="${focused}"]`)?.focus();
  drawList();
}

function drawList() {
  const isInside = parts.list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  const cards = work.cases.map((one) => element("li", {}, drawCard(one)));
  parts.list.replaceChildren(...(cards.length ? cards : [element("li", { class: "quiet nothing", text: say("noCases") })]));
  if (isInside) (parts.list.querySelector(`[data-id="${isInside}"]`) ?? parts.list.querySelector(".card"))?.focus();
  parts.more.hidden = !work.after;
  document.title = [`(${work.counts.triage ?? 0})`, say("cases"), "CivicDesk"].join(" · ");
}

function drawCard(one) {
  const weight = { emergency: "emergency", urgent: "high" }[one.priority] ?? "";
  const card = element(
    "button",
    { type: "button", class: `card ${weight}`, "data-id": one.id, onclick: () => openCase(one.id) },
    element("span", { class: "card-top" }, element("span", { class: "reference", text: one.number }), drawClock(one)),
    element("span", { class: "preview", lang: one.language, dir: "auto", text: one.summary }),
    drawMarks(one),
    element("span", { class: "card-foot" }, element("span", { text: `${one.category_name} · ${one.department_name || say("anyDepartment")}` }), one.owner && element("span", { text: one.owner })),
  );
  if (one.id === work.open?.id) card.ariaCurrent = "true";
  return card;
}

/** What was told to this person and nobody has seen yet. */
export async function readAlerts() {
  const mine = ++asked;
  const { alerts } = await read("case-alerts").catch(() => ({ alerts: [] }));
  if (mine !== asked) return;
  parts.alerts.hidden = !alerts.length;
  parts.alerts.replaceChildren(...(alerts.length ? [element("ul", {}, ...alerts.slice(0, MOST_ALERTS).map(drawAlert))] : []));
}

function drawAlert({ id, case_id: caseId, number, rule }) {
  const isGrave = rule === "emergency" || rule.endsWith("breach");
  const words = [element("b", { text: named("alert", rule) }), element("span", { text: number })];
  const see = async () => {
    await write(`case-alerts/${id}/seen`).catch(() => {});
    await readAlerts();
  };
  return element(
    "li",
    { class: isGrave ? "alert grave" : "alert" },
    element("button", { type: "button", class: "alert-open", onclick: () => openCase(caseId) }, ...words),
    element("button", { type: "button", class: "small", "aria-label": say("seenOf", { number }), text: say("seen"), onclick: see }),
  );
}

function drawFilters() {
  const find = element("input", { id: "find", type: "search", autocomplete: "off", "aria-label": say("find"), placeholder: say("find"), maxlength: "200" });
  find.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => filter("q", find.value.trim()), SOON_MS);
  });
  const { categories, departments } = work.choices;
  const picks = [
    ["priority", "anyPriority", ["emergency", "urgent", "normal", "low"].map((name) => [name, say(`priority_${name}`)])],
    ["category", "anyCategory", categories.map(({ code, name }) => [code, name])],
    ["department", "everyDepartment", departments.map(({ code, name }) => [code, name])],
    ["of_language", "anyLanguage", Object.entries(LANGUAGES)],
  ].map(([name, any, options]) => {
    const pick = choice(name, [["", say(any)], ...options], { "aria-label": say(any), class: "small" });
    pick.onchange = () => filter(name, pick.value);
    return pick;
  });
  const details = element("details", { class: "filters" }, element("summary", { text: say("filters") }), element("div", {}, ...picks));
  if (work.me.permissions.includes(MAY_EXPORT)) details.lastChild.append(...["csv", "xlsx"].map(drawExport));
  return element("div", { class: "find", role: "search" }, find, details);
}

function drawExport(kind) {
  const link = element("a", { href: `/api/v1/cases.${kind}`, text: `${say("exportAs")} ${kind.toUpperCase()}` });
  link.addEventListener("click", () => {
    const chosen = Object.entries({ view: work.view, ...work.filter }).filter(([, value]) => value);
    link.href = `/api/v1/cases.${kind}?${new URLSearchParams(chosen)}`;
  });
  return link;
}

function filter(name, value) {
  work.filter[name] = value;
  void readList();
}

function moveByArrows(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const cards = [...parts.list.querySelectorAll(".card")];
  const at = cards.indexOf(document.activeElement);
  if (!step || at < 0) return;
  event.preventDefault();
  cards[Math.max(0, Math.min(cards.length - 1, at + step))].focus();
}
