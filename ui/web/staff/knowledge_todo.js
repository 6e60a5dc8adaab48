// What waits for somebody: reviews that are due, versions to approve, dates that come near?

import { element } from "../elements.js";
import { TODO_TEXT } from "./knowledge_todo_text.js";
import { departmentName, readAttention } from "./knowledge_work.js";
import { dayOf, drawArticleLink, drawNothing, drawTable } from "./knowledge_words.js";
import { addText, say } from "./text.js";
import { named, tag } from "./words.js";

const GRAVE = ["review_due", "expired", "broken_link", "contradiction", "parity"];
let chosen = "";

export async function open(root) {
  addText(TODO_TEXT);
  const items = await readAttention();
  draw(root, items);
}

export function close() {}

function draw(root, items) {
  const kinds = [...new Set(items.map(({ kind }) => kind))];
  if (!kinds.includes(chosen)) chosen = "";
  const chips = element("div", { class: "chips", role: "group", "aria-label": say("todoKinds") });
  const list = element("div", { class: "panel" });
  const show = () => {
    chips.replaceChildren(...["", ...kinds].map((kind) => chip(kind, items, show)));
    const shown = items.filter(({ kind }) => !chosen || kind === chosen);
    const heads = ["todoWhat", "article", "field_department", "todoWhen"].map((key) => say(key));
    list.replaceChildren(shown.length ? drawTable(say("tab_todo"), heads, shown.map(drawItem)) : drawNothing(say("todoNone")));
  };
  root.replaceChildren(chips, list);
  show();
}

function chip(kind, items, show) {
  const count = items.filter((item) => !kind || item.kind === kind).length;
  const button = element("button", { type: "button", text: `${kind ? named("todo", kind) : say("every")} ${count}` });
  button.ariaPressed = String(kind === chosen);
  button.onclick = () => {
    chosen = kind;
    show();
    [...document.querySelectorAll(".view.todo .chips button")].find((one) => one.ariaPressed === "true")?.focus();
  };
  return button;
}

function drawItem({ kind, article_id: id, title, department, at, note }) {
  return [
    [tag(named("todo", kind), GRAVE.includes(kind) ? "bad" : "internal")],
    [drawArticleLink({ article_id: id, title }), note && element("div", { class: "sub", dir: "auto", text: note })],
    departmentName(department),
    element("span", { class: "tight", text: dayOf(at) }),
  ];
}
