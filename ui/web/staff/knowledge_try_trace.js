// What was found, what was put aside, and how long did each step take?

import { element } from "../elements.js";
import { languageTag, meter, quiet, row, table } from "./knowledge_parts.js";
import { plain } from "./knowledge_try_answer.js";
import { departmentName } from "./knowledge_work.js";
import { drawArticleLink, drawPanel } from "./knowledge_words.js";
import { say } from "./text.js";
import { named, tag } from "./words.js";

export function drawHits(hits) {
  const most = Math.max(...hits.map(({ score }) => score), 1);
  const rows = hits.map((hit) => {
    const about = element("span", { class: "tags" }, languageTag(hit.language), element("span", { class: "quiet", text: `${departmentName(hit.department)} · ${say("version", { n: hit.version })}` }), isDraft(hit) && tag(named("state", hit.state), "urgency high"));
    return row(element("span", { class: "stack" }, drawArticleLink(hit), about), scored(hit.score, most), scored(hit.dense_score, 1), scored(hit.keyword_score, 1));
  });
  const heads = [say("article"), say("try_score"), say("try_dense"), say("try_words")];
  return drawPanel("try-hits", say("try_hits"), rows.length ? table(say("try_hits"), heads, rows) : quiet(say("try_noHits")));
}

function isDraft({ state }) {
  return state !== "published";
}

function scored(score, most) {
  return element("span", { class: "scored" }, meter(score / most), element("span", { class: "score", text: score.toFixed(3) }));
}

export function drawRejected(rejected) {
  if (!rejected.length) return "";
  const rows = rejected.map((one) => row(drawArticleLink(one), scored(one.score, 1), named("try_reason", one.reason.replaceAll(" ", "_"))));
  return drawPanel("try-rejected", say("try_rejected"), table(say("try_rejected"), [say("article"), say("try_score"), say("try_why")], rows));
}

export function drawSteps(trace) {
  const longest = Math.max(...trace.map(({ duration_ms: ms }) => ms), 1);
  // The features have a table of their own.
  const rows = trace.map(({ step, duration_ms: ms, features, ...rest }) => {
    const detail = Object.entries(rest).map(([key, value]) => `${key} ${plain(value)}`).join(", ");
    const time = element("span", { class: "scored" }, meter(ms / longest), element("span", { class: "score", text: ms.toFixed(1) }));
    return row(named("try_step", step), time, element("span", { class: "quiet detail", text: detail }));
  });
  return drawPanel("try-trace", say("try_trace"), table(say("try_trace"), [say("try_step"), say("try_duration"), say("try_detail")], rows));
}

export function drawFeatures(features) {
  const rows = Object.entries(features).map(([name, value]) => row(name, plain(value)));
  if (!rows.length) return "";
  return element("details", { class: "panel", id: "try-features" }, element("summary", { text: say("try_features") }), table(say("try_features"), [say("try_feature"), say("try_value")], rows));
}
