// What does the sidebar suggest for the open conversation, and what did the agent think of it?

import { element } from "../elements.js";
import * as actions from "./actions.js";
import { announce } from "./announce.js";
import { explain, write } from "./api.js";
import { drawCanned } from "./canned.js";
import { focusReply, insertIntoReply, replaceReply, replyText } from "./composer.js";
import { desk, isMine, on } from "./desk.js";
import { openCase } from "./open_case.js";
import { drawSearch } from "./panels.js";
import { plainText } from "./plain_text.js";
import { renderSuggestion } from "./suggestion_view.js";
import { language, say } from "./text.js";

const place = element("div", { id: "suggestion" });
let canned = null;
let suggestion = null;
let picked = null; // Its draft in the words that the agent has chosen.
let asked = 0;

/** Draw the sidebar; it suggests anew whenever the citizen has written. */
export function startSidebar() {
  const column = document.querySelector("#sidebar");
  column.setAttribute("role", "region");
  column.setAttribute("aria-label", say("sidebar"));
  column.tabIndex = -1;
  canned = drawCanned();
  column.append(place, canned, element("h2", { text: say("articles") }), drawSearch());
  on("open", again);
  on("entry", ({ conversationId, entry, isLive }) => {
    const isNews = isLive && entry.role === "citizen" && conversationId === desk.open?.conversation_id;
    if (isNews) void again();
  });
  on("sent", judgeSent);
  void again();
}

/** Drop what is suggested and ask anew for the citizen's newest message. */
export async function again() {
  const mine = ++asked;
  suggestion = null;
  const { open } = desk;
  place.replaceChildren(...(open ? [element("p", { class: "quiet", role: "status", text: say("drafting") })] : []));
  if (!open) return;
  try {
    const made = await write("suggestions", { conversation_id: open.conversation_id, agent_language: language() });
    // Somebody has written, or another conversation was opened, while it was made.
    if (mine !== asked) return;
    if (made.is_stale) return void again();
    suggestion = made;
    draw(made);
  } catch (failure) {
    if (mine === asked) drawFailure(failure);
  }
}

function drawFailure(failure) {
  const heading = element("h2", { text: say("suggestion") });
  place.replaceChildren(heading, element("p", { class: "error", text: explain(failure) }), againButton());
}

function draw(made) {
  picked = { ...made, wording: "approved" };
  renderSuggestion(place, withoutMarkdown(made), { onUse: take, onReject: rejectFor, onAction: act, onPhrase: phrase, onPick: pick, language: language() });
  drawMore();
  if (!made.is_quiet) announce(say("suggestionReady"));
}

function drawMore() {
  const change = element("button", { type: "button", text: say("edit"), onclick: edit });
  place.querySelector("button.use")?.after(change, againButton());
}

/** Ask a language model for the draft in simple words; nobody waits for it, and a newer message drops it. */
export function askSimple() {
  place.querySelector("button.phrase")?.click();
}

async function phrase({ id }) {
  const mine = asked;
  const made = await write(`suggestions/${id}/draft`, { agent_language: language() });
  if (mine !== asked) return null;
  if (made.is_stale) {
    void again();
    return null;
  }
  if (made.by_model.is_offered) announce(say("simpleReady"));
  return withoutMarkdown(made);
}

function pick(wording) {
  picked = wording.wording === "approved" ? { ...suggestion, wording: "approved" } : wording;
  drawMore();
}

// As it will be sent; where a mark spans sentences the draft is shown as it was approved.
function withoutMarkdown(made) {
  const draft = plainText(made.draft);
  const sentences = made.sentences.map((sentence) => ({ ...sentence, text: plainText(sentence.text) }));
  const isWhole = sentences.every(({ text }) => draft.includes(text));
  return isWhole ? { ...made, draft, sentences } : made;
}

function againButton() {
  return element("button", { type: "button", text: say("again"), onclick: again });
}

// The draft, or a question to the citizen that is none of it.
function take(text) {
  if (text === withoutMarkdown(picked).draft) use();
  else insertIntoReply(text);
}

/** Put the draft into the box, as the plain text that citizens are sent. */
export function use() {
  if (!hasDraft()) return;
  const { draft, wording } = picked;
  const taken = { id: suggestion.id, draft, wording };
  const text = plainText(draft);
  const written = replyText().trim();
  if (written && !written.includes(text)) insertIntoReply(text, taken);
  else replaceReply(text, taken);
  announce(say("draftInBox"));
  focusReply();
}

/** Put the draft into the box to be changed: the cursor goes to its beginning. */
export function edit() {
  use();
  document.querySelector("#reply").setSelectionRange(0, 0);
}

/** Go to the reasons for which a draft is rejected. */
export function reject() {
  place.querySelector("button.reject")?.focus();
}

/** Say why nothing is suggested. */
export function why() {
  place.querySelector(".quiet summary")?.click();
}

export function openCanned() {
  canned.open = true;
  canned.querySelector("summary").focus();
}

function hasDraft() {
  return suggestion && !suggestion.is_quiet && isMine();
}

async function rejectFor(reason) {
  const { id } = suggestion;
  suggestion = null;
  place.replaceChildren(element("p", { class: "quiet", role: "status", text: say("rejected") }));
  await judge(id, { verdict: "rejected", reason });
  focusReply();
}

// The draft that was in the box, or the one that was beside it and was not taken.
function judgeSent({ open, text, suggestion: taken }) {
  if (taken) {
    // Without its Markdown it is still the draft as it was.
    const isSame = text === plainText(taken.draft).trim();
    const { wording } = taken;
    void judge(taken.id, isSame ? { verdict: "used", text: taken.draft, wording } : { verdict: "edited", text, wording });
  } else if (suggestion && !suggestion.is_quiet && open.id === desk.open?.id) void judge(suggestion.id, { verdict: "ignored", text });
}

async function judge(id, verdict) {
  await write(`suggestions/${id}/verdict`, verdict).catch((failure) => announce(explain(failure)));
}

function act({ kind, detail }) {
  if (kind === "transfer") void actions.transfer(detail);
  else void openCase();
}
