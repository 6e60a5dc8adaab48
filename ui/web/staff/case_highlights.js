// Which words of a text are evidence for what?

import { element } from "../elements.js";

/**
 * The text as nodes, cut wherever a mark or a segment begins or ends.
 *
 * Marks are {name, start, end, label}, segments {kind, start, end}; all count characters as the service does, by code
 * point.  A marked stretch is a link to its field: the keyboard goes along the words, and Enter leads to the form.
 */
export function markedNodes(text, marks, segments, { onFollow, nameOf }) {
  const signs = Array.from(text);
  const ranges = [...marks, ...segments];
  const cuts = [...new Set([0, signs.length, ...ranges.flatMap(({ start, end }) => [start, end])])]
    .filter((place) => place >= 0 && place <= signs.length)
    .sort((a, b) => a - b);
  const blocks = [];
  for (const [at, start] of cuts.slice(0, -1).entries()) {
    const end = cuts[at + 1];
    const inside = (range) => range.start <= start && end <= range.end;
    const kind = segments.find(inside)?.kind ?? "own";
    if (blocks.at(-1)?.kind !== kind) blocks.push({ kind, nodes: [] });
    blocks.at(-1).nodes.push(node(signs.slice(start, end).join(""), marks.filter(inside), onFollow));
  }
  return blocks.map(({ kind, nodes }) => {
    if (kind === "own") return element("span", { class: "own" }, ...nodes);
    return element("span", { class: "aside", title: nameOf(kind) }, element("span", { class: "unseen", text: `${nameOf(kind)}: ` }), ...nodes);
  });
}

function node(text, marks, onFollow) {
  if (!marks.length) return document.createTextNode(text);
  const fields = marks.filter(({ isIssue }) => !isIssue).sort((a, b) => a.end - a.start - (b.end - b.start));
  const names = marks.map(({ name }) => name).join(" ");
  if (!fields.length) return element("span", { class: "issue-words", "data-evidence": names, text });
  const [closest] = fields;
  return element("a", {
    href: `#field-${closest.name}`,
    class: "evidence",
    "data-evidence": names,
    title: closest.label,
    text,
    onclick: (event) => {
      event.preventDefault();
      onFollow(closest.name);
    },
  });
}

/** Light up the words of one field, and no others; `into` brings them into view. */
export function light(name, { into = true } = {}) {
  for (const words of document.querySelectorAll("[data-evidence]")) {
    words.classList.toggle("lit", Boolean(name) && words.dataset.evidence.split(" ").includes(name));
  }
  const first = into && document.querySelector("[data-evidence].lit");
  if (first) first.scrollIntoView({ block: "nearest", behavior: "auto" });
}
