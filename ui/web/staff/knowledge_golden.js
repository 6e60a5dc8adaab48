// Which questions measure every new version, and how did they fare?

import { element } from "../elements.js";
import { read, withQuery, write } from "./api.js";
import { announce } from "./announce.js";
import { GOLDEN_TEXT } from "./knowledge_golden_text.js";
import { attempt, button, departmentFilter, filters, labelled, languageFilter, languageTag, pick, quiet, row, table } from "./knowledge_parts.js";
import { articlePicker } from "./knowledge_pick.js";
import { drawReplays, stopReplays } from "./knowledge_replays.js";
import { TRY_TEXT } from "./knowledge_try_text.js";
import { departmentName, departmentsWhere, explain, may } from "./knowledge_work.js";
import { drawArticleLink, drawNothing, drawPanel } from "./knowledge_words.js";
import { ask, field } from "./modal.js";
import { LANGUAGES, addText, language, say } from "./text.js";

let parts = {};
let asked = 0;

export async function open(root) {
  addText({ ...TRY_TEXT, ...GOLDEN_TEXT });
  const find = element("input", { type: "search", name: "q", autocomplete: "off" });
  parts = { list: element("div"), more: button(say("showMore"), () => readQuestions({ more: true })), replays: element("div", { class: "tab-body" }), values: {}, questions: [], next: null };
  parts.more.hidden = true;
  const chosen = filters([departmentFilter(), languageFilter(), labelled(say("gold_find"), find)], (values) => {
    parts.values = values;
    return readQuestions();
  });
  const acts = element(
    "div",
    { class: "buttons" },
    may("edit") && button(say("gold_add"), () => edit({}), { class: "primary small", "data-key": "KeyN" }),
    may("edit") && button(say("gold_run"), run),
  );
  root.replaceChildren(drawPanel("golden", say("gold_questions"), quiet(say("gold_intro")), element("div", { class: "bar-row" }, chosen, acts), parts.list, parts.more), parts.replays);
  await Promise.all([readQuestions(), drawReplays(parts.replays)]);
}

export function close() {
  stopReplays();
  asked += 1;
  parts = {};
}

async function readQuestions({ more = false } = {}) {
  const mine = ++asked;
  const query = { ...parts.values, after: more ? parts.next : null };
  const found = await attempt(() => read(withQuery("knowledge/golden", query)));
  if (!found || mine !== asked) return;
  parts.questions = more ? [...parts.questions, ...found.questions] : found.questions;
  parts.next = found.next;
  parts.more.hidden = !found.next;
  const heads = [say("try_question"), say("field_language"), say("field_department"), say("gold_right"), say("gold_acts")];
  parts.list.replaceChildren(parts.questions.length ? table(say("gold_questions"), heads, parts.questions.map(drawQuestion)) : drawNothing(say("gold_none")));
}

function drawQuestion(one) {
  const { question, language: spoken, department, article_id: article, title } = one;
  const acts = may("edit", department) && element(
    "span",
    { class: "buttons" },
    button(say("gold_change"), () => edit(one), { "aria-label": say("gold_changeOf", { question }) }),
    button(say("remove"), () => remove(one), { "aria-label": say("gold_removeOf", { question }) }),
  );
  const right = article ? drawArticleLink({ article_id: article, title }) : element("span", { class: "quiet", text: say("gold_noAnswer") });
  return row(element("span", { lang: spoken, dir: "auto", text: question }), languageTag(spoken), departmentName(department), right, acts || "");
}

function edit({ id, question = "", language: spoken = language(), department = "", article_id: article, title }) {
  const words = element("textarea", { name: "question", rows: "2", required: "required", maxlength: "500", dir: "auto" });
  words.value = question;
  const chosen = article ? { article_id: article, title: title ?? article } : null;
  return ask({
    title: say(id ? "gold_change" : "gold_add"),
    fields: [
      field(say("try_question"), words),
      field(say("field_language"), pick("language", Object.entries(LANGUAGES), spoken)),
      field(say("field_department"), pick("department", departmentsWhere("edit"), department || departmentsWhere("edit")[0]?.[0], { required: "required" })),
      element("div", { class: "field" }, element("span", { class: "label", text: say("gold_right") }), articlePicker("article_id", chosen, { optional: say("gold_noAnswer") })),
    ],
    confirm: say("save"),
    act: async ({ article_id: right, ...values }) => {
      await write(id ? `knowledge/golden/${id}` : "knowledge/golden", { ...values, article_id: right || null }, { method: id ? "PUT" : "POST" });
      announce(say("gold_saved"));
      await readQuestions();
    },
    explain,
  });
}

function remove({ id, question }) {
  return ask({
    title: say("gold_removeOf", { question }),
    intro: say("gold_removeHow"),
    confirm: say("remove"),
    isDanger: true,
    act: async () => {
      await write(`knowledge/golden/${id}`, {}, { method: "DELETE" });
      announce(say("gold_removed"));
      await readQuestions();
    },
    explain,
  });
}

async function run() {
  const path = withQuery("knowledge/golden/run", { department: parts.values.department });
  if (await attempt(() => write(path), say("play_started")) && parts.replays) await drawReplays(parts.replays);
}
