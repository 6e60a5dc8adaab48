// What did the citizen write, and what has happened since?

import { element } from "../elements.js";
import { explain, read } from "./api.js";
import { tell } from "./desk.js";
import { markedNodes } from "./case_highlights.js";
import { moment } from "./case_words.js";
import { say } from "./text.js";
import { named, tag } from "./words.js";

const FRAME_POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`;

/** The first mail with the words that fill the form; `onFollow(name)` leads to a field. */
export function drawMail(one, onFollow) {
  const [first] = one.messages;
  if (!first) return element("section", { class: "mail" });
  const words = (text, part) => element("span", { lang: first.language, dir: "auto" }, ...mark(one, text, part, [], onFollow));
  const body = element("div", { class: "mail-body words", lang: first.language, dir: "auto" }, ...mark(one, first.body, "body", first.segments, onFollow));
  const head = element("dl", { class: "mail-head" });
  if (first.from_header) head.append(element("dt", { text: say("from") }), element("dd", {}, words(first.from_header, "from_header")));
  if (first.subject) head.append(element("dt", { text: say("subject") }), element("dd", {}, words(first.subject, "subject")));
  return element(
    "section",
    { class: "mail", "aria-labelledby": "mail-title" },
    element("h3", { id: "mail-title", class: "who" }, say("mail"), moment(first.created_at)),
    head,
    body,
    drawHtml(one, first, body),
    first.attachment_text && element("details", {}, element("summary", { text: say("attachmentText") }), element("div", { class: "words" }, ...mark(one, first.attachment_text, "attachment", [], onFollow))),
    drawFiles(one, first),
  );
}

/** What has been written and done since, oldest first. */
export function drawHistory(one) {
  const entries = [...one.messages.slice(1).map((message) => [message.sequence, drawMessage(one, message)]), ...one.steps.map((step) => [step.sequence, drawStep(step)])];
  const drawn = entries.sort(([a], [b]) => a - b).map(([, entry]) => entry);
  return element("section", { class: "history", "aria-labelledby": "history-title" }, element("h3", { id: "history-title", text: say("history") }), element("div", { class: "entries", role: "log", "aria-live": "off" }, ...drawn));
}

function mark(one, text, part, segments, onFollow) {
  const marks = Object.entries(one.fields)
    .filter(([, value]) => value?.evidence?.part === part)
    .map(([name, { value, evidence }]) => ({ name, ...evidence, label: `${say(name)}: ${value}` }));
  if (part === "body") {
    marks.push(...priorityMarks(one, text));
    if (one.issues.length > 1) marks.push(...one.issues.map(({ ordinal, start, end }) => ({ name: `issue-${ordinal}`, start, end, isIssue: true })));
  }
  const asides = segments.filter(({ kind }) => kind !== "own");
  return markedNodes(text, marks, asides, { onFollow, nameOf: (kind) => named("seg", kind) });
}

function priorityMarks({ triage }, text) {
  const words = triage.priority_evidence;
  const at = words ? text.indexOf(words) : -1;
  if (at < 0) return [];
  const start = Array.from(text.slice(0, at)).length;
  return [{ name: "priority", start, end: start + Array.from(words).length, label: say("priority") }];
}

function drawMessage(one, message) {
  const isOut = message.direction === "outgoing";
  const who = isOut ? tag(say("sentBy", { name: message.author ?? "CivicDesk" }), "staff") : element("span", { text: say("fromCitizen") });
  const text = element("div", { class: "words", lang: message.language, dir: "auto" }, ...markedNodes(message.body, [], message.segments.filter(({ kind }) => kind !== "own"), { nameOf: (kind) => named("seg", kind) }));
  return element("article", { class: `turn from-${isOut ? "agent" : "citizen"}` }, element("h4", { class: "who" }, who, moment(message.created_at)), message.subject && element("p", { class: "quiet", text: message.subject }), text, drawHtml(one, message, text), drawFiles(one, message));
}

function drawStep({ kind, at, actor, department_name: department, detail }) {
  if (kind === "note") {
    return element("article", { class: "turn note" }, element("h4", { class: "who" }, tag(say("noteTag")), element("span", { text: actor }), moment(at)), element("p", { class: "words", dir: "auto", text: detail.text ?? "" }));
  }
  const changed = (detail.changed ?? []).map((name) => say(name) ?? say({ case_type: "caseType", department: "department", fields: "form" }[name] ?? "") ?? name).join(", ");
  const line = [named("step", kind), actor, department, changed, detail.owner, detail.number, detail.reason].filter(Boolean).join(" · ");
  return element("p", { class: `step ${kind}` }, element("span", { text: line }), moment(at));
}

// The sender's own formatting, asked for by a click: cleaned by the service, and shown where nothing runs or loads.
function drawHtml(one, message, text) {
  if (!message.has_html) return null;
  const place = element("div", { class: "formatted" });
  const button = element("button", { type: "button", class: "small", text: say("showHtml") });
  button.ariaPressed = "false";
  button.onclick = async () => {
    const isShown = button.ariaPressed === "true";
    if (!isShown) {
      try {
        const { html } = await read(`cases/${one.id}/messages/${message.id}/html`);
        place.replaceChildren(element("iframe", { sandbox: " ", srcdoc: FRAME_POLICY + html, title: say("htmlFrame"), referrerpolicy: "no-referrer" }));
      } catch (failure) {
        return tell("trouble", explain(failure));
      }
    } else place.replaceChildren();
    text.hidden = !isShown;
    button.ariaPressed = String(!isShown);
    button.textContent = say(isShown ? "showHtml" : "hideHtml");
  };
  return element("div", {}, button, place);
}

function drawFiles(one, { attachments }) {
  if (!attachments.length) return null;
  const items = attachments.map(({ id, filename, media_type: type, size, is_ready: isReady, scan, problem }) => {
    const about = element("span", { class: "quiet", text: ` ${type} · ${Math.ceil(size / 1024)} kB` });
    if (!isReady) return element("li", {}, element("span", { text: filename }), about, element("span", { class: "quiet", text: ` · ${problem ?? say(scan) ?? scan}` }));
    return element("li", {}, element("a", { href: `/api/v1/cases/${one.id}/attachments/${id}`, download: "download", "aria-label": say("download", { name: filename }), text: filename }), about);
  });
  return element("div", { class: "files" }, element("h4", { text: say("attachments") }), element("ul", {}, ...items));
}
