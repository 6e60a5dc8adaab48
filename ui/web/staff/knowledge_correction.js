// What is one citizen told about an answer that was wrong, and is it sent?

import { element } from "../elements.js";
import { write } from "./api.js";
import { announce } from "./announce.js";
import { button, languageTag, quiet, wordsIn } from "./knowledge_parts.js";
import { askReason } from "./knowledge_reason.js";
import { explain } from "./knowledge_work.js";
import { momentOf } from "./knowledge_words.js";
import { ask } from "./modal.js";
import { say } from "./text.js";
import { named, tag } from "./words.js";

/** Draw a correction; `changed` is called when it has been sent or dismissed. */
export function drawCorrection(correction, changed) {
  const { id, language, question, answered_at: at, phone, channel, state, draft } = correction;
  const heading = element("h3", { id: `correction-${id}`, class: "tags" }, tag(named("call_state", state), state === "sent" ? "good" : ""), languageTag(language), element("span", { class: "quiet" }, momentOf(at)));
  const text = element("textarea", { rows: "6", lang: language, dir: "auto", "aria-label": say("call_draft"), maxlength: "4000" });
  text.value = draft ?? "";
  const acts = element(
    "div",
    { class: "buttons" },
    button(say(channel === "phone" ? "call_ring" : "call_send"), () => send(id, text, channel, changed), { class: "primary small" }),
    button(say("call_dismiss"), () => dismiss(id, changed)),
    quiet(say(`call_channel_${channel}`, { phone })),
  );
  return element(
    "article",
    { class: "panel correction", "aria-labelledby": heading.id },
    heading,
    wordsIn(language, question, { class: "words said" }),
    ...(state === "drafted" ? [text, acts] : drawDecided(correction)),
  );
}

function drawDecided({ language, state, channel, text, note, decided_by: name, decided_at: at }) {
  const what = state === "listed" ? quiet(say(`call_channel_${channel}`)) : state === "sent" ? wordsIn(language, text ?? "") : element("p", { text: note ?? "" });
  return [what, name && quiet(say("call_decided", { name, when: momentOf(at).textContent }))].filter(Boolean);
}

function send(id, box, channel, changed) {
  const text = box.value.trim();
  if (!text) return box.focus();
  return ask({
    title: say(channel === "phone" ? "call_ring" : "call_send"),
    intro: say(channel === "phone" ? "call_ringHow" : "call_sendHow"),
    fields: [wordsIn(box.lang, text, { class: "words said" })],
    confirm: say(channel === "phone" ? "call_ring" : "call_send"),
    act: async () => {
      await write(`knowledge/corrections/${id}/send`, { text });
      announce(say("call_sent"));
      await changed();
    },
    explain,
  });
}

function dismiss(id, changed) {
  const words = { title: say("call_dismiss"), intro: say("call_dismissHow"), confirm: say("call_dismiss"), done: say("call_dismissed") };
  return askReason(`knowledge/corrections/${id}/dismiss`, { ...words, changed });
}
