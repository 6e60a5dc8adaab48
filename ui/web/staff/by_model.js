// How is text that a language model wrote marked, with what it was checked for?

import { element } from "../elements.js";

/** The mark of a text that passed (ByModelOut of the API), with its checks to unfold. */
export function drawMark({ model, prompt, checks }, say) {
  const tag = element("p", { class: "by-model-tag" }, element("strong", { text: say("byModel") }), element("span", { class: "about", text: ` ${model} · ${prompt}` }));
  return element("div", { class: "by-model" }, tag, drawChecks(checks, say));
}

/** Why a text is not offered, in one line; what it failed can be unfolded. */
export function drawRefusal({ why, checks }, say) {
  return element("div", { class: "by-model" }, element("p", { class: "why-not", role: "status", text: why }), drawChecks(checks, say));
}

/** A line while the model writes. */
export function drawProgress(say) {
  return element("p", { class: "quiet writing", role: "status", text: say("modelWrites") });
}

function drawChecks(checks, say) {
  if (!checks.length) return null;
  const items = checks.map(({ check, passed, details }) => {
    const verdict = element("strong", { text: `${passed ? "✓" : "✗"} ${say(passed ? "checkPassed" : "checkFailed")} ` });
    return element("li", { class: passed ? "passed" : "not-passed" }, verdict, say(`check_${check}`), details.length > 0 && element("span", { class: "about", text: ` (${details.join("; ")})` }));
  });
  const summary = say(checks.every(({ passed }) => passed) ? "checkedAll" : "checkedNot");
  return element("details", { class: "checks" }, element("summary", { text: summary }), element("ul", {}, ...items));
}
