// Who waits for a person, and whom does this agent serve already?

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { desk, on, talkOf } from "./desk.js";
import { say } from "./text.js";
import { clock, languageName, named, tag, ticking, urgencyOf } from "./words.js";

const known = new Set();
let isFirst = true;
let actions;

/** Draw the queue whenever it changes; actions are {claim(handoff), show(handoff)}. */
export function startQueue(given) {
  actions = given;
  const column = document.querySelector("#queue");
  column.setAttribute("role", "region");
  column.setAttribute("aria-label", say("queue"));
  column.tabIndex = -1;
  column.append(section("mine"), section("waiting"));
  column.addEventListener("keydown", moveByArrows);
  for (const what of ["queue", "open", "entry"]) on(what, draw);
}

/** Take the one that has waited longest among the most urgent. */
export function claimNext() {
  if (desk.waiting.length) actions.claim(desk.waiting[0]);
  else announce(say("nobodyWaits"));
}

/** Go to the first person of the queue, or to its heading where nobody is. */
export function focusQueue() {
  const column = document.querySelector("#queue");
  (column.querySelector(".card") ?? column).focus();
}

function section(name) {
  const heading = element("h2", { id: `${name}-title` });
  const list = element("ul", { id: `${name}-list`, "aria-labelledby": `${name}-title` });
  return element("section", { "aria-labelledby": `${name}-title` }, heading, list);
}

function draw() {
  fill("mine", desk.mine, drawMine, desk.mine.length);
  // The first of a long queue are shown, and how many there are.
  fill("waiting", desk.waiting, drawWaiting, desk.total);
  const unread = desk.mine.reduce((sum, { conversation_id: id }) => sum + talkOf(id).unread, 0);
  const marks = [unread && `● ${unread}`, desk.total && `(${desk.total})`].filter(Boolean);
  document.title = [...marks, say("console"), "CivicDesk"].join(" · ");
  announceUrgent();
}

function fill(name, handoffs, drawOne, total) {
  document.querySelector(`#${name}-title`).replaceChildren(say(name), " ", tag(String(total), "count"));
  const list = document.querySelector(`#${name}-list`);
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  const cards = handoffs.map((handoff) => element("li", {}, drawOne(handoff)));
  list.replaceChildren(...(cards.length ? cards : [element("li", { class: "quiet nothing", text: say(`${name}Empty`) })]));
  // Drawn anew under the agent's hands: the focus stays on the same person, or goes to the first of the list.
  if (focused) (list.querySelector(`[data-id="${focused}"]`) ?? list.querySelector("button"))?.focus();
}

function drawMine(handoff) {
  const { unread } = talkOf(handoff.conversation_id);
  const isOpen = desk.open?.id === handoff.id;
  const card = drawCard(handoff, unread > 0 && tag(say("unread", { n: unread }), "unread"));
  card.onclick = () => actions.show(handoff);
  if (isOpen) card.ariaCurrent = "true";
  return card;
}

function drawWaiting(handoff) {
  const card = drawCard(handoff, element("span", { class: "claim", text: say("claim") }));
  card.onclick = () => actions.claim(handoff);
  return card;
}

function drawCard(handoff, mark) {
  const { name, text } = urgencyOf(handoff);
  const seconds = handoff.waiting_seconds;
  const waited = element("span", { class: "waited" }, handoff.state === "waiting" ? ticking(seconds) : clock(seconds));
  waited.prepend(element("span", { class: "unseen", text: `${say("waitingFor")} ` }));
  const urgency = name !== "normal" && tag(text, `urgency ${name}`);
  const isForeign = !desk.me.languages.includes(handoff.language);
  const languageTag = tag(languageName(handoff.language), isForeign ? "foreign" : "");
  languageTag.lang = handoff.language;
  return element(
    "button",
    { type: "button", class: `card ${name}`, "data-id": handoff.id },
    element("span", { class: "card-top" }, element("span", { class: "reference", text: handoff.reference }), waited),
    element("span", { class: "tags" }, urgency, languageTag, isForeign && tag(say("notYours"), "foreign")),
    element("span", { class: "preview", lang: handoff.language, dir: "auto", text: handoff.preview || "" }),
    element("span", { class: "card-foot" }, element("span", { text: whatAndWhere(handoff) }), mark),
  );
}

function whatAndWhere({ department_name: department, reason }) {
  return `${department || say("anyDepartment")} · ${named("reason", reason)}`;
}

function announceUrgent() {
  for (const handoff of desk.waiting) {
    const isNew = !known.has(handoff.id);
    known.add(handoff.id);
    if (!isNew || isFirst || !handoff.urgency) continue;
    announce(say("urgentCame", { urgency: urgencyOf(handoff).text, where: whatAndWhere(handoff) }));
  }
  isFirst = false;
}

function moveByArrows(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const cards = [...document.querySelectorAll("#queue .card")];
  const at = cards.indexOf(document.activeElement);
  if (!step || at < 0) return;
  event.preventDefault();
  cards[Math.max(0, Math.min(cards.length - 1, at + step))].focus();
}
