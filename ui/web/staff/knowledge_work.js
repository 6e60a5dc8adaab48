// What do the tabs of the knowledge desk share: who works here, what may be chosen, and how is the service asked?

import { Refused } from "../service.js";
import { announce } from "./announce.js";
import { explain as explainAny, read as readPath, withQuery, write } from "./api.js";
import { tell } from "./desk.js";
import { LANGUAGES, language, say } from "./text.js";

export const EDIT_CONFLICT = "urn:civicdesk:edit-conflict";
const PUBLISH_BLOCKED = "urn:civicdesk:publish-blocked";
const UNSAID = ["body", "content", "text"];

/** `choices` is what the service offers: departments, categories, owners, languages, and where the person may do what. */
export const work = {
  me: null,
  tabs: [],
  tab: "articles",
  attention: 0,
  choices: { departments: [], categories: [], owners: [], languages: ["en", "zh-Hant", "zh-Hans"], may: {} },
};

/** What the service answers at /api/v1/PATH with those of the `query` that are there. */
export function read(path, query = {}) {
  return readPath(withQuery(path, query));
}

/** Ask the service to change something: a JSON body, or a FormData with files; `done` is said when it has worked. */
export async function send(path, body = {}, { method = "POST", done } = {}) {
  const answer = await write(path, method === "DELETE" ? null : body, { method });
  if (done) announce(done);
  return answer;
}

/** As `send` and `read`, but what the service refuses is told on the page; null then. */
export async function attempt(asking) {
  try {
    return await asking;
  } catch (failure) {
    tell("trouble", explain(failure));
    return null;
  }
}

/** Whether the person may "edit", "approve", "publish", "withdraw" or "recall" in a department, or in any. */
export function may(right, department = null) {
  const where = work.choices.may[right] ?? [];
  return department === null ? where.length > 0 : where.includes(department) || where.includes("*");
}

/** The departments in which the person may do something, as pairs for a list. */
export function departmentsWhere(right) {
  return work.choices.departments.filter(({ code }) => may(right, code)).map(({ code, name }) => [code, name]);
}

export function departmentName(code) {
  return work.choices.departments.find((department) => department.code === code)?.name ?? code ?? "";
}

export function categoryName(code) {
  return work.choices.categories.find((category) => category.code === code)?.name ?? code ?? "";
}

/** Why something failed, for the person who tried. */
export function explain(failure) {
  if (!(failure instanceof Refused)) return explainAny(failure);
  if (failure.type === PUBLISH_BLOCKED) return say("publishBlocked", { checks: (failure.more.checks ?? []).map((kind) => say(`check_${kind}`) ?? kind).join(say("comma")) });
  if (failure.type === EDIT_CONFLICT) return say("editConflict");
  if (failure.status === 404 || failure.status === 409) return say("articleMoved");
  if (failure.status === 422 && failure.fields.length) return say("unusableFields", { fields: failure.fields.map(fieldName).join(say("comma")) });
  return explainAny(failure);
}

/** A field as the service names it: body.text.en.answer is a language and what is in it. */
export function fieldName(path) {
  const names = path.split(".").filter((name) => !UNSAID.includes(name) && !/^\d+$/.test(name));
  return names.map((name) => LANGUAGES[name] ?? say(`field_${name}`) ?? name).join(" · ");
}

/** The address of an article on this page. */
export function articleAddress(id) {
  return `#article/${encodeURIComponent(id)}`;
}

/** Read how much waits for the person; the tab shows the number. */
export async function readAttention() {
  const { items, total } = await read("knowledge/attention", { language: language(), limit: 500 }).catch(() => ({ items: [], total: 0 }));
  work.attention = total ?? items.length;
  tell("attention", items);
  return items;
}
