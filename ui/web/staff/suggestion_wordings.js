// In which words may a draft be sent: the approved ones, or a language model's that passed its checks?

import { element } from "../elements.js";
import { drawMark, drawProgress, drawRefusal } from "./by_model.js";

/**
 * The draft as `drawDraft(wording)` draws it, approved words first; the agent may ask for simple ones and picks.
 *
 * `onPhrase(suggestion)` gives the PhrasedOut of the API, or null where the answer is no longer wanted; `onPick(wording)`
 * hears which is shown; `mark(wording)` draws whose words they are.  A wording is the suggestion with another `draft`, and `wording` "approved" or "simple".
 */
export function drawWordings(suggestion, say, { drawDraft, onPhrase, onPick = () => {}, mark = ({ by_model: byModel }) => byModel && drawMark(byModel, say) }) {
  const approved = { ...suggestion, wording: "approved" };
  const shown = element("div", {}, drawDraft(approved));
  const told = element("div", { class: "told" });
  const all = element("div", { class: "wordings" }, shown);
  if (!suggestion.can_be_phrased || !onPhrase) return all;
  const show = (wording) => {
    shown.replaceChildren(...[wording.wording === "simple" && mark(wording), drawDraft(wording)].filter(Boolean));
    onPick(wording);
  };
  const ask = element("button", { type: "button", class: "phrase", "data-act": "phrase", text: say("askSimple"), onclick: () => void phrase() });
  const phrase = async () => {
    ask.disabled = true;
    told.replaceChildren(drawProgress(say));
    const made = await onPhrase(suggestion).catch(() => undefined);
    ask.disabled = false;
    if (made === null) return;
    if (!made?.by_model.is_offered) return void told.replaceChildren(made ? drawRefusal(made.by_model, say) : element("p", { class: "error", role: "alert", text: say("simpleFailed") }));
    const simple = { ...approved, ...made, wording: "simple" };
    told.replaceChildren(element("p", { class: "quiet", role: "status", text: say("simpleReady") }));
    ask.replaceWith(drawPick([[approved, "approvedWords"], [simple, "simpleWords"]], say, show));
    all.querySelector("input[name=wording]").focus();
  };
  all.prepend(ask, told);
  return all;
}

function drawPick(wordings, say, show) {
  const choices = wordings.map(([wording, name], place) => {
    const radio = element("input", { type: "radio", name: "wording", value: wording.wording, checked: place === 0 && "checked" });
    radio.addEventListener("change", () => show(wording));
    return element("label", {}, radio, ` ${say(name)}`);
  });
  return element("fieldset", { class: "pick" }, element("legend", { text: say("wordings") }), ...choices);
}
