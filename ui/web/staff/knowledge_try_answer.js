// What would the citizen see, and by how much was it decided so?

import { approvedNodes, element } from "../elements.js";
import { languageTag, meter } from "./knowledge_parts.js";
import { drawPanel } from "./knowledge_words.js";
import { say } from "./text.js";
import { languageName, named, tag } from "./words.js";

export function drawAnswer({ outcome, language, answer, answer_html: html, citations = [] }) {
  const body = element("div", { class: "body", lang: language, dir: "auto" }, html ? approvedNodes(html) : element("p", { class: "words", text: answer }));
  return drawPanel(
    "try-answer",
    say("try_answer"),
    element("p", { class: "tags" }, tag(named("try_outcome", outcome), `outcome ${outcome}`), languageTag(language)),
    body,
    citations.length > 0 && drawSources(citations),
  );
}

function drawSources(citations) {
  const list = citations.map(({ title, url, department_name: department, last_reviewed: reviewed }) => {
    const isLink = /^https?:/i.test(url);
    const link = element(isLink ? "a" : "span", { text: title, href: isLink && url, target: isLink && "_blank", rel: isLink && "noopener" });
    return element("li", {}, link, " ", element("span", { class: "quiet", text: `${department} · ${say("reviewed", { date: reviewed })}` }));
  });
  return element("div", { class: "sources" }, element("h3", { text: say("sources") }), element("ul", {}, ...list));
}

/** The confidence on a bar that its thresholds mark, and what the question was taken for. */
export function drawDecision({ confidence, thresholds, tie, why }, { language, intent, question, parts }) {
  const rows = [
    ...Object.entries(thresholds).map(([name, at]) => [named("try_threshold", name), at.toFixed(2)]),
    [say("try_tie"), tie.toFixed(2)],
    [say("field_language"), languageName(language)],
    [say("try_intent"), intent],
    [say("try_question"), question],
    ...parts.map((part) => [say("try_parts"), part]),
  ];
  return drawPanel(
    "try-decision",
    say("try_decision"),
    element("p", { class: "decided", text: say("try_confidence", { n: confidence.toFixed(2) }) }),
    meter(confidence, { marks: [thresholds.answer, thresholds.clarify], className: "wide" }),
    element("p", { text: named("try_why", why) }),
    element("dl", { class: "facts" }, ...rows.filter(([, value]) => value).flatMap(([name, value]) => [element("dt", { text: name }), element("dd", { text: value, dir: "auto" })])),
  );
}

/** Any value in one line. */
export function plain(value) {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toFixed(3);
  return value !== null && typeof value === "object" ? JSON.stringify(value) : String(value ?? "–");
}
