// How many wait, for how long, and who is there to serve them?

import { element } from "../elements.js";
import { explain, write } from "./api.js";
import { ask, choice, field } from "./modal.js";
import { say } from "./text.js";
import { languageName, named, tag, ticking, urgencyOf } from "./words.js";

const LONG_WAIT_SECONDS = 600;

/** Draw the figures anew; `refresh` is called after something was changed here. */
export function drawFigures(board, refresh) {
  const place = document.querySelector("#figures");
  const focused = document.activeElement?.dataset?.act;
  place.replaceChildren(
    drawTiles(board),
    drawConversations(board, refresh),
    drawTable("queues", ["department", "ofLanguage", "waiting", "longest"], board.queues.map(drawQueue), "noQueues"),
    drawTable("people", ["name", "presenceOf", "department", "ofLanguage", "load"], board.agents.map(drawAgent), "noPeople"),
  );
  // Drawn anew under somebody's hands.
  if (focused) place.querySelector(`[data-act="${CSS.escape(focused)}"]`)?.focus();
}

function drawTiles({ waiting, active, longest_wait_seconds: longest, agents, pending }) {
  const tiles = [
    ["tileWaiting", String(waiting)],
    ["tileLongest", waiting ? ticking(longest) : "–", longest > LONG_WAIT_SECONDS],
    ["tileActive", String(active)],
    ["tileAgents", String(agents.filter(({ is_available: isAvailable }) => isAvailable).length), waiting > 0 && !agents.length],
    ["tilePending", String(pending)],
  ];
  const drawn = tiles.map(([key, value, isAlarm]) =>
    element("div", { class: isAlarm ? "tile alarm" : "tile" }, element("dt", { text: say(key) }), element("dd", {}, value)),
  );
  return element("dl", { class: "tiles" }, ...drawn);
}

export function drawTable(key, columns, rows, emptyKey) {
  const heading = element("h2", { id: `${key}-title`, text: say(key) });
  const panel = element("section", { class: "panel", "aria-labelledby": heading.id }, heading);
  if (!rows.length) return panel.append(element("p", { class: "quiet", text: say(emptyKey) })) ?? panel;
  const head = columns.map((column) => element("th", { scope: "col", text: column && say(column) }));
  const table = element(
    "table",
    { "aria-labelledby": heading.id },
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
  panel.append(element("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": heading.id }, table));
  return panel;
}

export function row(first, ...rest) {
  return element("tr", {}, element("th", { scope: "row" }, first), ...rest.map((cell) => element("td", {}, cell)));
}

function drawQueue({ department, department_name: name, language, waiting, longest_seconds: longest }) {
  return row(name || department || say("anyDepartment"), languageName(language), String(waiting), ticking(longest));
}

function drawAgent({ name, is_available: isAvailable, load, departments, languages }) {
  const state = element("span", { class: isAvailable ? "on" : "state-away", text: `${isAvailable ? "●" : "○"} ${say(isAvailable ? "available" : "away")}` });
  const places = departments.includes("*") ? say("anyDepartment") : departments.join(", ");
  return row(name, state, places, languages.map(languageName).join(", "), String(load));
}

function drawConversations({ conversations, agents }, refresh) {
  const rows = [...conversations].sort((a, b) => b.urgency - a.urgency).map((handoff) => {
    const { name, text } = urgencyOf(handoff);
    const { id, reference, agent, conversation_id: conversation } = handoff;
    const href = `/staff/agent?watch=${encodeURIComponent(conversation)}`;
    const listen = element("a", { href, target: "_blank", rel: "noopener", text: say("listen"), "aria-label": `${say("listen")} ${reference}`, "data-act": `listen-${id}` });
    const move = element("button", { type: "button", class: "small", text: say("reassign"), "aria-label": `${say("reassign")} ${reference}`, "data-act": `reassign-${id}`, onclick: () => reassign(handoff, agents, refresh) });
    const what = element("span", { class: "tags" }, name !== "normal" && tag(text, `urgency ${name}`), tag(languageName(handoff.language)), tag(named("reason", handoff.reason)));
    return row(reference, handoff.department_name || say("anyDepartment"), what, agent?.public_name ?? say("nobodyYet"), ticking(handoff.waiting_seconds), element("span", { class: "buttons" }, listen, move));
  });
  return drawTable("conversations", ["reference", "department", "what", "withWhom", "waitedFor", ""], rows, "noConversations");
}

function reassign({ id, reference, agent }, agents, refresh) {
  const others = agents.filter(({ public_name: name }) => name !== agent?.public_name);
  const options = others.map(({ username, name, load }) => [username, say("colleague", { name, load })]);
  if (agent) options.push(["", say("backToQueue")]);
  if (!options.length) options.push(["", say("noPeople")]);
  return ask({
    title: `${say("reassign")} ${reference}`,
    intro: say("reassignIntro"),
    fields: [field(say("reassignTo"), choice("username", options, { required: !agent && "required" }))],
    confirm: say("reassignConfirm"),
    act: async ({ username }) => {
      await write(`handoffs/${id}/reassign`, { username: username || null });
      await refresh();
    },
    explain,
  });
}
