// Which article is open, what has been typed into it and not saved, and how does a step of its way go?

import { Refused } from "../service.js";
import { read as readStored, write as store } from "../storage.js";
import { announce } from "./announce.js";
import { tell } from "./desk.js";
import { EDIT_CONFLICT, attempt, explain, read, readAttention, send } from "./knowledge_work.js";
import { say } from "./text.js";

const EMPTY = { text: {}, department: "", category: "", source_url: "", audience: "public", effective_from: null, effective_until: null, review_by: null, tags: [] };

let opened = 0;

/** `desk` is the article as the service told last, null for one that is not saved yet. */
export const article = { id: "", desk: null };

const path = (rest = "") => `articles/${encodeURIComponent(article.id)}${rest}`;
const key = (id = article.id) => `civicdesk.article.${id || "new"}`;

/** Read an article with its newest version, or another; an empty id is a new article.  The one that was opened last stays. */
export async function openArticle(id, number) {
  const mine = ++opened;
  if (id !== article.id || !id) article.desk = null;
  article.id = id;
  const desk = id ? await read(path("/desk"), { version: number }) : null;
  if (mine === opened) article.desk = desk;
}

export function readOf(rest, query) {
  return read(path(rest), query);
}

/** What the version says that is looked at. */
export function savedContent() {
  return { ...EMPTY, ...article.desk?.version.content };
}

/** Whether the version that is looked at is an older one. */
export function isOld() {
  return Boolean(article.desk) && article.desk.version.number !== article.desk.newest_number;
}

/** Whether the person may take a step with the version that is looked at; the text of an older one stays as it is. */
export function can(action) {
  if (!article.desk) return action === "edit";
  return article.desk.allowed.includes(action) && !(isOld() && action === "edit");
}

/** What was typed and not saved, as {base, content, note, at, help}, or null; `help` is what a model had a part in. */
export function typedText(id = article.id) {
  return JSON.parse(readStored("sessionStorage", key(id)) || "null");
}

/** Keep what is typed until it is saved or thrown away, or the browser's tab is closed. */
export function keepTyped(content, note) {
  const { base = article.desk?.newest_number ?? 0, help } = typedText() ?? {};
  const isTyped = note || inOrder(content) !== inOrder({ ...savedContent(), ...(content.id && { id: content.id }) });
  store("sessionStorage", key(), isTyped ? JSON.stringify({ base, content, note, at: new Date().toISOString(), help }) : "");
}

/** Remember that a model had a part in what is typed; the last of a kind and language counts. */
export function noteHelp(made) {
  const typed = typedText();
  if (!typed) return;
  const others = (typed.help ?? []).filter(({ kind, language }) => kind !== made.kind || language !== made.language);
  store("sessionStorage", key(), JSON.stringify({ ...typed, help: [...others, made] }));
}

// The same content is the same text, in whichever order it names its languages.
function inOrder(content) {
  return JSON.stringify(content, (_, value) => (value?.constructor === Object ? Object.fromEntries(Object.entries(value).sort()) : value));
}

export function dropTyped(id = article.id) {
  store("sessionStorage", key(id), "");
}

/** Whether text is kept that the service does not have, of this article. */
export function isUnsaved() {
  return typedText() !== null;
}

/** Save what was typed as a new version; `onConflict` is given the number that somebody saved meanwhile. */
export async function saveTyped({ base = typedText().base, onConflict }) {
  const { id } = article;
  const typed = typedText();
  const { content, note, help: model_help = [] } = typed;
  const isNew = !article.desk;
  try {
    const saved = await send(isNew ? "articles" : path(), { ...content, note, model_help, ...(!isNew && { base }) }, { method: isNew ? "POST" : "PUT" });
    dropSaved(id, saved, typed);
    announce(say("artSaved", { n: saved.newest_number }));
    if (article.id !== id) return true;
    take(saved);
    if (isNew) location.hash = `#article/${encodeURIComponent(saved.id)}`;
    return true;
  } catch (failure) {
    if (!(failure instanceof Refused) || failure.type !== EDIT_CONFLICT) throw failure;
    await onConflict(failure.more.newest);
    return false;
  }
}

// What was typed since the press goes on from what was saved.
function dropSaved(id, saved, { at }) {
  const now = typedText(id);
  dropTyped(id);
  if (now && now.at !== at) store("sessionStorage", key(saved.id), JSON.stringify({ ...now, content: { ...now.content, id: saved.id }, base: saved.newest_number, help: [] }));
}

/** One step of the article's way, for the version that is looked at.  Raises what the service refused. */
export async function step(name, body = {}, { done } = {}) {
  const { id } = article;
  const changed = await send(path(`/${name}`), { version: article.desk.version.number, ...body });
  if (done) announce(say(done));
  if (article.id !== id) return;
  if (changed?.version) take(changed);
  else await readAgain();
}

/** Read the open article again and draw it. */
export async function readAgain() {
  const { id } = article;
  const found = await attempt(read(path("/desk"), { version: isOld() ? article.desk.version.number : null }));
  if (found && article.id === id) take(found);
}

/** Why a step failed; the article is read again where it has moved on. */
export function explainStep(failure) {
  if (failure instanceof Refused && failure.status === 409) void readAgain();
  return explain(failure);
}

function take(desk) {
  opened += 1; // What was asked for before is older.
  article.id = desk.id;
  article.desk = desk;
  tell("article");
  void readAttention();
}
