// How is the difference of two texts shown?

import { element } from "../elements.js";
import { say } from "./text.js";
import { languageName } from "./words.js";

const MARKS = { added: "ins", removed: "del", same: "span" };

/** Fields that differ, as the service tells of them: [{language, field, parts: [{op, text}]}]. */
export function drawDifferences(fields) {
  if (!fields.length) return element("p", { class: "quiet", text: say("artSame") });
  const drawn = fields.map(({ language, field, parts }) => {
    const name = [language && languageName(language), say(`field_${field}`) ?? field].filter(Boolean).join(" · ");
    return element("div", { class: "changed" }, element("h3", { text: name }), element("p", { class: "words", lang: language, dir: "auto" }, ...parts.map(drawPart)));
  });
  return element("div", { class: "differences" }, ...drawn);
}

function drawPart({ op, text }) {
  return element(MARKS[op] ?? "span", { text });
}
