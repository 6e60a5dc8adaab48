// How does the knowledge go out again, as it came in?

import { element } from "../elements.js";
import { work } from "./knowledge_work.js";
import { drawPanel } from "./knowledge_words.js";
import { choice, field } from "./modal.js";
import { say } from "./text.js";

const KINDS = ["xlsx", "csv", "jsonl"];

export function drawExport() {
  const department = choice("export-department", [["", say("every")], ...work.choices.departments.map(({ code, name }) => [code, name])]);
  const state = choice("export-state", [["published", say("impLiveOnly")], ["newest", say("impNewest")]]);
  const links = KINDS.map((kind) => {
    const link = element("a", { class: "button", "data-kind": kind, text: kind.toUpperCase(), download: "download" });
    return link;
  });
  const aim = () => {
    const query = new URLSearchParams(Object.entries({ department: department.value, state: state.value }).filter(([, value]) => value));
    for (const link of links) link.href = `/api/v1/knowledge/export.${link.dataset.kind}?${query}`;
  };
  department.onchange = state.onchange = aim;
  aim();
  return drawPanel("export", say("impExport"), element("p", { class: "quiet", text: say("impExportHow") }), field(say("field_department"), department), field(say("impWhichVersions"), state), element("div", { class: "buttons" }, ...links));
}
