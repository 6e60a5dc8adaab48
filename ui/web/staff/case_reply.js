// What does the agent write to the citizen, and what does the service suggest?

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { explain, read, withQuery, write } from "./api.js";
import { drawMark, drawRefusal } from "./by_model.js";
import { change, dropEdits, editsOf, explainCase, may, work } from "./case_work.js";
import { on } from "./desk.js";
import { withoutSent } from "./drafts.js";
import { plainText } from "./plain_text.js";
import { drawRewording } from "./rewording.js";
import { drawWordings } from "./suggestion_wordings.js";
import { language, say } from "./text.js";

const parts = {};
let draft = null;
let asked = 0;
let draftOf = null;
let shownOf = null;

/** The box for a reply or a question, with the suggested reply beside it; nothing is sent by itself. */
export function startReply() {
  parts.box = element("textarea", { id: "case-reply", rows: "2", maxlength: "20000", "aria-labelledby": "case-reply-title", dir: "auto" });
  parts.problem = element("p", { class: "error", role: "alert", id: "case-reply-problem" });
  parts.send = element("button", { type: "button", class: "primary", text: say("sendReply"), onclick: sendReply });
  parts.ask = element("button", { type: "button", text: say("askCitizen"), onclick: askCitizen });
  parts.draft = element("div", { id: "case-draft" });
  parts.box.addEventListener("input", () => (editsOf().reply = parts.box.value));
  parts.box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    void sendReply();
  });
  parts.rewording = work.me.has_model ? drawRewording(parts.box, { languageOf: () => boxLanguage(), take: takeReworded }) : null;
  parts.composer = element(
    "section",
    { id: "case-composer", class: "panel", "aria-labelledby": "case-reply-title" },
    element("h2", { id: "case-reply-title", text: say("caseReply") }),
    parts.draft,
    parts.box,
    parts.problem,
    parts.rewording?.place,
    element("div", { class: "buttons" }, parts.send, parts.ask, parts.rewording?.menu, element("span", { class: "quiet", text: say("nothingSent") })),
  );
  on("case", show);
  return parts.composer;
}

// What was translated last is in another language than the case.
let reworded = { text: null, language: null };

function boxLanguage() {
  return parts.box.value === reworded.text ? reworded.language : work.open.language;
}

function takeReworded(text, language_) {
  reworded = { text, language: language_ };
  parts.box.value = text;
  editsOf().reply = text;
}

/** Ask a language model for the draft in simple words. */
export function askSimple() {
  parts.draft.querySelector("button.phrase")?.click();
}

async function phrase() {
  const mine = asked;
  const wanted = draftOf;
  const made = await write(`cases/${work.open.id}/draft?language=${language()}`);
  if (mine !== asked) return null;
  if (made.is_stale) {
    void readDraft(wanted);
    return null;
  }
  const phrased = made.parts.map(({ by_model: byModel }) => byModel).filter(Boolean);
  // Where one part has passed the whole is offered; each part says whose words it is in.
  return { ...made, by_model: phrased.find(({ is_offered: isOffered }) => isOffered) ?? phrased[0] };
}

export function focusCaseReply() {
  parts.box.focus();
}

/** Put the suggested reply into the box. */
export function useDraft() {
  if (!draft?.text) return;
  const text = plainText(draft.text);
  const written = parts.box.value.trim();
  parts.box.value = written && !written.includes(text) ? `${written}\n\n${text}` : text;
  editsOf().reply = parts.box.value;
  announce(say("draftInBox"));
  parts.box.focus();
  parts.box.setSelectionRange(0, 0);
}

function show() {
  const { open } = work;
  const isOpen = Boolean(open) && (may("reply") || may("ask"));
  parts.composer.hidden = !isOpen;
  if (!isOpen) return;
  parts.send.hidden = !may("reply");
  parts.ask.hidden = !may("ask");
  parts.box.lang = open.language;
  if (shownOf !== open.id) parts.rewording?.clear();
  shownOf = open.id;
  const typed = editsOf(open.id).reply ?? "";
  if (parts.box.value !== typed) parts.box.value = typed;
  parts.problem.textContent = "";
  // The draft answers the citizen's newest text: a later step leaves it as it is.
  const newest = open.messages.findLast(({ direction }) => direction === "incoming");
  const wanted = `${open.id}:${newest?.sequence}`;
  if (wanted !== draftOf) void readDraft(wanted);
}

async function readDraft(wanted) {
  const mine = ++asked;
  const { id } = work.open;
  [draft, draftOf] = [null, wanted];
  parts.draft.replaceChildren(element("p", { class: "quiet", role: "status", text: say("drafting") }));
  try {
    const made = await read(withQuery(`cases/${id}/draft`, { language: language() }));
    if (mine !== asked) return;
    draft = made;
    if (!made.text) return parts.draft.replaceChildren(drawDraft(made));
    const onPick = (wording) => (draft = wording);
    parts.draft.replaceChildren(drawWordings(made, say, { drawDraft, mark: drawMarks, onPhrase: phrase, onPick }));
  } catch (failure) {
    if (mine === asked) parts.draft.replaceChildren(element("p", { class: "error", text: explain(failure) }));
  }
}

