// How is an article written: three languages side by side, and what they have in common?

import { element } from "../elements.js";
import { tell } from "./desk.js";
import { openConflict } from "./knowledge_conflict.js";
import { article, can, dropTyped, explainStep, isOld, keepTyped, saveTyped, savedContent, step, typedText } from "./knowledge_article_work.js";
import { drawPreview } from "./knowledge_preview.js";
import { drawTools } from "./knowledge_proposals.js";
import { departmentsWhere, departmentName, explain, work } from "./knowledge_work.js";
import { momentOf } from "./knowledge_words.js";
import { choice, field } from "./modal.js";
import { LANGUAGES, say } from "./text.js";
import { tag } from "./words.js";

const DATES = ["effective_from", "effective_until", "review_by"];
const LONGEST = { question: 1_000, answer: 50_000, variants: 50_000 };

export function drawForm() {
  const typed = isOld() ? null : typedText();
  const content = typed?.content ?? savedContent();
  const isOpen = can("edit");
  const form = element("form", { class: "article-form", novalidate: "novalidate", "aria-label": say("artText") });
  const preview = element("div", { class: "previews", hidden: "hidden" });
  const bar = drawBar(form, preview, typed, isOpen);
  const columns = Object.keys(LANGUAGES).map((code) => drawLanguage(code, content.text[code], isOpen));
  form.append(element("div", { class: "languages" }, ...columns), preview, drawCommon(content, isOpen), bar);
  form.addEventListener("input", ({ target }) => {
    if (target.dataset.own) return;
    keepTyped(collect(form), form.elements.note?.value.trim() ?? "");
    bar.show();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await save(bar);
  });
  return form;
}

async function save(bar) {
  if (!typedText()) return;
  bar.problem.textContent = "";
  try {
    await saveTyped({ onConflict: openConflict });
  } catch (failure) {
    bar.problem.textContent = explain(failure);
  }
}

/** What the form says, as the service takes it. */
function collect(form) {
  const value = (name) => form.elements[name].value.trim();
  const text = {};
  for (const code of Object.keys(LANGUAGES)) {
    const [question, answer] = [value(`question-${code}`), value(`answer-${code}`)];
    const variants = value(`variants-${code}`).split("\n").map((line) => line.trim()).filter(Boolean);
    if (question || answer || variants.length) text[code] = { question, answer, variants };
  }
  const content = { text, tags: value("tags").split(/[,，、]/).map((one) => one.trim()).filter(Boolean) };
  for (const name of ["department", "category", "audience", "source_url"]) content[name] = value(name);
  for (const name of DATES) content[name] = value(name) || null;
  const id = article.id || value("id");
  return id ? { id, ...content } : content;
}

function drawLanguage(code, text, isOpen) {
  const rows = [
    ["question", 2, text?.question ?? ""],
    ["answer", 10, text?.answer ?? ""],
    ["variants", 2, (text?.variants ?? []).join("\n")],
  ].map(([name, lines, value]) => {
    const control = element("textarea", { name: `${name}-${code}`, id: `${name}-${code}`, rows: String(lines), maxlength: String(LONGEST[name]), lang: code, dir: "auto", class: name });
    control.value = value;
    control.readOnly = !isOpen;
    const label = say(name === "variants" ? "artVariants" : `field_${name}`);
    const made = field(label, control);
    control.setAttribute("aria-label", `${label}, ${LANGUAGES[code]}`);
    return made;
  });
  const missing = !text?.answer && tag(say("artNoText"), "missing");
  return element("fieldset", { class: "language panel" }, element("legend", {}, element("span", { lang: code, text: LANGUAGES[code] }), missing && " ", missing), ...rows, isOpen && drawTools(code));
}

