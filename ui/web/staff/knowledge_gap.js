// What is known of one group of open questions, and what is done about it?

import { element } from "../elements.js";
import { write } from "./api.js";
import { announce } from "./announce.js";
import { draftWithModel } from "./knowledge_candidate.js";
import { drawVariants } from "./knowledge_effect.js";
import { button, languageTag, meter, pick, quiet, wordsIn } from "./knowledge_parts.js";
import { askReason } from "./knowledge_reason.js";
import { departmentsWhere, explain, work } from "./knowledge_work.js";
import { dayOf, drawArticleLink, drawPanel, momentOf } from "./knowledge_words.js";
import { ask, field } from "./modal.js";
import { say } from "./text.js";
import { named, tag } from "./words.js";

/** Draw the group in `place`; `changed` is called when it has been dealt with. */
export function drawGroup(place, group, changed) {
  const { title, department, department_name: name, count, first_at: from, last_at: to, article_id: article, decision, decided_by: decider } = group;
  const where = [name, say("gap_count", { n: count }), say("gap_between", { from: dayOf(from), to: dayOf(to) })];
  const variants = element("div");
  const acts = element(
    "div",
    { class: "buttons" },
    button(say("gap_draft"), () => draftArticle(`knowledge/gaps/${group.id}`, { title, department }, changed), { class: "primary small" }),
    work.choices.model && button(say("prop_candidate"), () => draftWithModel(group, changed), { "data-act": "candidate", "aria-haspopup": "dialog" }),
    button(say("gap_variants"), () => drawVariants(variants, group, changed)),
    button(say("gap_dismiss"), () => dismiss(`knowledge/gaps/${group.id}`, title, changed)),
  );
  place.replaceChildren(
    drawPanel(
      "gap-open",
      title,
      quiet(where.filter(Boolean).join(" · ")),
      article && element("p", {}, `${say("gap_became")}: `, drawArticleLink({ article_id: article })),
      decision && element("p", { text: say("gap_decided", { name: decider, reason: decision }) }),
      group.state === "open" && acts,
      variants,
      drawNearest(group.nearest),
      element("h3", { text: say("gap_examples") }),
      element("ul", { class: "examples" }, ...group.examples.map(drawExample)),
    ),
  );
}

function drawNearest(nearest) {
  const heading = element("h3", { text: say("gap_nearest") });
  if (!nearest) return element("div", {}, heading, quiet(say("gap_noNearest")));
  const words = element("span", { class: "score", text: say("gap_score", { score: nearest.score.toFixed(2) }) });
  return element("div", {}, heading, element("p", { class: "scored" }, drawArticleLink(nearest), meter(nearest.score), words));
}

function drawExample({ language, text, at, reason }) {
  return element("li", { class: "example" }, wordsIn(language, text), element("p", { class: "quiet tags" }, languageTag(language), reason && tag(named("gap_reason", reason)), momentOf(at)));
}

/** Ask where the draft belongs, and have it made from what stands at `path`. */
export function draftArticle(path, { title, department }, changed) {
  const categories = [["", say("gap_noCategory")], ...work.choices.categories.map(({ code, name }) => [code, name])];
  return ask({
    title: say("gap_draft"),
    intro: title,
    fields: [
      element("p", { class: "quiet", text: say("gap_draftHow") }),
      field(say("field_department"), pick("department", departmentsWhere("edit"), department ?? "", { required: "required" })),
      field(say("category"), pick("category", categories)),
    ],
    confirm: say("gap_draft"),
    act: async ({ department: chosen, category }) => {
      await write(`${path}/draft`, { department: chosen, ...(category && { category }) });
      announce(say("gap_drafted"));
      await changed();
    },
    explain,
  });
}

/** Ask why what stands at `path` needs no article. */
export function dismiss(path, title, changed) {
  const words = { title: `${say("gap_dismiss")}: ${title}`, intro: say("gap_dismissHow"), confirm: say("gap_dismiss"), done: say("gap_dismissed") };
  return askReason(`${path}/dismiss`, { ...words, changed });
}
