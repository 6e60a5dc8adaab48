// How much were language models used in the last days, and is their file as it should be?

import { element } from "../elements.js";
import { read } from "./api.js";
import { drawTable, row } from "./figures.js";
import { language, say } from "./text.js";

const AT_MOST_EVERY_MS = 60_000;

/** Returns how to draw the figures anew, which is done once a minute; nothing is drawn where no model was asked and nothing is wrong. */
export function startModelUse() {
  const place = element("div");
  document.querySelector("#decisions").append(place);
  let readAt = -Infinity;
  return async () => {
    if (performance.now() - readAt < AT_MOST_EVERY_MS) return;
    const use = await read("board/models");
    readAt = performance.now();
    place.replaceChildren(...(use.steps.length || use.problem ? [draw(use)] : []));
  };
}

function draw({ steps, tokens_today: today, daily_tokens: budget, problem }) {
  const number = new Intl.NumberFormat(language());
  const share = new Intl.NumberFormat(language(), { style: "percent" });
  const cost = new Intl.NumberFormat(language(), { maximumFractionDigits: 2 });
  const rows = steps.map((one) =>
    row(say(`step_${one.step}`), number.format(one.calls), share.format(one.answered_share), number.format(one.tokens_in + one.tokens_out), cost.format(one.cost)),
  );
  const panel = drawTable("modelUse", ["step", "calls", "answeredShare", "tokens", "cost"], rows, "noModelUse");
  panel.classList.add("narrow");
  if (problem) panel.append(element("p", { class: "warning", text: say("modelsProblem", { problem }) }));
  if (budget) panel.append(element("p", { class: "quiet", text: say("modelBudget", { used: number.format(today), budget: number.format(budget) }) }));
  return panel;
}
