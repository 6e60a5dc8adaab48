// How are figures drawn so that eyes see a picture, and a screen reader reads a table?

import { element } from "../elements.js";
import { table, row } from "./knowledge_parts.js";
import { say } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 640;
const HEIGHT = 200;
const EDGE = { left: 44, right: 12, top: 12, bottom: 28 };
const BAR = 26;
const NAMES = 232;
let made = 0;

/** Lines over days; each of `series` is {name, values}, and `labels` name the days. */
export function drawLines({ title, about, labels, series }) {
  const most = roundUp(Math.max(1, ...series.flatMap(({ values }) => values)));
  const x = (at) => EDGE.left + (at * (WIDTH - EDGE.left - EDGE.right)) / Math.max(labels.length - 1, 1);
  const y = (value) => HEIGHT - EDGE.bottom - (value / most) * (HEIGHT - EDGE.top - EDGE.bottom);
  const picture = drawPicture(title, about, HEIGHT);
  for (const value of [0, most / 2, most]) {
    picture.append(
      shape("line", { class: "grid", x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(value), y2: y(value) }),
      shape("text", { x: EDGE.left - 8, y: y(value) + 4, "text-anchor": "end" }, String(value)),
    );
  }
  const named = labels.length > 2 ? [0, Math.floor((labels.length - 1) / 2), labels.length - 1] : labels.map((_, at) => at);
  for (const at of named) {
    const anchor = at === 0 ? "start" : at === labels.length - 1 ? "end" : "middle";
    picture.append(shape("text", { x: x(at), y: HEIGHT - 8, "text-anchor": anchor }, labels[at]));
  }
  series.forEach(({ values }, at) => {
    const points = values.map((value, day) => `${x(day).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    picture.append(shape("polyline", { class: `line series-${at}`, points }));
    if (values.length) picture.append(shape("circle", { class: `end series-${at}`, cx: x(values.length - 1), cy: y(values.at(-1)), r: 4 }));
  });
  const legend = element("ul", { class: "legend" }, ...series.map(({ name }, at) => element("li", {}, drawKey(at), name)));
  const rows = labels.map((label, at) => row(label, ...series.map(({ values }) => values[at])));
  return drawFigure(title, picture, legend, table(title, ["", ...series.map(({ name }) => ({ text: name, class: "number" }))], rows));
}

/** One bar for each of `rows`, which are {name, share, words}; `share` lies in 0 to 1. */
export function drawBars({ title, about, rows }) {
  const height = rows.length * BAR + 8;
  const picture = drawPicture(title, about, height);
  const room = WIDTH - NAMES - 60;
  rows.forEach(({ name, share, words, isLow }, at) => {
    const top = at * BAR + 4;
    picture.append(
      shape("text", { x: NAMES - 10, y: top + 15, "text-anchor": "end" }, shorten(name)),
      shape("rect", { class: "room", x: NAMES, y: top + 3, width: room, height: 14, rx: 3 }),
      shape("rect", { class: isLow ? "share low" : "share", x: NAMES, y: top + 3, width: Math.max(0, share * room), height: 14, rx: 3 }),
      shape("text", { x: NAMES + room + 8, y: top + 15 }, words),
    );
  });
  return drawFigure(title, picture, null, table(title, ["", { text: title, class: "number" }], rows.map(({ name, words }) => row(name, element("span", { class: "number", text: words })))));
}

function drawFigure(title, picture, legend, drawnTable) {
  const heading = element("figcaption", { text: title });
  const asTable = element("details", {}, element("summary", { text: say("num_asTable"), "aria-label": `${say("num_asTable")}: ${title}` }), drawnTable);
  return element("figure", { class: "chart" }, heading, legend, picture, asTable);
}

function drawPicture(title, about, height) {
  const id = `chart-${++made}`;
  const picture = shape("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-labelledby": `${id} ${id}-about` });
  picture.append(shape("title", { id }, title), shape("desc", { id: `${id}-about` }, about));
  return picture;
}

function drawKey(at) {
  const key = shape("svg", { viewBox: "0 0 28 10", class: "key", "aria-hidden": "true" });
  key.append(shape("line", { class: `line series-${at}`, x1: 1, x2: 27, y1: 5, y2: 5 }));
  return key;
}

function shape(name, attributes = {}, text = "") {
  const drawn = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) drawn.setAttribute(key, String(value));
  drawn.append(text);
  return drawn;
}

/** The next number that halves well: 2, 4, 10, 20, 40, 100 and so on. */
function roundUp(value) {
  const ten = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 10].map((step) => Math.max(step * ten, 2)).find((most) => most >= value);
}

// A Chinese character is about twice as wide as a letter.
function shorten(name) {
  const most = 28;
  let room = most;
  for (let at = 0; at < name.length; at += 1) {
    room -= name.charCodeAt(at) > 0x2e80 ? 2 : 1;
    if (room < 0) return `${name.slice(0, at - 1)}…`;
  }
  return name;
}
