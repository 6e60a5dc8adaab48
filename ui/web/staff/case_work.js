// What does the page of cases know, and how does it read and change a case?

import { Refused } from "../service.js";
import { announce } from "./announce.js";
import { explain, read, withQuery, write } from "./api.js";
import { tell } from "./desk.js";
import { language, say } from "./text.js";

export const VIEWS = ["triage", "mine", "department", "late", "closed", "all"];

/** The list as the service told last; `open` is the whole case in the middle, and `edits` what was typed into forms. */
export const work = {
  me: null,
  choices: { categories: [], departments: [] },
  view: sessionStorage.getItem("civicdesk.case-view") ?? null,
  filter: {},
  cases: [],
  counts: {},
  after: null,
  open: null,
};
const edits = new Map();
let asked = 0;
let opened = 0;

/** What was typed for the open case and is not sent yet: it stays when the case is drawn anew, or another is opened. */
export function editsOf(id = work.open?.id) {
  if (!edits.has(id)) edits.set(id, {});
  return edits.get(id);
}

export function dropEdits(id, names = null) {
  if (names) for (const name of names) delete editsOf(id)[name];
  else edits.delete(id);
}

export function may(action) {
  return Boolean(work.open?.allowed.includes(action));
}

export async function readList({ more = false } = {}) {
  const mine = ++asked;
  const query = { view: work.view, ...work.filter, language: language(), after: more ? work.after : null };
  try {
    const found = await read(withQuery("cases", query));
    if (mine !== asked) return;
    work.cases = more ? [...work.cases, ...found.cases] : found.cases;
    Object.assign(work, { counts: found.counts, after: found.after });
    tell("cases");
  } catch (failure) {
    tell("trouble", explain(failure));
  }
}

/** Open a case in the middle of the page; `isAgain` reads the one that is open, and leaves alone whichever is by then. */
export async function openCase(id, { isAgain = false } = {}) {
  const mine = isAgain ? opened : ++opened;
  const isWanted = () => mine === opened && (!isAgain || work.open?.id === id);
  try {
    const found = await read(withQuery(`cases/${id}`, { language: language() }));
    if (!isWanted() || (isAgain && found.version < work.open.version)) return;
    const isSame = work.open?.id === found.id;
    work.open = found;
    sessionStorage.setItem("civicdesk.case", found.id);
    tell("case", { isSame });
  } catch (failure) {
    if (!isWanted()) return;
    if (!(failure instanceof Refused) || failure.status !== 404) return void tell("trouble", explain(failure));
    if (work.open?.id === id) leaveCase();
    tell("trouble", say("caseGone"));
  }
}

export function leaveCase() {
  work.open = null;
  sessionStorage.removeItem("civicdesk.case");
  tell("case", { isSame: false });
}

/** Why a change of a case failed; the case is read again where it has moved on. */
export function explainCase(failure) {
  if (!(failure instanceof Refused) || failure.status !== 409) return explain(failure);
  if (work.open) void openCase(work.open.id, { isAgain: true });
  return say("caseMoved");
}

/**
 * Change the open case, as it was looked at, and read it again; `done` is said when it has worked, of the case `about`.
 *
 * Raises what the service refused, for a dialog to tell; `quietly` tells it on the page instead.
 */
export async function change(path, body = {}, { method = "POST", key, done, about, quietly = false } = {}) {
  const { id, version } = work.open;
  try {
    const changed = await write(`cases/${id}/${path}?language=${language()}`, { version, ...body }, { method, key });
    if (done) announce(say(done, { number: about ?? changed.number, department: changed?.department_name }));
    await Promise.all([openCase(id, { isAgain: true }), readList()]);
    return changed;
  } catch (failure) {
    if (!quietly) throw failure;
    tell("trouble", explainCase(failure));
    return null;
  }
}
