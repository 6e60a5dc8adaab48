// How does one entry of a conversation's log look to an agent?

import { approvedNodes, element } from "../elements.js";
import { say } from "./text.js";
import { named, tag, timeOf } from "./words.js";

const CASE_NUMBER = /^C-[0-9A-Z]{4}-[0-9A-Z]{4}$/;

/** A message, or a step of the handoff.  Who wrote it is told by the service, never by the words or a name in them. */
export function drawEntry(entry) {
  return entry.role ? drawMessage(entry) : drawStep(entry);
}

function drawMessage(message) {
  const { role, language, text, text_html: html, answer } = message;
  const body = element("div", { class: "body", lang: language, dir: "auto" });
  if (role === "assistant" && html) body.append(approvedNodes(html));
  else body.append(element("p", { class: "words", text }));
  const drawn = element(
    "article",
    { class: `turn from-${role}`, "data-sequence": String(message.sequence) },
    element("h3", { class: "who" }, ...writer(message), timeOf(message.created_at)),
    body,
  );
  if (answer?.citations?.length) drawn.append(drawSources(answer.citations));
  if (answer) drawn.append(element("div", { class: "trace" }));
  return drawn;
}

function writer({ role, author }) {
  if (role === "agent") {
    const place = author?.department_name && element("span", { class: "quiet", text: author.department_name });
    return [tag(say("agent"), "staff"), element("span", { text: author?.name ?? "" }), place].filter(Boolean);
  }
  return [element("span", { text: say(role) })];
}

function drawSources(citations) {
  const list = citations.map(({ title, url, department_name: department, last_reviewed: reviewed }) => {
    const isLink = /^https?:/i.test(url);
    const attributes = { text: title, href: isLink && url, target: isLink && "_blank", rel: isLink && "noopener" };
    const about = `${department} · ${say("reviewed", { date: reviewed })}`;
    return element("li", {}, element(isLink ? "a" : "span", attributes), " ", element("span", { class: "quiet", text: about }));
  });
  return element("div", { class: "sources" }, element("h4", { text: say("sources") }), element("ul", {}, ...list));
}

/** How the assistant came to an answer: what it decided, what it found and which steps it took. */
export function drawTrace({ status, confidence, retrieved = [], steps = [] }) {
  const summary = say("trace", { status, confidence: Number(confidence).toFixed(2) });
  const found = retrieved.map(({ article_id: id, title, score }) =>
    element("li", {}, element("span", { text: title || id }), " ", element("span", { class: "score", text: Number(score).toFixed(3) })),
  );
  const rows = steps.map(({ step, name, duration_ms: ms, ...rest }) => {
    const detail = Object.entries(rest).map(([key, value]) => `${key} ${plain(value)}`).join(", ");
    return element("li", {}, element("b", { text: step ?? name }), ` ${Number(ms ?? 0).toFixed(1)} ms `, element("span", { class: "quiet", text: detail }));
  });
  const details = element("details", {}, element("summary", { text: summary }));
  if (found.length) details.append(element("h5", { text: say("retrieved") }), element("ol", {}, ...found));
  if (rows.length) details.append(element("h5", { text: say("steps") }), element("ol", {}, ...rows));
  return details;
}

function plain(value) {
  return value !== null && typeof value === "object" ? JSON.stringify(value) : String(value);
}

function drawStep({ kind, at, actor, public_name: name, department_name: department, detail = {}, sequence }) {
  if (kind === "note") {
    return element(
      "article",
      { class: "turn note", "data-sequence": String(sequence) },
      element("h3", { class: "who" }, tag(say("noteTag")), element("span", { text: name || actor }), timeOf(at)),
      drawNote(detail.text ?? ""),
    );
  }
  const words = named("step", kind);
  const who = [name || actor, department].filter((part) => part && part !== "citizen").join(", ");
  const to = detail.username || detail.to || detail.reason;
  const line = [words, who, to && String(named("reason", to)), detail.note].filter(Boolean).join(" · ");
  return element("p", { class: `step ${kind}`, "data-sequence": String(sequence) }, element("span", { text: line }), timeOf(at));
}

// A case that was opened from the conversation is told by its number alone.
function drawNote(text) {
  if (!CASE_NUMBER.test(text)) return element("p", { class: "words", dir: "auto", text });
  return element("p", {}, element("a", { href: `/staff/cases?case=${text}`, target: "_blank", rel: "noopener", text: say("caseOpened", { number: text }) }));
}
