// How does a citizen report something, step by step?

import { listenToLanguages } from "../languages.js";
import { newKey } from "../service.js";
import { announceWords } from "../speech.js";
import { erase, fill, pageLanguage } from "../text.js";
import "./report_text.js";
import { drawCheck, drawSent, listCategories } from "./check.js";
import { conversationOf, readDraft, storeDraft } from "./draft.js";
import { follow, listenToFollow, translateFollow } from "./follow.js";
import { chosenFiles, forgetFiles, listenToFiles, refuseFiles } from "./photos.js";
import { chosenPoint, forgetPoint, listenToPosition, offerPlace } from "./position.js";
import { inWords, speak } from "./report_service.js";

const find = (selector) => document.querySelector(selector);
const SECTIONS = ["report", "check", "sent", "follow"];
const KEPT = ["text", "place", "day", "clock"];

const form = find("#report-form");
const problem = find("#report-problem");
let draft = readDraft();
let category;
let key = newKey();
let redraw = null;
let asked = 0;

/** Show one step and put the focus on its heading, so that a screen reader goes on from there. */
function show(name, heading = find(`#${name} h1`)) {
  for (const section of SECTIONS) find(`#${section}`).hidden = section !== name;
  find("#way-report").ariaCurrent = String(name !== "follow");
  find("#way-follow").ariaCurrent = String(name === "follow");
  if (name !== "check") redraw = null;
  asked += 1;
  scrollTo(0, 0);
  heading?.focus({ preventScroll: true });
}

function readForm() {
  const { text, place, day, clock, ...contact } = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string").map(([name, value]) => [name, value.trim()]));
  const given = Object.entries(contact).filter(([, value]) => value);
  return {
    text,
    place,
    category,
    language: pageLanguage(),
    // A time alone says nothing.
    time: day && clock ? `${day}T${clock}` : day,
    contact: given.length ? Object.fromEntries(given) : undefined,
    conversation: conversationOf(draft),
    // Whether the place of a photo is used was asked here.
    use_photo_place: false,
    ...chosenPoint(),
  };
}

function mark(name, isRight, words) {
  const line = find(`#${name}-error`);
  form.elements[name].ariaInvalid = String(!isRight);
  if (isRight) return erase(line);
  fill(line, words);
  return form.elements[name].focus();
}

function areFieldsRight({ text, contact = {} }) {
  erase(problem);
  mark("phone", !contact.phone || contact.phone.replace(/\D/g, "").length >= 5, "badPhone");
  mark("email", !contact.email || /^\S+@\S+\.\S+$/.test(contact.email), "badEmail");
  mark("text", Boolean(text), "needText");
  return !form.querySelector("[aria-invalid=true]");
}

async function check() {
  const report = readForm();
  if (!areFieldsRight(report)) return;
  announceWords("checking");
  redraw = check;
  const mine = ++asked;
  try {
    const [shown, categories] = await Promise.all([speak("/preview", report), listCategories()]);
    // Asked again meanwhile, gone back, or sent.
    if (mine !== asked) return;
    const actions = { send, back: () => show("report"), choose };
    show("check", drawCheck(find("#check"), { ...shown, categories }, { text: report.text, files: chosenFiles() }, actions));
  } catch (failure) {
    if (mine !== asked) return;
    show("report", null);
    tell(failure);
  }
}

async function choose(code) {
  category = code;
  key = newKey();
  await check();
  find("#category").focus();
}

// The service's own names of fields decide which box is marked.
function tell(failure) {
  const isNamed = (name) => failure.fields?.some((field) => field.endsWith(name));
  mark("email", !isNamed("email"), "badEmail");
  mark("phone", !isNamed("phone"), "badPhone");
  if (isNamed("files")) refuseFiles("fileRefused");
  else fill(problem, inWords(failure));
}

async function send(pressed, line) {
  if (pressed.ariaDisabled === "true") return;
  pressed.ariaDisabled = "true";
  erase(line);
  announceWords("sending");
  const report = readForm();
  const files = chosenFiles();
  try {
    const sent = await speak("", files.length ? asForm(report, files) : report, { "Idempotency-Key": key });
    const contact = report.contact?.email ?? report.contact?.phone;
    finish(sent, contact);
  } catch (failure) {
    pressed.ariaDisabled = "false";
    if (failure.status === 422) {
      show("report", null);
      tell(failure);
    } else fill(line, inWords(failure));
  }
}

function asForm(report, files) {
  const body = new FormData();
  body.append("report", JSON.stringify(report));
  for (const file of files) body.append("files", file, file.name);
  return body;
}

function finish(sent, contact) {
  forget();
  const own = contact ?? sent.token;
  const actions = {
    follow: () => {
      show("follow");
      void follow(sent.number, own);
    },
    another: () => show("report"),
  };
  show("sent", drawSent(find("#sent"), { ...sent, code: contact ? null : sent.token }, actions));
}

function forget() {
  form.reset();
  forgetFiles();
  forgetPoint();
  category = undefined;
  draft = {};
  storeDraft(draft);
  key = newKey();
}

// A report that the citizen has changed is another report.
function change() {
  key = newKey();
  const written = Object.fromEntries(KEPT.map((name) => [name, form.elements[name].value]));
  draft = { ...written, isFromConversation: draft.isFromConversation };
  storeDraft(draft);
}

function showConnection() {
  find("#offline").hidden = navigator.onLine;
  if (!navigator.onLine) announceWords("reportOffline");
}

function showWay() {
  show(location.hash === "#follow" ? "follow" : "report", location.hash ? undefined : null);
}

listenToLanguages(() => {
  redraw?.();
  translateFollow();
});
for (const name of KEPT) form.elements[name].value = draft[name] ?? "";
find("#day").max = new Date().toLocaleDateString("sv");
form.addEventListener("input", change);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void check();
});
listenToFiles(offerPlace, change);
listenToPosition(change);
listenToFollow();
addEventListener("hashchange", showWay);
addEventListener("online", showConnection);
addEventListener("offline", showConnection);
showConnection();
showWay();
