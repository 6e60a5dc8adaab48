// What has a replay found: what falls, and which questions are answered differently?

import { element } from "../elements.js";
import { languageTag, percent, quiet, row, table, wordsIn } from "./knowledge_parts.js";
import { departmentName } from "./knowledge_work.js";
import { drawArticleLink } from "./knowledge_words.js";
import { say } from "./text.js";
import { named, tag } from "./words.js";

export function drawResult({ state, result, problem }) {
  if (state === "failed" || !result) return [element("p", { class: "error", text: problem || say("play_state_failed") })];
  const { golden, questions, changes, passed } = result;
  const groups = golden.by_group;
  const parts = [element("p", { class: passed ? "verdict passed" : "verdict fell", text: say(passed ? "play_passed" : "play_fell") })];
  if (groups.length) parts.push(drawLanguages(groups), element("h3", { text: say("play_groups") }), drawGroups(groups));
  parts.push(quiet(say("play_questions", questions)));
  if (changes.length) parts.push(element("h3", { text: say("play_changes") }), drawChanges(changes));
  if (golden.wrong.length) parts.push(element("h3", { text: say("play_wrong") }), drawWrong(golden.wrong));
  return parts;
}

function drawLanguages(groups) {
  const sums = new Map();
  for (const { language, asked, right_draft: right } of groups) {
    const sum = sums.get(language) ?? { asked: 0, right: 0 };
    sums.set(language, { asked: sum.asked + asked, right: sum.right + right });
  }
  const tiles = [...sums].map(([spoken, { asked, right }]) =>
    element("div", { class: "tile" }, element("dt", {}, languageTag(spoken)), element("dd", { text: percent(asked ? right / asked : 0) }), element("dd", { class: "quiet", text: say("play_of", { right, asked }) })),
  );
  return element("dl", { class: "tiles", "aria-label": say("play_byLanguage") }, ...tiles);
}

function drawGroups(groups) {
  const numbers = ["play_asked", "play_before", "play_after", "play_lost", "play_margin"].map((key) => ({ text: say(key), class: "number" }));
  const rows = groups.map(({ department, language, asked, right_live: before, right_draft: after, lost, margin, falls }) => {
    const drawn = row(departmentName(department), languageTag(language), asked, before, after, lost, margin, drawTurn(after - before, falls));
    drawn.classList.toggle("falls", falls);
    return drawn;
  });
  return table(say("play_groups"), [say("field_department"), say("field_language"), ...numbers, say("play_verdict")], rows);
}

function drawTurn(difference, falls) {
  if (falls) return tag(say("play_falls"), "urgency emergency");
  return difference > 0 ? tag(say("play_rises"), "good") : element("span", { class: "quiet", text: say("play_holds") });
}

function drawChanges(changes) {
  const heads = [say("play_question"), say("play_live"), say("play_draft"), say("play_verdict")];
  return table(say("play_changes"), heads, changes.map(drawChange));
}

function drawChange({ question, language, kind, department, live, draft, better }) {
  const about = element("span", { class: "tags" }, languageTag(language), element("span", { class: "quiet", text: [named("play_kind", kind), departmentName(department)].filter(Boolean).join(" · ") }));
  const verdicts = { true: ["play_better", "good"], false: ["play_worse", "urgency emergency"], null: ["play_unknown", ""] };
  const [words, className] = verdicts[better ?? null];
  return row(element("span", { class: "stack" }, question ? wordsIn(language, question) : quiet(say("play_hidden")), about), drawSide(live), drawSide(draft), tag(say(words), className));
}

function drawWrong(wrong) {
  const heads = [say("play_question"), say("gold_right"), say("play_draft")];
  const rows = wrong.map(({ question, language, department, expected, draft }) => {
    const about = element("span", { class: "tags" }, languageTag(language), element("span", { class: "quiet", text: departmentName(department) }));
    const right = expected ? drawArticleLink({ article_id: expected }) : quiet(say("gold_noAnswer"));
    return row(element("span", { class: "stack" }, wordsIn(language, question), about), right, drawSide(draft));
  });
  return table(say("play_wrong"), heads, rows);
}

function drawSide({ outcome, article_id: id, title, confidence }) {
  const what = id ? drawArticleLink({ article_id: id, title }) : element("span", { text: say("play_noArticle") });
  return element("span", { class: "stack" }, what, element("span", { class: "quiet", text: `${named("try_outcome", outcome)} · ${say("try_confidence", { n: confidence.toFixed(2) })}` }));
}
