// How do a message, an answer and its sources look on the page?

import { approvedNodes, element } from "./elements.js";
import { drawApproved, drawApprovedSwitch, isSimpler } from "./simpler.js";
import { dateInWords, fill, words } from "./text.js";

const REASONS = ["wrong_topic", "incomplete", "out_of_date", "hard_to_understand"];

/** An element whose words follow the page's language. */
export function worded(tag, key, attributes) {
  return fill(element(tag, attributes), key);
}

/** A button whose words follow the page's language. */
export function button(key, className, onclick) {
  return worded("button", key, { type: "button", class: className, onclick });
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
  if (["accepted", "searching", "answering", "checking"].includes(step)) fill(line, step);
  else if (text) line.textContent = text;
}

/** Show the approved article that was found, with its text where a simpler wording is still being checked. */
export function showCard(waiting, card) {
  waiting.querySelectorAll(".body, .sources").forEach((earlier) => earlier.remove());
  const { text_html: html, language } = card;
  if (html) waiting.append(drawApproved(card));
  waiting.append(drawSources([card], language, "found"));
}

/** A finished answer; actions are {send, openPerson, report, giveFeedback, readArticle}. */
export function drawAnswer(answer, actions) {
  const { outcome, language, reference, citations = [] } = answer;
  const isEmergency = outcome === "emergency";
  const drawn = message(`from-assistant outcome-${outcome}`, isEmergency ? "emergency" : "assistant");
  if (!isEmergency) drawn.append(worded("p", isSimpler(answer) ? "simpler" : "automated", { class: "made-by" }));
  drawn.append(body({ html: answer.answer_html, text: answer.answer, language }));
  if (reference) drawn.append(drawReference(reference));
  if (citations.length) drawn.append(drawSources(citations, language, citations.length > 1 ? "sources" : "source"));
  if (isSimpler(answer)) drawn.append(drawApprovedSwitch(answer, actions.readArticle));
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

function drawChoices({ outcome, reference, language, choices = [] }, { send, openPerson, report }) {
  const drawn = choices.map(({ label, kind, text }) => {
    const onclick = { question: () => send(text || label), case: report, handoff: () => openPerson() }[kind];
    const look = kind === "question" ? "choice" : "primary";
    return element("button", { type: "button", class: look, lang: language, text: label, onclick });
  });
  const isOffered = choices.some(({ kind }) => kind === outcome);
  if (outcome === "handoff" && !isOffered) {
    drawn.push(button(reference ? "contact" : "person", "primary", () => openPerson()));
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
