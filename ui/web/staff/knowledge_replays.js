// Which replays are there, how far is one, and what has it found?

import { element } from "../elements.js";
import { read, write } from "./api.js";
import { attempt, button, daysFilter, meter, quiet } from "./knowledge_parts.js";
import { chosenDrafts, draftPicker } from "./knowledge_pick.js";
import { drawResult } from "./knowledge_replay_result.js";
import { momentOf, drawNothing, drawPanel } from "./knowledge_words.js";
import { say } from "./text.js";
import { named, tag } from "./words.js";

const LOOK_AGAIN_MS = 1_000;
const UNFINISHED = ["waiting", "running"];
let timer = null;
let open = null;
let asked = 0;

/** Fill `place` with a form for a new replay, those that were made, and the newest of them. */
export async function drawReplays(place) {
  stopReplays();
  const list = element("ul", { class: "card-list" });
  const result = element("div", { class: "tab-body", id: "replay", tabindex: "-1" });
  const form = drawForm((id) => show(list, result, id));
  place.replaceChildren(drawPanel("replays", say("play_title"), quiet(say("play_intro")), element("div", { class: "form-and-result" }, element("div", { class: "tab-body" }, form, list), result)));
  await show(list, result, null);
}

export function stopReplays() {
  clearTimeout(timer);
  timer = open = null;
}

function drawForm(started) {
  const drafts = draftPicker();
  const form = element("form", { class: "stacked" }, drafts, daysFilter("7"), element("div", { class: "buttons" }, element("button", { type: "submit", class: "primary small", text: say("play_start") })));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = { drafts: chosenDrafts(drafts), days: Number(new FormData(form).get("days")) };
    const made = await attempt(() => write("knowledge/replays", body), say("play_started"));
    if (made) await started(made.id);
  });
  return form;
}

async function show(list, result, wanted) {
  const mine = ++asked;
  const found = await attempt(() => read("knowledge/replays"));
  if (!found || mine !== asked || !list.isConnected) return;
  const { replays } = found;
  open = wanted ?? open ?? replays[0]?.id ?? null;
  const cards = replays.map((one) => element("li", {}, drawCard(one, () => show(list, result, one.id))));
  list.replaceChildren(...(cards.length ? cards : [drawNothing(say("play_none"))]));
  if (open) await follow(list, result, open);
}

function drawCard({ id, state, drafts, created_at: at, author }, choose) {
  const about = drafts.length ? drafts.map(({ article_id: article, version }) => `${article} · ${say("version", { n: version })}`).join(", ") : say("play_liveOnly");
  const card = button("", choose, { class: "card", "data-id": String(id) });
  card.append(element("b", { text: about }), element("span", { class: "card-foot" }, element("span", {}, momentOf(at), ` · ${author}`), tag(named("play_state", state))));
  if (id === open) card.setAttribute("aria-current", "true");
  return card;
}

/** Show one replay, and look again until it has ended. */
async function follow(list, result, id) {
  clearTimeout(timer);
  const one = await attempt(() => read(`knowledge/replays/${id}`));
  if (!one || open !== id || !result.isConnected) return;
  if (!UNFINISHED.includes(one.state)) {
    result.replaceChildren(...drawResult(one));
    const shown = list.querySelector(`[data-id="${id}"] .tag`);
    if (shown) shown.textContent = named("play_state", one.state);
    return;
  }
  result.replaceChildren(drawProgress(one));
  timer = setTimeout(() => follow(list, result, id), LOOK_AGAIN_MS);
}

function drawProgress({ state, progress: { done, total } }) {
  const words = say("play_progress", { done, total });
  const bar = element("div", { role: "progressbar", "aria-label": named("play_state", state), "aria-valuemax": String(total || 1), "aria-valuetext": words }, meter(total ? done / total : 0, { className: "wide" }));
  bar.ariaValueNow = String(done);
  return element("div", { class: "progress" }, element("b", { text: named("play_state", state) }), bar, quiet(words));
}
