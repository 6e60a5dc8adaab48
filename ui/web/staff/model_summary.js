// How does an agent who takes over have a conversation or case summed up by a language model?

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { explain, write } from "./api.js";
import { drawMark, drawProgress, drawRefusal } from "./by_model.js";
import { language, say } from "./text.js";

const SECTIONS = ["matter", "answered", "open", "next"];

/** A button that asks for the summary at `path`, and its place; `isWanted()` is false once another one is open. */
export function drawModelSummary(path, isWanted) {
  const place = element("div", { class: "model-summary" });
  const ask = element("button", { type: "button", class: "small", "data-act": "sum-up", text: say("askSummary"), onclick: () => void sumUp() });
  const sumUp = async () => {
    ask.disabled = true;
    place.replaceChildren(ask, drawProgress(say));
    try {
      const made = await write(`${path}?language=${language()}`);
      if (!isWanted()) return;
      place.replaceChildren(made.by_model.is_offered ? drawSummary(made) : drawRefusal(made.by_model, say));
      if (!made.by_model.is_offered) place.prepend(ask);
      else announce(`${say("modelSummary")}: ${made.matter}`);
    } catch (failure) {
      place.replaceChildren(ask, element("p", { class: "error", role: "alert", text: explain(failure) }));
    }
    ask.disabled = false;
  };
  place.append(ask);
  return place;
}

function drawSummary(made) {
  const list = element("dl", {});
  for (const name of SECTIONS) {
    const words = [made[name]].flat().filter(Boolean);
    if (words.length) list.append(element("dt", { text: say(`sum_${name}`) }), ...words.map((text) => element("dd", { text, lang: made.language, dir: "auto" })));
  }
  return element("section", { "aria-label": say("modelSummary"), tabindex: "0" }, drawMark(made.by_model, say), list);
}
