// How do a message, an answer and its sources look on the page?

import { dateInWords, fill, words } from "./text.js";

const KEPT_TAGS =
  "a,b,blockquote,br,code,div,em,h1,h2,h3,h4,h5,h6,hr,i,li,ol,p,pre,span,strong,table,tbody,td,th,thead,tr,ul";
const REASONS = ["wrong_topic", "incomplete", "out_of_date", "hard_to_understand"];

const policy = globalThis.trustedTypes?.createPolicy("civicdesk", { createHTML: (html) => html });

/** An element with its attributes and children; what is null, undefined or false is left out. */
export function element(tag, { text = "", onclick = null, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value) made.setAttribute(name, value);
  made.onclick = onclick;
  made.append(text, ...children.filter(Boolean));
  return made;
}

/** An element whose words follow the page's language. */
export function worded(tag, key, attributes) {
  return fill(element(tag, attributes), key);
}

/** A button whose words follow the page's language. */
export function button(key, className, onclick) {
  return worded("button", key, { type: "button", class: className, onclick });
}

/**
 * The nodes of HTML that the server has cleaned.
 *
 * It is read inside a template, where nothing loads or runs, and only known tags and safe links are taken over:
 * a second wall behind the server's own. Headings count as one level below the heading of their message.
 */
function approvedNodes(html) {
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(html) : html;
  for (const node of template.content.querySelectorAll(`:not(${KEPT_TAGS})`)) node.remove();
  for (const node of template.content.querySelectorAll("*")) {
    const href = node.getAttribute("href") || "";
    for (const { name } of [...node.attributes]) if (!["lang", "start"].includes(name)) node.removeAttribute(name);
    if (node.localName === "a" && /^(https?|mailto|tel):/i.test(href)) {
      node.href = href;
      if (/^http/i.test(href)) Object.assign(node, { target: "_blank", rel: "noopener" });
    }
    if (/^h\d$/.test(node.localName)) node.ariaLevel = Math.max(3, Number(node.localName[1]) + 1);
  }
  return template.content;
}

function body({ html, text, language }) {
  return element("div", { class: "body", lang: language }, html ? approvedNodes(html) : element("p", { class: "words", text }));
}

/** One entry of the log under a heading of its own. */
export function message(className, headingKey = "assistant") {
  const heading = worded("h2", headingKey, { class: "who" });
  return element("article", { class: `message ${className}`, tabindex: "-1" }, heading);
}

/** The citizen's own words, always as plain text. */
export function drawQuestion(text, language) {
  const drawn = message("from-citizen", "you");
  drawn.append(element("p", { class: "words", lang: language, text }));
  return drawn;
}

/** A line that says what the service is doing, replaced by the answer. */
export function drawWaiting() {
  const drawn = message("from-assistant waiting");
  const dots = element("span", { class: "dots", "aria-hidden": "true" }, element("i"), element("i"), element("i"));
  drawn.append(element("p", { class: "status" }, dots, worded("span", "accepted", { class: "step" })));
  return drawn;
}

/** Say which step the service has reached; a step that we have no words for keeps the service's own. */
export function showStep(waiting, { step, text }) {
  const line = waiting.querySelector(".step");
  if (["accepted", "searching", "answering"].includes(step)) fill(line, step);
  else if (text) line.textContent = text;
}

/** Show the approved article that was found, while its answer is being checked. */
export function showCard(waiting, card, language) {
  waiting.querySelector(".sources")?.remove();
  waiting.append(drawSources([card], language, "found"));
}

/** A finished answer; actions are {send, openPerson, giveFeedback}. */
export function drawAnswer(answer, actions) {
  const { outcome, language, reference, citations = [] } = answer;
  const isEmergency = outcome === "emergency";
  const drawn = message(`from-assistant outcome-${outcome}`, isEmergency ? "emergency" : "assistant");
  if (!isEmergency) drawn.append(worded("p", "automated", { class: "made-by" }));
  drawn.append(body({ html: answer.answer_html, text: answer.answer, language }));
  if (reference) drawn.append(drawReference(reference));
  if (citations.length) drawn.append(drawSources(citations, language, citations.length > 1 ? "sources" : "source"));
  const choices = drawChoices(answer, actions);
  if (choices.length) drawn.append(element("div", { class: "choices" }, ...choices));
  // Nobody in danger should be asked to rate a reply, and a question back or a handoff is no answer to rate.
  if (outcome === "answered") drawn.append(drawFeedback(answer.answer_id, actions.giveFeedback));
  return drawn;
}

/** An earlier message of the service that was no answer. */
export function drawWritten({ text, text_html: html, language }) {
  const drawn = message("from-assistant");
  drawn.append(body({ html, text, language }));
  return drawn;
}

/** A notice of the page itself. */
export function drawNotice(key) {
  const drawn = message("notice");
  drawn.append(worded("p", key));
  return drawn;
}

/** The number to keep. */
export function drawReference(reference) {
  return element("p", { class: "reference" }, worded("span", "reference"), " ", element("strong", { text: reference }));
}

// The source block belongs to the answer, so it speaks the answer's language and not the page's.
function drawSources(citations, language, headingKey) {
  const list = element("ul", {}, ...citations.map((citation) => drawSource(citation, language)));
  return element("section", { class: "sources", lang: language }, element("h3", { text: words(headingKey, language) }), list);
}

function drawSource(citation, language) {
  const { title, last_reviewed: date } = citation;
  const isLink = /^https?:/i.test(citation.url);
  const link = { class: "source-title", href: citation.url, target: "_blank", rel: "noopener" };
  const newTab = element("span", { class: "unseen", text: words("newTab", language) });
  const about = element("p", { class: "about" }, element("span", { text: citation.department_name || citation.department }));
  if (date) {
    const time = element("time", { datetime: date, text: dateInWords(date, language) });
    about.append(" ", element("span", { text: words("reviewed", language) }, time));
  }
  const heading = isLink ? element("a", link, title, newTab) : element("p", { class: "source-title", text: title });
  return element("li", { "data-article": citation.article_id }, heading, about);
}

function drawChoices({ outcome, reference, language, choices = [] }, { send, openPerson }) {
  const drawn = choices.map(({ label, kind, text }) => {
    const onclick = kind === "question" ? () => send(text || label) : () => openPerson(kind);
    const look = kind === "question" ? "choice" : "primary";
    return element("button", { type: "button", class: look, lang: language, text: label, onclick });
  });
  const isOffered = choices.some(({ kind }) => kind === outcome);
  if (outcome === "handoff" && !isOffered) {
    drawn.push(button(reference ? "contact" : "person", "primary", () => openPerson("handoff")));
  }
  return drawn;
}

function drawFeedback(answerId, giveFeedback) {
  const note = element("p", { class: "feedback-note", role: "status" });
  const row = element("div", { class: "feedback" });
  const say = (feedback, then) => async () => {
    try {
      await giveFeedback({ answer_id: answerId, ...feedback });
      fill(note, "thanks");
      then();
    } catch {
      fill(note, "failed");
    }
  };
  const finish = () => {
    row.replaceChildren(note);
    row.focus();
  };
  const askWhy = () => {
    const reasons = REASONS.map((reason) => button(reason, "small", say({ helpful: false, reason }, finish)));
    row.replaceChildren(note, worded("p", "why"), ...reasons);
    reasons[0].focus();
  };
  const yes = button("yes", "small", say({ helpful: true }, finish));
  const no = button("no", "small", say({ helpful: false }, askWhy));
  row.tabIndex = -1;
  row.append(worded("p", "helpful"), yes, no, note);
  return row;
}
