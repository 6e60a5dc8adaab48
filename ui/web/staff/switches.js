// What is switched off, and how is it switched?

import { element } from "../elements.js";
import { explain, read, withQuery, write } from "./api.js";
import { ask, choice, field } from "./modal.js";
import { language, say } from "./text.js";
import { timeOf } from "./words.js";

const TOPIC = "topic:";

/** Draw the switches; returns how to show which of them are off. */
export function startSwitches() {
  const list = element("div");
  const heading = element("h2", { id: "switches-title", text: say("switches") });
  const intro = element("p", { class: "quiet", text: say("switchesIntro") });
  const topic = element("button", { type: "button", class: "small", text: say("switchTopic") });
  document.querySelector("#decisions").append(
    element("section", { class: "panel", "aria-labelledby": heading.id }, heading, intro, list, element("div", {}, topic)),
  );
  let topics = {};
  let shown = "";
  let asked = 0;
  topic.disabled = true;
  const again = async () => {
    const mine = ++asked;
    const state = await read("switches");
    if (mine !== asked) return;
    const now = JSON.stringify(state);
    if (now === shown) return; // Nothing is drawn anew under somebody's hands without a reason.
    shown = now;
    const off = new Map(state.off.map((one) => [one.target, one]));
    const targets = state.targets.filter((target) => !target.startsWith(TOPIC) || off.has(target));
    list.replaceChildren(...targets.map((target) => drawSwitch(target, off.get(target), topics, again)));
    topic.disabled = false;
    topic.onclick = () => switchTopic(state.targets.filter((target) => target.startsWith(TOPIC)), topics, again);
  };
  void readTopics().then((found) => {
    topics = found;
    shown = "";
    return again();
  });
  return again;
}

async function readTopics() {
  const { categories } = await read(withQuery("staff/directory", { language: language() })).catch(() => ({ categories: [] }));
  return Object.fromEntries(categories.map(({ code, name }) => [code, name]));
}

function nameOf(target, topics) {
  const [kind, topic] = target.split(/:(.*)/s);
  return kind === "topic" ? say("targetTopic", { topic: topics[topic] ?? topic }) : (say(`target_${target}`) ?? target);
}

function drawSwitch(target, off, topics, again) {
  const name = nameOf(target, topics);
  const state = element("span", { class: off ? "off" : "on", text: say(off ? "isOff" : "isOn") });
  const act = off ? "switchOn" : "switchOff";
  const onclick = () => flip(target, name, act, again);
  const button = element("button", { type: "button", class: "small", text: say(act), "aria-label": `${say(act)}: ${name}`, onclick });
  const drawn = element("div", { class: "switch-row" }, element("span", {}, element("b", { text: name }), " ", state), button);
  if (off) {
    const time = timeOf(off.set_at).textContent;
    drawn.append(element("p", { class: "why quiet", text: say("switchedBy", { reason: off.reason, name: off.set_by, time }) }));
  }
  return drawn;
}

function flip(target, name, act, again, extra = [], targetOf = () => target) {
  const reason = element("input", { name: "reason", required: "required", maxlength: "500", autocomplete: "off" });
  return ask({
    title: `${say(act)}: ${name}`,
    intro: say("switchesIntro"),
    fields: [...extra, field(say("switchReason"), reason)],
    confirm: say(act),
    isDanger: act === "switchOff",
    act: async (values) => {
      const method = act === "switchOff" ? "PUT" : "DELETE";
      await write(`switches/${encodeURIComponent(targetOf(values))}`, { reason: values.reason }, { method });
      await again();
    },
    explain,
  });
}

function switchTopic(targets, topics, again) {
  const pick = choice("target", targets.map((target) => [target, nameOf(target, topics)]));
  return flip(null, say("topic"), "switchOff", again, [field(say("topic"), pick)], ({ target }) => target);
}
