// Which answers that citizens were given have turned out wrong, and who has been told?

import { element } from "../elements.js";
import { read, withQuery } from "./api.js";
import { drawCorrection } from "./knowledge_correction.js";
import { attempt, quiet, segments } from "./knowledge_parts.js";
import { RECALLS_TEXT } from "./knowledge_recalls_text.js";
import { departmentName } from "./knowledge_work.js";
import { drawArticleLink, drawPanel, momentOf, titleOf } from "./knowledge_words.js";
import { addText, say } from "./text.js";
import { named, tag } from "./words.js";

const STATES = { open: ["listing", "open"], done: ["done"] };
const MOST = 200;
let parts = {};
let asked = 0;

export async function open(root, work, part) {
  addText(RECALLS_TEXT);
  parts = { list: element("ul", { class: "card-list" }), one: element("div", { class: "beside", id: "recall", tabindex: "-1" }), state: "open", chosen: part || null };
  const states = [["open", say("call_open")], ["done", say("call_done")]];
  const pick = segments(say("call_states"), states, parts.state, (state) => {
    Object.assign(parts, { state, chosen: null });
    return readRecalls();
  });
  root.replaceChildren(pick, element("div", { class: "halves" }, element("div", { class: "list-side" }, parts.list), parts.one));
  await readRecalls();
}

export function close() {
  asked += 1;
  parts = {};
}

async function readRecalls() {
  const mine = ++asked;
  const { state } = parts;
  const found = await Promise.all(STATES[state].map((one) => attempt(() => read(withQuery("knowledge/recalls", { state: one, limit: MOST })))));
  if (mine !== asked) return;
  const cards = found.flatMap((one) => one?.recalls ?? []).map((one) => element("li", {}, drawCard(one)));
  const nothing = say(state === "open" ? "call_none" : "call_noneDone");
  parts.list.replaceChildren(...(cards.length ? cards : [element("li", { class: "quiet nothing", text: nothing })]));
  if (parts.chosen) await show(parts.chosen);
  else parts.one.replaceChildren(cards.length ? quiet(say("call_choose")) : "");
}

function drawCard({ id, article_id: article, titles, department, kind, state, at, conversations, waiting }) {
  const onclick = async () => {
    await show(id);
    parts.one?.focus();
  };
  const card = element(
    "button",
    { type: "button", class: "card", "data-id": String(id), onclick },
    element("span", { class: "card-top" }, element("b", { dir: "auto", lang: titleOf(titles).lang, text: titleOf(titles).words || article }), tag(named("call_kind", kind))),
    element("span", { text: departmentName(department) }),
    element("span", { class: "card-foot" }, momentOf(at), element("span", { text: state === "listing" ? say("call_listing") : say("call_waiting", { n: waiting, all: conversations }) })),
  );
  if (String(id) === String(parts.chosen)) card.setAttribute("aria-current", "true");
  return card;
}

async function show(id) {
  const mine = ++asked;
  const recall = await attempt(() => read(withQuery(`knowledge/recalls/${id}`, { limit: MOST })));
  if (!recall || mine !== asked) return;
  parts.chosen = id;
  for (const card of parts.list.querySelectorAll(".card")) card.ariaCurrent = card.dataset.id === String(id) ? "true" : null;
  const { article_id: article, titles, version, kind, reason, author, conversations, corrections } = recall;
  parts.one.replaceChildren(
    drawPanel(
      "recall-open",
      titleOf(titles).words || article,
      element("p", { class: "tags" }, tag(named("call_kind", kind), "urgency high"), drawArticleLink({ article_id: article, title: say("call_openArticle") }), element("span", { class: "quiet", text: say("version", { n: version }) })),
      element("p", { text: say("call_by", { name: author, reason }) }),
      quiet(say("call_reached", { n: conversations })),
    ),
    ...corrections.map((correction) => drawCorrection(correction, readRecalls)),
  );
}
