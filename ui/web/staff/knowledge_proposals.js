// What can a model propose for one language of the article in the editor, and how does it come into its fields?

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { tell } from "./desk.js";
import { article, noteHelp } from "./knowledge_article_work.js";
import { drawPlain } from "./knowledge_checks.js";
import { compareWords } from "./knowledge_diff.js";
import { drawDifferences } from "./knowledge_differences.js";
import { helpOf } from "./knowledge_model_help.js";
import { button, quiet, wordsIn } from "./knowledge_parts.js";
import { drawProblems, openProposal } from "./knowledge_proposal.js";
import { send, work } from "./knowledge_work.js";
import { LANGUAGES, say } from "./text.js";

const FIELDS = ["question", "answer", "variants"];

/** The buttons under one language's fields; null where nothing can be proposed. */
export function drawTools(code) {
  const others = Object.keys(LANGUAGES).filter((other) => other !== code);
  const from = others.filter((other) => work.choices.model || isByRule(other, code)).map((other) => drawFrom(other, code));
  const { model } = work.choices;
  const language = LANGUAGES[code];
  const rest = model && [
    button(say("prop_simpler"), ({ currentTarget }) => simplify(currentTarget.form, code), { "data-act": `simpler-${code}`, "aria-label": say("prop_simplerOf", { language }), "aria-haspopup": "dialog" }),
    button(say("prop_variants"), ({ currentTarget }) => suggest(currentTarget.form, code), { "data-act": `variants-${code}`, "aria-label": say("prop_variantsOf", { language }), "aria-haspopup": "dialog" }),
  ];
  const tools = [...from, ...(rest || [])];
  return tools.length ? element("div", { class: "buttons", role: "group", "aria-label": say("prop_tools", { language }) }, ...tools) : null;
}

function isByRule(from, to) {
  return from !== "en" && to !== "en";
}

function drawFrom(from, to) {
  const key = isByRule(from, to) ? "prop_convert" : "prop_from";
  const words = say(`${key}Into`, { from: LANGUAGES[from], to: LANGUAGES[to] });
  const act = ({ currentTarget }) => translate(currentTarget.form, from, to);
  return button(say(key, { language: LANGUAGES[from] }), act, { "data-act": `from-${from}-${to}`, "aria-label": words, "aria-haspopup": "dialog" });
}

function textIn(form, code) {
  const [question, answer, variants] = FIELDS.map((name) => form.elements[`${name}-${code}`].value.trim());
  return { question, answer, variants: variants.split("\n").map((line) => line.trim()).filter(Boolean) };
}

/** Where the proposal is for, or null with a word about what is missing. */
function placeOf(form, code) {
  const department = form.elements.department.value;
  const { question, answer } = textIn(form, code);
  if (department && (question || answer)) return department;
  tell("trouble", department ? say("prop_noSource", { language: LANGUAGES[code] }) : say("prop_noDepartment"));
  return null;
}

function translate(form, from, to) {
  const department = placeOf(form, from);
  if (!department) return;
  const text = textIn(form, from);
  openProposal({
    title: say(isByRule(from, to) ? "prop_convertInto" : "prop_fromInto", { from: LANGUAGES[from], to: LANGUAGES[to] }),
    make: () => send("knowledge/proposals/translation", { department, from, to, text }),
    draw: (found) => [element("div", { class: "pair" }, drawSource(text, from), drawChange(textIn(form, to), found.text, to))],
    take: (found) => put(form, to, found.text, found.by === "model" && helpOf("translation", to, found)),
  });
}

function simplify(form, code) {
  const department = placeOf(form, code);
  if (!department) return;
  const text = textIn(form, code);
  openProposal({
    title: say("prop_simplerOf", { language: LANGUAGES[code] }),
    make: () => send("knowledge/proposals/plain-language", { department, language: code, text }),
    draw: (found) => [drawChange(text, found.text, code), element("div", { class: "pair" }, drawHints("prop_before", found.hints_before), drawHints("prop_after", found.hints_after))],
    take: (found) => put(form, code, found.text, helpOf("plain_language", code, found)),
  });
}

function suggest(form, code) {
  const department = placeOf(form, code);
  if (!department) return;
  const text = Object.fromEntries(Object.keys(LANGUAGES).map((one) => [one, textIn(form, one)]).filter(([, { question, answer }]) => question || answer));
  openProposal({
    title: say("prop_variantsOf", { language: LANGUAGES[code] }),
    make: () => send("knowledge/proposals/variants", { department, article_id: article.id || null, language: code, text }),
    hasText: ({ calls }) => calls.every(({ problems }) => !problems.length),
    draw: ({ variants }) => [drawWordings(variants, code)],
    take: (found, dialog) => {
      const chosen = new FormData(dialog).getAll("wording");
      const before = textIn(form, code);
      const taken = found.variants.filter((one) => chosen.includes(one.text)).flatMap((one) => one.problems);
      if (chosen.length) put(form, code, { ...before, variants: [...before.variants, ...chosen] }, helpOf("variants", code, { ...found, problems: [...found.problems, ...taken] }));
    },
  });
}

/** Wordings to choose from; what the checks object to is not chosen beforehand. */
export function drawWordings(variants, code) {
  if (!variants.length) return quiet(say("prop_noVariants"));
  const rows = variants.map(({ text, problems }) => {
    const box = element("input", { type: "checkbox", name: "wording", checked: !problems.length && "checked" });
    box.value = text;
    return element("label", { class: "pick" }, box, element("span", {}, element("span", { lang: code, dir: "auto", text }), " ", ...drawProblems(problems)));
  });
  return element("fieldset", { class: "picks" }, element("legend", { text: say("prop_which") }), ...rows);
}

function drawSource({ question, answer, variants }, code) {
  return element("section", {}, element("h3", { text: `${say("prop_source")} · ${LANGUAGES[code]}` }), ...[question, answer, variants.join("\n")].filter(Boolean).map((text) => wordsIn(code, text)));
}

function drawChange(before, after, code) {
  const fields = [];
  for (const field of FIELDS) {
    const [a, b] = [before[field], after[field]].map((value) => (Array.isArray(value) ? value.join("\n") : value));
    if (a !== b) fields.push({ language: code, field, parts: a ? compareWords(a, b, code) : [{ op: "added", text: b }] });
  }
  return element("section", {}, element("h3", { text: say("prop_difference") }), drawDifferences(fields));
}

function drawHints(key, hints) {
  return element("section", {}, element("h3", { text: `${say(key)} (${hints.length})` }), hints.length ? element("ul", { class: "found-list" }, ...hints.map(drawPlain)) : quiet(say("prop_noHints")));
}

/** What was taken stands in the fields as if it had been typed; it is saved when the person saves it. */
function put(form, code, text, help) {
  for (const field of FIELDS) {
    const value = Array.isArray(text[field]) ? text[field].join("\n") : text[field];
    form.elements[`${field}-${code}`].value = value;
  }
  form.elements[`answer-${code}`].dispatchEvent(new Event("input", { bubbles: true }));
  if (help) noteHelp(help);
  announce(say("prop_taken"));
}