function drawDraft(made) {
  const several = made.parts.length > 1;
  const sourceCount = made.parts.reduce((sum, { sources }) => sum + sources.length, 0);
  const heading = element("summary", { id: "case-draft-title", text: say("caseDraftOf", { n: sourceCount }) });
  const quiet = made.parts.filter(({ is_quiet: isQuiet }) => isQuiet);
  if (!made.text) {
    return element("details", { class: "suggestion quiet-draft" }, element("summary", { text: say("draftNone") }), element("ul", {}, ...quiet.map((part) => drawWhy(part, several, made.language))));
  }
  const spoken = made.parts.filter(({ is_quiet: isQuiet }) => !isQuiet);
  // Each part counts its sources from 1; side by side they go on.
  const before = spoken.map((_, place) => spoken.slice(0, place).reduce((sum, { sources }) => sum + sources.length, 0));
  const body = element(
    "div",
    { class: "draft", lang: made.language, tabindex: "0", role: "group", "aria-labelledby": "case-draft-title" },
    element("p", { text: made.greeting }),
    ...spoken.map((part, place) => drawPart(part, before[place])),
    element("p", { text: made.closing }),
  );
  const use = element("button", { type: "button", class: "use", text: say("useDraft"), onclick: useDraft });
  const sources = spoken.flatMap((part, place) => part.sources.map((source) => drawSource(source, source.n + before[place], made.language)));
  const details = element("details", { class: "suggestion", open: made.wording === "simple" && "open" }, heading, body, element("ul", { class: "sources" }, ...sources), quiet.length > 0 && element("ul", { class: "left-open" }, ...quiet.map((part) => drawWhy(part, several, made.language))));
  return element("div", { class: "beside" }, details, use);
}

// Whose words each part is in: the model's with their checks, or the approved ones and why.
function drawMarks({ parts: made }) {
  const marks = made.filter(({ by_model: byModel }) => byModel).map(({ summary, by_model: byModel }) => {
    const about = made.length > 1 && element("p", { class: "quiet", text: say("draftMatter", { summary }) });
    return element("div", {}, about, byModel.is_offered ? drawMark(byModel, say) : drawRefusal(byModel, say));
  });
  return element("div", {}, ...marks);
}

function drawPart({ sentences, sources }, before) {
  const pieces = sentences.flatMap(({ text, sources: numbers }) => [
    element("span", { class: "sentence", text: `${plainText(text)} ` }),
    ...numbers.map((n) => element("sup", { class: "mark", title: sources[n - 1].title, role: "note", "aria-label": sources[n - 1].title, text: `[${n + before}]` })),
  ]);
  return element("p", {}, ...pieces);
}

function drawSource({ title, url, department_name: department, last_reviewed: reviewed }, n, language_) {
  const isLink = /^https?:/i.test(url);
  const attributes = { lang: language_, text: title, href: isLink && url, target: isLink && "_blank", rel: isLink && "noopener noreferrer" };
  return element("li", {}, `[${n}] `, element(isLink ? "a" : "span", attributes), element("span", { class: "quiet", text: ` ${department} · ${say("reviewed", { date: reviewed })}` }));
}

function drawWhy({ summary, why_quiet: why }, isNamed, language_) {
  return element("li", { class: "quiet" }, isNamed && element("span", { lang: language_, text: `${say("draftMatter", { summary })} ` }), why);
}

export function sendReply() {
  return send("replies", "reply", "replySent");
}

function askCitizen() {
  return send("ask", "ask", "asked_");
}

async function send(path, action, done) {
  const text = parts.box.value.trim();
  if (!text) {
    parts.problem.textContent = say("replyEmpty");
    return parts.box.focus();
  }
  if (!may(action) || parts.send.disabled) return;
  const { id } = work.open;
  const typed = editsOf(id);
  const sent = parts.box.value;
  // Sent again after a lost connection it is known by its key.
  if (typed.sent !== text) Object.assign(typed, { sent: text, key: crypto.randomUUID() });
  parts.send.disabled = parts.ask.disabled = true;
  try {
    await change(path, { text }, { key: typed.key, done });
    dropEdits(id, ["sent", "key"]);
    typed.reply = withoutSent(typed.reply ?? sent, sent);
    if (work.open?.id === id) parts.box.value = typed.reply;
  } catch (failure) {
    parts.problem.textContent = explainCase(failure);
  }
  parts.send.disabled = parts.ask.disabled = false;
}
