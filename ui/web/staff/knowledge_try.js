// How would the assistant answer this question, now or with drafts as if they were live?

import { element } from "../elements.js";
import { write } from "./api.js";
import { announce } from "./announce.js";
import { attempt, labelled, pick, quiet } from "./knowledge_parts.js";
import { chosenDrafts, draftPicker } from "./knowledge_pick.js";
import { drawAnswer, drawDecision } from "./knowledge_try_answer.js";
import { TRY_TEXT } from "./knowledge_try_text.js";
import { drawFeatures, drawHits, drawRejected, drawSteps } from "./knowledge_try_trace.js";
import { drawNothing, drawPanel } from "./knowledge_words.js";
import { LANGUAGES, addText, say } from "./text.js";

export function open(root) {
  addText(TRY_TEXT);
  const result = element("div", { class: "tab-body", id: "try-result", tabindex: "-1" }, drawNothing(say("try_nothing")));
  root.replaceChildren(element("div", { class: "form-and-result" }, drawForm(result), result));
}

export function close() {}

function drawForm(result) {
  const question = element("textarea", { name: "question", rows: "3", maxlength: "2000", required: "required", dir: "auto" });
  const languages = [["", say("try_asWritten")], ...Object.entries(LANGUAGES)];
  const audiences = [["public", say("try_citizen")], ["internal", say("try_staff")]];
  const drafts = draftPicker();
  const submit = element("button", { type: "submit", class: "primary", text: say("try_go") });
  const form = element(
    "form",
    { class: "stacked" },
    labelled(say("try_question"), question),
    labelled(say("try_page"), pick("language", languages)),
    labelled(say("try_audience"), pick("audience", audiences, "public")),
    drafts,
    element("div", { class: "buttons" }, submit),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    result.replaceChildren(quiet(say("part_reading"), { role: "status" }));
    await show(result, { ...Object.fromEntries(new FormData(form)), drafts: chosenDrafts(drafts) });
    submit.disabled = false;
  });
  question.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  return drawPanel("try-form", say("try_ask"), form);
}

async function show(result, { question, language, audience, drafts }) {
  const body = { question, audience, drafts, ...(language && { language }) };
  const found = await attempt(() => write("knowledge/try", body));
  if (!found) return result.replaceChildren();
  const { answer, decision, understood, hits, rejected, trace, features } = found;
  result.replaceChildren(
    element("div", { class: "sides" }, drawAnswer(answer), drawDecision(decision, understood)),
    drawHits(hits),
    drawRejected(rejected),
    drawSteps(trace),
    drawFeatures(features),
  );
  announce(`${say(`try_outcome_${answer.outcome}`)}. ${say("try_confidence", { n: decision.confidence.toFixed(2) })}`);
  return undefined;
}
