// How does a citizen see how their case stands, and say that it is not fixed?

import { button, worded } from "../answers.js";
import { element } from "../elements.js";
import { announceWords } from "../speech.js";
import { dateInWords, erase, fill, pageLanguage } from "../text.js";
import { inWords, speak } from "./report_service.js";

const STAGES = ["triage", "referred", "in_progress", "closed"];
// At which of the stages a case is while it waits for the citizen, or is followed under another number.
const STANDS_AT = { awaiting_citizen: "in_progress", merged: "in_progress" };

const form = document.querySelector("#follow-form");
const problem = document.querySelector("#follow-problem");
const place = document.querySelector("#progress");
let shown = null;
let asked = 0;

/** Fill in what is known and show how it stands. */
export function follow(number, contact) {
  form.elements.number.value = number;
  form.elements.contact.value = contact;
  return look();
}

export function listenToFollow() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void look();
  });
}

/** The sentences come from the service: in another language they are asked for again. */
export function translateFollow() {
  if (shown) void look();
}

async function look() {
  const body = { number: form.elements.number.value.trim(), contact: form.elements.contact.value.trim(), language: pageLanguage() };
  erase(problem);
  const mine = ++asked;
  if (!body.number || !body.contact) return fail("notFound");
  try {
    const found = await speak("/progress", body);
    if (mine === asked) drawAgain(found, body);
  } catch (failure) {
    if (mine !== asked) return;
    place.replaceChildren();
    shown = null;
    fail(failure.status === 422 ? "notFound" : inWords(failure));
  }
}

// What is being written stays, as when the language is switched.
function drawAgain(found, own) {
  const written = shown?.number === found.number && place.querySelector("#say")?.value;
  draw(found, own).focus({ preventScroll: false });
  if (written && place.querySelector("#say")) place.querySelector("#say").value = written;
}

function fail(key) {
  fill(problem, key);
  form.elements.number.focus();
}

function draw(progress, own) {
  asked += 1;
  shown = progress;
  const heading = element("h2", { tabindex: "-1" }, element("span", { class: "number", text: progress.number }), " ");
  const card = element("article", { class: "card progress" }, heading, said("p", progress, progress.state_text, "lead"));
  card.append(drawStages(progress), drawFacts(progress));
  if (progress.closing) card.append(drawClosing(progress));
  if (progress.letters.length) card.append(drawLetters(progress));
  if (progress.state !== "merged") card.append(drawSaying(progress, own));
  place.replaceChildren(card);
  return heading;
}

function said(tag, { language }, text, className) {
  return element(tag, { lang: language, class: className, text });
}

function drawStages({ state }) {
  const reached = STAGES.indexOf(STANDS_AT[state] ?? state);
  const items = STAGES.map((stage, at) => {
    const item = element("li", { class: at < reached ? "past" : at === reached ? "here" : "" }, worded("span", `stage_${stage}`));
    if (at === reached) item.ariaCurrent = "step";
    if (at <= reached) item.append(" ", worded("span", at < reached ? "done" : "now", { class: "unseen" }));
    return item;
  });
  return element("ol", { class: "stages" }, ...items);
}

function drawFacts(progress) {
  const list = element("dl", {});
  const add = (key, value) => value && list.append(worded("dt", key), said("dd", progress, value));
  add("category", progress.category_name);
  add("toDepartment", progress.department_name);
  add("owner", progress.owner_name);
  add("nextStep", progress.closing ? "" : progress.next_step);
  add("deadline", progress.deadline);
  return list;
}

function drawClosing({ closing }) {
  const parts = [["wasDone", closing.done], ["wasWhy", closing.why], ["comesNext", closing.next]];
  const section = element("section", { class: "sources" }, worded("h3", "closingTitle"));
  for (const [key, text] of parts) section.append(worded("h4", key), element("p", { class: "words", text }));
  return section;
}

function drawLetters({ letters }) {
  const details = element("details", {}, worded("summary", "letters"));
  for (const { text, language, at } of letters) {
    const time = element("time", { datetime: at, class: "quiet", text: dateInWords(at, pageLanguage()) });
    details.append(element("div", { class: "letter" }, time, element("p", { class: "words", lang: language, text })));
  }
  details.open = shown.state === "awaiting_citizen";
  return details;
}

function drawSaying(progress, own) {
  const isClosed = progress.can_reopen;
  const box = element("textarea", { id: "say", rows: "3", maxlength: "5000", "aria-describedby": "say-problem" });
  const refusal = element("p", { id: "say-problem", class: "error", role: "alert" });
  const say = (path, thanks) => async () => {
    const text = box.value.trim();
    if (!text) return refuse("saySomething");
    try {
      const heading = draw(await speak(path, { ...own, language: pageLanguage(), text }), own);
      heading.after(worded("p", thanks, { class: "message notice" }));
      heading.focus();
      announceWords(thanks);
    } catch (failure) {
      refuse(inWords(failure));
    }
  };
  const refuse = (key) => {
    fill(refusal, key);
    box.focus();
  };
  const buttons = isClosed
    ? [button("notFixed", "primary", say("/not-fixed", "reopened"))]
    : [button("addToIt", "primary", say("/additions", "kept")), button("anyNews", "", say("/chase", "kept"))];
  const label = worded("label", isClosed ? "sayNotFixed" : "say", { for: "say" });
  return element("div", { class: "say" }, label, box, refusal, element("div", { class: "buttons" }, ...buttons));
}
