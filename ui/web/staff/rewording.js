// How does an agent have their own text reworded by a language model, and see what has changed before taking it?

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { explain, write } from "./api.js";
import { drawMark, drawProgress, drawRefusal } from "./by_model.js";
import { compareWords } from "./knowledge_diff.js";
import { language, say } from "./text.js";
import { languageName } from "./words.js";

const MANNERS = ["plain", "friendlier", "formal"];
const TAGS = ["en", "zh-Hant", "zh-Hans"];

/**
 * A menu of rewrites for the text in `box`, the place where the result is shown beside it, and how to clear that.
 *
 * `languageOf()` is that of the text; `take(text, language)` puts what the agent has taken into the box.
 */
export function drawRewording(box, { languageOf, take }) {
  const place = element("div", { class: "rewording" });
  const list = element("div", { class: "reword-choices" });
  const menu = element("details", { class: "reword" }, element("summary", { text: say("reword"), "aria-label": say("rewordMenu") }), list);
  const start = (kind, to) => {
    menu.open = false;
    menu.querySelector("summary").focus();
    void reword(box, place, { kind, to, from: languageOf(), take });
  };
  menu.addEventListener("toggle", () => {
    const others = TAGS.filter((tag) => tag !== languageOf());
    list.replaceChildren(
      ...MANNERS.map((kind) => button(kind, say(kind), () => start(kind))),
      ...others.map((tag) => button(`translate-${tag}`, say("translateTo", { language: languageName(tag) }), () => start("translate", tag))),
    );
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.preventDefault();
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  // What was asked for one text is nothing for the next.
  const clear = () => {
    place.asked = (place.asked ?? 0) + 1;
    place.replaceChildren();
  };
  return { menu, place, clear };
}

async function reword(box, place, { kind, to = null, from, take }) {
  const text = box.value;
  if (!text.trim()) return box.focus();
  const mark = (place.asked = (place.asked ?? 0) + 1);
  place.replaceChildren(drawProgress(say));
  try {
    const made = await write("suggestions/rewrites", { text, kind, to, language: from, agent_language: language() });
    if (mark !== place.asked) return undefined;
    if (box.value !== text) return place.replaceChildren();
    if (!made.by_model.is_offered) return place.replaceChildren(drawRefusal(made.by_model, say), ...drawFacts(made.differences));
    place.replaceChildren(drawBeside(text, made, from, { take, close: () => place.replaceChildren(), box }));
    announce(say("rewordReady"));
    place.querySelector("button").focus();
  } catch (failure) {
    if (mark === place.asked) place.replaceChildren(element("p", { class: "error", role: "alert", text: explain(failure) }));
  }
  return undefined;
}

function drawBeside(text, made, from, { take, close, box }) {
  const isTranslated = made.language !== from;
  const parts = isTranslated ? [] : compareWords(text, made.text, from);
  const side = (name, tag, own) => {
    const words = isTranslated ? [own] : parts.filter(({ op }) => op === "same" || op === tag).map(({ op, text: piece }) => element({ added: "ins", removed: "del" }[op] ?? "span", { text: piece }));
    return element("div", { class: "changed" }, element("h3", { text: say(name) }), element("p", { class: "words", lang: tag === "added" ? made.language : from, dir: "auto", tabindex: "0" }, ...words));
  };
  const takeIt = () => {
    close();
    take(made.text, made.language);
    announce(say("rewordTaken"));
    box.focus();
  };
  const keep = () => {
    close();
    box.focus();
  };
  const buttons = [button("take-reworded", say("takeReworded"), takeIt), button("keep-mine", say("keepYours"), keep)];
  return element("div", { role: "group", "aria-label": say("reworded") }, drawMark(made.by_model, say), element("div", { class: "two" }, side("yours", "removed", text), side("reworded", "added", made.text)), element("div", { class: "buttons" }, ...buttons));
}

// What the model's text says differently, and so was not offered.
function drawFacts(differences) {
  const of = (side) => differences.filter(({ only_in: where }) => where === side).map(({ text }) => text).join(" · ");
  return [["original", "onlyOriginal"], ["rewritten", "onlyRewritten"]]
    .filter(([side]) => of(side))
    .map(([side, name]) => element("p", { class: "about", text: say(name, { facts: of(side) }) }));
}

function button(act, text, onclick) {
  return element("button", { type: "button", class: "small", "data-act": act, text, onclick });
}
