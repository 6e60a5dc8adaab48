// Which pieces do the tabs of the knowledge page share?

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { tell } from "./desk.js";
import { explain, work } from "./knowledge_work.js";
import { choice } from "./modal.js";
import { LANGUAGES, addText, say } from "./text.js";
import { languageName, tag } from "./words.js";


addText({
  part_everyDepartment: ["Every department", "所有部門", "所有部门"],
  part_everyLanguage: ["Every language", "所有語言", "所有语言"],
  part_days: ["In the last", "時段", "时段"],
  part_lastDays: ["{n} days", "最近 {n} 日", "最近 {n} 天"],
  part_reading: ["Reading…", "讀取中……", "读取中……"],
});

export function button(text, onclick, { class: className = "small", ...attributes } = {}) {
  return element("button", { type: "button", class: className, text, onclick, ...attributes });
}

export function quiet(text, attributes = {}) {
  return element("p", { class: "quiet", text, ...attributes });
}

/** A table that may scroll sideways in its own place; `columns` are words, or {text} with attributes of the head. */
export function table(label, columns, rows) {
  const head = columns.map((column) => {
    const { text, ...attributes } = typeof column === "string" ? { text: column } : column;
    return element("th", { scope: "col", ...attributes }, text);
  });
  const drawn = element("table", { "aria-label": label }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label }, drawn);
}

export function row(first, ...rest) {
  const cells = rest.map((cell) => element("td", { class: typeof cell === "number" ? "number" : "" }, typeof cell === "number" ? String(cell) : cell));
  return element("tr", {}, element("th", { scope: "row" }, first), ...cells);
}

/** A row of buttons of which one is pressed; `pick` is given the value of the next. */
export function segments(label, options, chosen, pick) {
  const drawn = element("div", { class: "chips", role: "group", "aria-label": label });
  for (const [value, words] of options) {
    const one = button(words, () => {
      for (const other of drawn.children) other.ariaPressed = String(other === one);
      pick(value);
    }, { "data-value": value });
    one.ariaPressed = String(value === chosen);
    drawn.append(one);
  }
  return drawn;
}

/** Labelled fields side by side; `changed` is given their values whenever one changes. */
export function filters(fields, changed) {
  const form = element("form", { class: "filter-row" }, ...fields);
  form.addEventListener("change", () => changed(Object.fromEntries(new FormData(form))));
  form.addEventListener("submit", (event) => event.preventDefault());
  return form;
}

/** A label around its control. */
export function labelled(text, control) {
  return element("label", { class: "labelled" }, element("span", { text }), control);
}

/** A list to choose from with its first choice set to `chosen`. */
export function pick(name, options, chosen = "", attributes = {}) {
  const made_ = choice(name, options, attributes);
  made_.value = chosen;
  return made_;
}

export function departmentFilter(chosen = "") {
  const options = work.choices.departments.map(({ code, name }) => [code, name]);
  return labelled(say("field_department"), pick("department", [["", say("part_everyDepartment")], ...options], chosen));
}

export function languageFilter(chosen = "") {
  return labelled(say("field_language"), pick("language", [["", say("part_everyLanguage")], ...Object.entries(LANGUAGES)], chosen));
}

export function daysFilter(chosen = "30") {
  const options = ["7", "30", "90"].map((n) => [n, say("part_lastDays", { n })]);
  return labelled(say("part_days"), pick("days", options, chosen));
}

/** Words in a language of their own. */
export function wordsIn(spoken, text, attributes = {}) {
  return element("p", { class: "words", lang: spoken, dir: "auto", text, ...attributes });
}

export function languageTag(spoken, count = null) {
  const made_ = tag(count === null ? languageName(spoken) : `${languageName(spoken)} ${count}`);
  made_.lang = spoken;
  return made_;
}

export function percent(share) {
  return share === null || share === undefined ? "–" : `${Math.round(share * 100)}%`;
}

/** A share of 0 to 1 as a bar; the number stands beside it, so that the bar itself says nothing. */
export function meter(share, { marks = [], className = "" } = {}) {
  const inside = element("span", { class: "fill" });
  inside.style.inlineSize = `${Math.round(Math.min(Math.max(share ?? 0, 0), 1) * 100)}%`;
  const bar = element("span", { class: `meter ${className}`, "aria-hidden": "true" }, inside);
  for (const at of marks) {
    const line = element("span", { class: "mark" });
    line.style.insetInlineStart = `${Math.min(Math.max(at, 0), 1) * 100}%`;
    bar.append(line);
  }
  return bar;
}

/** Do something that the service may refuse; null where it did, and the page says why. */
export async function attempt(act, done = null) {
  try {
    const result = (await act()) ?? {};
    if (done) announce(done);
    return result;
  } catch (failure) {
    tell("trouble", explain(failure));
    return null;
  }
}
