// How does an agent write a reply, and how is nothing that was written ever lost?

import { element } from "../elements.js";
import { newKey } from "../service.js";
import { explain, write } from "./api.js";
import { announce } from "./announce.js";
import { desk, isMine, lastQuestion, on, tell } from "./desk.js";
import { keepDraft, readDraft, withoutSent } from "./drafts.js";
import { drawRewording } from "./rewording.js";
import { say } from "./text.js";

const MAX_CHARACTERS = 10_000;
const COUNTER_SHOWS_BELOW = 500;
const TYPING_TOLD_EVERY_MS = 3_000;

const box = element("textarea", { id: "reply", rows: "3", "aria-describedby": "reply-problem reply-hint" });
const counter = element("span", { class: "quiet", id: "reply-counter" });
const problem = element("p", { class: "error", id: "reply-problem", role: "alert" });
const notice = element("p", { class: "warning", role: "status" });
const send = element("button", { type: "submit", class: "primary", "data-act": "send" });
const undo = element("button", { type: "button", class: "small", "data-act": "undo" });
const earlier = [];
let draft = { text: "", suggestion: null, key: null };
let conversationId = null;
let toldTypingAt = 0;
let rewording = null;

/** The form in which the agent writes; `tools` stand under its box, where a language model is set rewrites by it too. */
export function makeComposer(tools) {
  send.textContent = say(desk.me.needs_approval ? "sendForApproval" : "send");
  undo.textContent = say("undo");
  undo.onclick = undoLast;
  notice.hidden = true;
  const hint = element("span", { class: "quiet", id: "reply-hint", text: say("replyHint") });
  rewording = desk.me.has_model ? drawRewording(box, { languageOf: () => boxLanguage(), take: takeReworded }) : null;
  const above = element("div", { class: "above" }, element("label", { for: "reply", text: say("reply") }), counter, hint);
  const below = element("div", { class: "below" }, element("div", { class: "tools" }, ...tools, rewording?.menu, undo), send);
  const form = element("form", { id: "composer", novalidate: "novalidate" }, notice, above, box, problem, rewording?.place, below);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void sendReply();
  });
  box.addEventListener("input", () => {
    draft.text = box.value;
    keepAndShow();
    tellTyping();
  });
  box.addEventListener("keydown", (event) => {
    const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (isSend && !event.isComposing && event.keyCode !== 229) void sendReply(event.preventDefault());
  });
  on("open", open);
  on("queue", showState);
  on("entry", ({ conversationId: id, entry, isLive }) => {
    if (isLive && id === conversationId && entry.role === "citizen" && draft.text.trim()) warn("wroteAgain");
  });
  open();
  return form;
}

// What was translated last is in another language than the conversation.
let reworded = { text: null, language: null };

function boxLanguage() {
  return box.value === reworded.text ? reworded.language : desk.open.language;
}

function takeReworded(text, language) {
  reworded = { text, language };
  replaceReply(text);
}

export function focusReply() {
  box.focus();
}

export function replyText() {
  return box.value;
}

/** Put words into the box in place of what is there; Undo brings that back. */
export function replaceReply(text, suggestion = draft.suggestion) {
  earlier.push({ text: draft.text, suggestion: draft.suggestion });
  set(text, suggestion);
}

/** Put words at the cursor. */
export function insertIntoReply(text, suggestion = draft.suggestion) {
  const { selectionStart: start, selectionEnd: end, value } = box;
  const before = value.slice(0, start);
  const gap = before && !/\s$/.test(before) ? "\n" : "";
  replaceReply(before + gap + text + value.slice(end), suggestion);
  box.selectionStart = box.selectionEnd = (before + gap + text).length;
  box.focus();
}

export function undoLast() {
  const last = earlier.pop();
  if (last) set(last.text, last.suggestion);
  box.focus();
}

/** Say over the box what the agent should know before sending. */
export function warn(key) {
  notice.hidden = !key;
  notice.textContent = key ? say(key) : "";
}

/** Send what is in the box; on any failure it stays there. */
export async function sendReply() {
  const { value } = box;
  const text = value.trim();
  const { open } = desk;
  if (!isMine() || send.ariaDisabled === "true") return;
  if (!text || tooLong() > 0) return refuse(text ? say("replyTooLong", { n: MAX_CHARACTERS.toLocaleString("en") }) : say("replyEmpty"));
  draft.key ??= newKey();
  keepDraft(conversationId, draft);
  send.ariaDisabled = "true";
  try {
    const sent = draft;
    const body = { text, suggestion_id: sent.suggestion?.id ?? null };
    const { pending } = await write(`handoffs/${open.id}/replies`, body, { key: sent.key });
    takeOut(value, open.conversation_id);
    announce(say(pending ? "sentForApproval" : "sent"));
    tell("sent", { open, text, suggestion: sent.suggestion, pending });
  } catch (failure) {
    refuse(explain(failure));
  } finally {
    send.ariaDisabled = "false";
  }
}

// The agent may have written on meanwhile, or in another conversation.
function takeOut(sent, id) {
  if (conversationId !== id) return keepDraft(id, { text: withoutSent(readDraft(id).text, sent) });
  set(withoutSent(box.value, sent), null);
  earlier.length = 0;
  return warn(null);
}

function open() {
  if (desk.open?.conversation_id === conversationId) return showState();
  conversationId = desk.open?.conversation_id ?? null;
  earlier.length = 0;
  rewording?.clear();
  draft = conversationId ? readDraft(conversationId) : { text: "", suggestion: null, key: null };
  box.value = draft.text;
  box.lang = desk.open?.language ?? "";
  warn(null);
  show();
  showState();
}

function showState() {
  const canWrite = isMine();
  box.readOnly = !canWrite;
  box.closest("form")?.classList.toggle("closed", !canWrite);
  box.placeholder = say(canWrite ? "replyPlaceholder" : "notMine");
}

function set(text, suggestion) {
  box.value = text;
  draft = { text, suggestion, key: null };
  keepAndShow();
}

function keepAndShow() {
  draft.key = null; // Other words are another message.
  if (conversationId) keepDraft(conversationId, draft);
  show();
}

function show() {
  const over = tooLong();
  problem.textContent = "";
  box.ariaInvalid = String(over > 0);
  counter.classList.toggle("error", over > 0);
  counter.textContent = over > -COUNTER_SHOWS_BELOW ? say(over > 0 ? "over" : "left", { n: Math.abs(over) }) : "";
  undo.hidden = earlier.length === 0;
}

// The service counts code points.
function tooLong() {
  return [...box.value].length - MAX_CHARACTERS;
}

function refuse(words) {
  problem.textContent = words;
  box.focus();
}

function tellTyping() {
  if (!isMine() || Date.now() - toldTypingAt < TYPING_TOLD_EVERY_MS || !lastQuestion(conversationId)) return;
  toldTypingAt = Date.now();
  write(`handoffs/${desk.open.id}/typing`).catch(() => {});
}
