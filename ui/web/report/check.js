// What does the citizen see before the report is sent, and what after?

import { button, worded } from "../answers.js";
import { element } from "../elements.js";
import { announceWords } from "../speech.js";
import { dateInWords, fill, pageLanguage } from "../text.js";
import { inWords, speak } from "./report_service.js";

const known = new Map();

/** Every category in the page's language, asked for once for each language. */
export async function listCategories() {
  const language = pageLanguage();
  if (!known.has(language)) known.set(language, (await speak(`/categories?language=${language}`)).categories);
  return known.get(language);
}

/** Draw what the report would become; actions are {send, back, choose(code)}. */
export function drawCheck(section, shown, { text, files }, actions) {
  const heading = worded("h1", "checkTitle", { tabindex: "-1" });
  const select = element("select", { id: "category" });
  for (const { code, name, department_name: department } of inOrder(shown)) {
    const option = element("option", { value: code, text: `${name}${department ? ` · ${department}` : ""}` });
    option.selected = code === shown.category.code;
    select.append(option);
  }
  select.onchange = () => actions.choose(select.value);
  const problem = element("p", { class: "error", role: "alert" });
  const send = button("sendReport", "primary", () => actions.send(send, problem));
  const label = worded("label", "category", { for: "category" });
  section.replaceChildren(
    ...[
      heading,
      shown.emergency_text && drawEmergency(shown.emergency_text),
      element("div", { class: "card" }, label, worded("p", "changeHint", { class: "quiet" }), select, drawFacts(shown, text, files)),
      shown.missing.length ? drawMissing(shown.missing) : null,
      shown.similar.length ? drawSimilar(shown.similar) : null,
      problem,
      element("div", { class: "buttons" }, send, button("back", "", actions.back)),
    ].filter(Boolean),
  );
  if (shown.emergency_text) document.querySelector("#alarm").textContent = shown.emergency_text;
  return heading;
}

/** The fixed words for danger to life; nothing stands above them. */
function drawEmergency(text) {
  const box = element("div", { class: "message outcome-emergency" }, worded("h2", "emergency", { class: "who" }));
  box.append(element("p", { class: "body", lang: pageLanguage(), text }));
  return box;
}

// What was found comes first, then what else it may be, then the rest.
function inOrder({ categories: all, category, alternatives }) {
  const first = [category, ...alternatives].map(({ code }) => code);
  const place = ({ code }) => (first.includes(code) ? first.indexOf(code) : first.length);
  return [...all].sort((one, other) => place(one) - place(other));
}

function drawFacts(shown, text, files) {
  const list = element("dl", {});
  const add = (key, value) => list.append(worded("dt", key), element("dd", { text: value }));
  add("toDepartment", shown.department_name);
  add("replyBy", dateInWords(shown.resolve_by, pageLanguage()));
  if (shown.place) add("place", shown.place);
  if (shown.time) add("time", timeInWords(shown.time));
  add("yourReport", text);
  if (files.length) add("files", files.map((file) => file.name).join(" · "));
  return list;
}

function timeInWords(time) {
  const [day, clock] = time.split("T");
  return [dateInWords(day, pageLanguage()), clock].filter(Boolean).join(" ");
}

function drawMissing(missing) {
  const items = missing.map((name) => worded("li", `missing_${name}`));
  return element("div", { class: "message notice" }, worded("p", "itHelps"), element("ul", {}, ...items));
}

function drawSimilar(similar) {
  const items = similar.map(drawOne);
  const heading = worded("h2", "similarTitle");
  return element("section", { class: "similar" }, heading, worded("p", "similarIntro", { class: "quiet" }), element("ul", {}, ...items));
}

function drawOne(one, place) {
  const lang = pageLanguage();
  const about = element("p", { class: "about" });
  if (one.distance_metres !== null) about.append(worded0("away", { metres: one.distance_metres }), " ");
  about.append(worded0("reportedOn", { day: dateInWords(one.opened_on, lang) }), " ");
  about.append(worded0("dueOn", { day: dateInWords(one.reply_by, lang) }));
  const form = drawFollowing(one, place);
  const open = button("followInstead", "small", () => {
    form.hidden = false;
    open.hidden = true;
    form.querySelector("input").focus();
  });
  return element("li", { class: "card" }, element("p", { class: "strong", text: one.category_name }), about, open, form);
}

function worded0(key, values) {
  return fill(element("span"), key, values);
}

function drawFollowing({ id }, place) {
  const box = element("input", { id: `mail-${place}`, type: "email", autocomplete: "email", maxlength: "254" });
  const problem = element("p", { class: "error", role: "alert" });
  const submit = worded("button", "followSend", { type: "submit", class: "primary" });
  const form = element("form", { novalidate: "novalidate" }, worded("label", "followMail", { for: box.id }), box, problem, submit);
  form.hidden = true;
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      await speak("/subscribe", { id, email: box.value.trim(), language: pageLanguage() });
      const thanks = worded("p", "followed", { tabindex: "-1" });
      form.replaceWith(thanks);
      thanks.focus();
    } catch (failure) {
      box.ariaInvalid = String(failure.status === 422);
      fill(problem, failure.status === 422 ? "badEmail" : inWords(failure));
      box.focus();
    }
  };
  return form;
}

/** Draw that the report is kept; actions are {follow, another}. */
export function drawSent(section, sent, actions) {
  const heading = worded("h1", "sentTitle", { tabindex: "-1" });
  const number = element("strong", { class: "number", text: sent.number });
  const copy = button("copy", "small", async () => {
    await navigator.clipboard?.writeText(sent.number).catch(() => {});
    fill(copy, "copied");
    announceWords("copied");
  });
  const steps = ["next1", "next2", "next3"].map((key) => worded("li", key));
  section.replaceChildren(
    ...[
      heading,
      sent.emergency_text && drawEmergency(sent.emergency_text),
      element("div", { class: "card kept" }, worded("p", "yourNumber", { class: "quiet" }), element("p", { class: "row" }, number, copy)),
      element("p", { class: "lead", lang: sent.language, text: sent.text }),
      sent.code && element("div", { class: "message notice" }, worded("p", "yourCode"), element("p", { class: "code", text: sent.code })),
      worded("h2", "whatNext"),
      element("ol", { class: "next" }, ...steps),
      element("div", { class: "buttons" }, button("seeProgress", "primary", actions.follow), button("another", "", actions.another)),
    ].filter(Boolean),
  );
  return heading;
}