function drawCommon(content, isOpen) {
  const { categories } = work.choices;
  const places = departmentsWhere("edit");
  if (content.department && !places.some(([code]) => code === content.department)) places.push([content.department, departmentName(content.department)]);
  const kinds = categories.map(({ code, name }) => [code, name]);
  if (content.category && !kinds.some(([code]) => code === content.category)) kinds.push([content.category, content.category]);
  const controls = [
    ["department", choice("department", [["", say("artChoose")], ...places]), content.department],
    ["category", choice("category", [["", say("artChoose")], ...kinds]), content.category],
    ["audience", choice("audience", ["public", "internal"].map((name) => [name, say(`audience_${name}`)])), content.audience],
    ["source_url", element("input", { name: "source_url", type: "url", maxlength: "2000" }), content.source_url],
    ...DATES.map((name) => [name, element("input", { name, type: "date" }), content[name] ?? ""]),
    ["tags", element("input", { name: "tags", maxlength: "1000", placeholder: say("artTagsHow") }), content.tags.join(", ")],
  ];
  const fields = controls.map(([name, control, value]) => {
    control.value = value;
    control.disabled = !isOpen;
    return field(say(`field_${name}`), control);
  });
  if (!article.desk) fields.unshift(field(say("artOwnNumber"), element("input", { name: "id", maxlength: "200", autocomplete: "off" })));
  if (article.desk) fields.push(drawOwner());
  if (/^https?:/i.test(content.source_url)) fields.push(element("p", { class: "field" }, element("a", { href: content.source_url, target: "_blank", rel: "noopener noreferrer", text: say("artOpenSource") })));
  return element("div", { class: "fields panel" }, ...fields);
}

// Whose article it is belongs to no version, so it holds at once.
function drawOwner() {
  const { owner } = article.desk;
  const people = work.choices.owners.map(({ name, display }) => [name, display || name]);
  if (owner && !people.some(([name]) => name === owner)) people.push([owner, owner]);
  const pick = choice("owner", [["", say("nobody")], ...people], { "data-own": "yes" });
  pick.value = owner ?? "";
  pick.disabled = !can("owner");
  pick.onchange = () => step("owner", { owner: pick.value || null }, { done: "artOwnerSet" }).catch((failure) => tell("trouble", explainStep(failure)));
  return field(say("field_owner"), pick);
}

function drawBar(form, preview, typed, isOpen) {
  const note = element("input", { name: "note", maxlength: "500", placeholder: say("artNoteHow"), "aria-label": say("field_note"), class: "grow" });
  note.value = typed?.note ?? "";
  const submit = element("button", { type: "submit", class: "primary", "data-key": "KeyS", text: say("artSave") });
  const look = element("button", { type: "button", "data-key": "KeyP", text: say("artPreview"), "aria-expanded": "false" });
  look.onclick = () => togglePreview(form, preview, look);
  const unsaved = element("p", { class: "notice unsaved", role: "status" });
  const problem = element("p", { class: "error", role: "alert" });
  const bar = element("div", { class: "save-bar" }, unsaved, problem, element("div", { class: "bar" }, isOpen && note, isOpen && submit, look));
  bar.problem = problem;
  bar.show = () => showUnsaved(unsaved, submit);
  bar.show();
  return bar;
}

function showUnsaved(place, submit) {
  const typed = isOld() ? null : typedText();
  submit.disabled = !typed;
  place.hidden = !typed;
  if (!typed || place.dataset.base === String(typed.base)) return;
  place.dataset.base = typed.base;
  const drop = element("button", { type: "button", class: "small", text: say("artDrop") });
  drop.onclick = () => {
    dropTyped();
    tell("article");
  };
  const isBehind = article.desk && typed.base !== article.desk.newest_number;
  const words = isBehind ? say("artUnsavedBehind", { n: typed.base, newest: article.desk.newest_number }) : say("artUnsaved");
  place.replaceChildren(`${words} `, momentOf(typed.at), " ", drop);
}

async function togglePreview(form, preview, look) {
  const isShown = preview.hidden;
  look.ariaExpanded = String(isShown);
  look.textContent = say(isShown ? "artHidePreview" : "artPreview");
  preview.hidden = !isShown;
  if (isShown) await drawPreview(preview, collect(form));
  if (isShown) preview.scrollIntoView({ block: "nearest" });
}
