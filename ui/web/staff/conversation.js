// What has been said in the conversation that is open, and what is it about?

import { element } from "../elements.js";
import { explain, read, withQuery } from "./api.js";
import { announce } from "./announce.js";
import { drawApprovals } from "./approvals.js";
import { desk, entriesOf, isMine, on, tell } from "./desk.js";
import { drawEntry, drawTrace } from "./log.js";
import { drawModelSummary } from "./model_summary.js";
import { language, say } from "./text.js";
import { languageName, named, tag, urgencyOf } from "./words.js";

const TYPING_LASTS_MS = 6_000;
const parts = {};
let typing;
let isAtEnd = true;
let asked = 0;

/** Draw the middle of the page; `buttons(handoff)` makes what can be done with the open conversation. */
export function startConversation(buttons, composer) {
  const column = document.querySelector("#conversation");
  column.setAttribute("role", "region");
  column.setAttribute("aria-label", say("conversation"));
  column.tabIndex = -1;
  parts.nothing = drawNothing();
  parts.head = element("div", { class: "talk-head" });
  parts.summary = element("section", { class: "summary", "aria-label": say("summary"), tabindex: "0" });
  // Said through one status line instead, so that opening a conversation does not read all of it aloud.
  parts.log = element("div", { id: "log", role: "log", "aria-live": "off", "aria-label": say("log"), tabindex: "0" });
  keepAtEnd(parts.log);
  parts.typing = element("p", { class: "typing quiet" });
  parts.all = element("div", { class: "talk" }, parts.head, parts.summary, parts.log, drawApprovals(), parts.typing, composer);
  column.append(parts.nothing, parts.all);
  on("open", () => show(buttons));
  on("queue", () => drawHead(buttons));
  on("entry", ({ conversationId, entry, isLive }) => {
    if (conversationId === desk.open?.conversation_id) add(entry, isLive);
  });
  on("typing", showTyping);
  show(buttons);
}

/** Read the summary and the traces of the open conversation; what was said is shown already without them. */
async function readDetail() {
  const mine = ++asked;
  const { open } = desk;
  try {
    const detail = await read(withQuery(`handoffs/${open.id}`, { language: language() }));
    if (mine !== asked || desk.open?.id !== open.id) return;
    desk.detail = detail;
    const stay = isAtEnd;
    drawSummary(detail);
    addTraces();
    if (stay) toEnd();
    tell("detail");
  } catch (failure) {
    if (mine === asked && desk.open?.id === open.id) parts.summary.replaceChildren(element("p", { class: "error", text: explain(failure) }));
  }
}

function drawNothing() {
  return element("div", { class: "nothing-open" }, element("h2", { text: say("nothingOpen") }), element("p", { text: say("nothingOpenHow") }));
}

function show(buttons) {
  const { open } = desk;
  parts.nothing.hidden = Boolean(open);
  parts.all.hidden = !open;
  parts.typing.textContent = "";
  if (!open) return;
  drawHead(buttons);
  parts.summary.replaceChildren();
  parts.log.replaceChildren(...entriesOf(open.conversation_id).map(drawEntry));
  toEnd();
  void readDetail();
}

function drawHead(buttons) {
  const { open } = desk;
  if (!open) return;
  const now = [...desk.mine, ...desk.waiting].find(({ id }) => id === open.id) ?? open;
  const { name, text } = urgencyOf(now);
  const title = element("h2", { text: now.reference });
  const facts = element(
    "p",
    { class: "tags" },
    name !== "normal" && tag(text, `urgency ${name}`),
    tag(languageName(now.language)),
    tag(now.department_name || say("anyDepartment")),
    tag(named("reason", now.reason)),
    tag(named("channel", now.channel)),
  );
  const focused = parts.head.contains(document.activeElement) ? document.activeElement.dataset.act : null;
  parts.head.replaceChildren(element("div", {}, title, facts), element("div", { class: "buttons" }, ...buttons(now)));
  if (focused) parts.head.querySelector(`[data-act="${focused}"]`)?.focus();
}

function drawSummary({ summary, note, contact }) {
  const rows = ["who", "what", "asked", "tried"].map((key) => [say(key), inWords(summary?.[key])]);
  if (note) rows.push([say("theirNote"), note]);
  if (contact) rows.push([say("contact"), Object.values(contact).filter(Boolean).join(" · ")]);
  const list = element("dl");
  for (const [term, text] of rows) if (text) list.append(element("dt", { text: term }), element("dd", { text, dir: "auto" }));
  parts.summary.replaceChildren(list, ...(desk.me.has_model ? [modelSummary()] : []));
}

// Kept while the conversation stays open: it is asked for once.
function modelSummary() {
  const { id } = desk.open;
  if (parts.modelSummaryOf !== id) {
    parts.modelSummaryOf = id;
    parts.modelSummary = drawModelSummary(`handoffs/${id}/summary`, () => desk.open?.id === id);
  }
  return parts.modelSummary;
}

function inWords(value) {
  return Array.isArray(value) ? value.join(" · ") : (value ?? "");
}

function add(entry, isLive) {
  const drawn = drawEntry(entry);
  const later = [...parts.log.children].find(({ dataset }) => Number(dataset.sequence) > entry.sequence);
  parts.log.insertBefore(drawn, later ?? null);
  if (entry.role === "citizen") parts.typing.textContent = "";
  if (isAtEnd || entry.role === "agent") toEnd();
  if (isLive && entry.role === "citizen") announce(`${say("citizen")}: ${entry.text}`, entry.language);
  if (isLive && entry.role === "assistant") void readDetail();
}

function addTraces() {
  for (const trace of desk.detail?.trace ?? []) {
    parts.log.querySelector(`[data-sequence="${trace.sequence}"] .trace`)?.replaceChildren(drawTrace(trace));
  }
}

function toEnd() {
  parts.log.scrollTop = parts.log.scrollHeight;
  isAtEnd = true;
}

// Whoever reads further up is left there; otherwise the newest stays in view when the room for the log changes.
function keepAtEnd(log) {
  log.addEventListener("scroll", () => {
    isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  });
  new ResizeObserver(() => isAtEnd && toEnd()).observe(log);
}

function showTyping({ conversation_id: id, by }) {
  if (id !== desk.open?.conversation_id || (by === "agent" && isMine())) return;
  parts.typing.textContent = say(by === "agent" ? "agentTypes" : "citizenTypes");
  clearTimeout(typing);
  typing = setTimeout(() => parts.typing.replaceChildren(), TYPING_LASTS_MS);
}
