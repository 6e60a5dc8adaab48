// What would a model draft of a group of open questions, out of approved text alone, and is it taken as a draft?

import { element } from "../elements.js";
import { write } from "./api.js";
import { announce } from "./announce.js";
import { helpOf } from "./knowledge_model_help.js";
import { pick, quiet, wordsIn } from "./knowledge_parts.js";
import { drawProblems, openProposal } from "./knowledge_proposal.js";
import { departmentsWhere, work } from "./knowledge_work.js";
import { drawArticleLink } from "./knowledge_words.js";
import { field } from "./modal.js";
import { say } from "./text.js";
import { tag } from "./words.js";

/** Ask for a candidate article of `group`; `changed` is called when a draft has been made of it. */
export function draftWithModel(group, changed) {
  const places = departmentsWhere("edit");
  const asked = places.some(([code]) => code === group.department) ? group.department : places[0]?.[0];
  openProposal({
    title: `${say("prop_candidate")}: ${group.title}`,
    make: () => write(`knowledge/gaps/${group.id}/candidate`, { department: asked, language: group.language }),
    draw: (found) => [drawSentences(found), drawSources(found), drawPlace(asked)],
    confirm: say("prop_takeDraft"),
    take: async (found, form) => {
      const { department, category } = Object.fromEntries(new FormData(form));
      const told = found.sentences.flatMap(({ problems }) => problems);
      const sources = [...new Set(found.sources.map(({ article_id: id }) => id).filter(Boolean))];
      const help = helpOf("candidate", found.language, { ...found, problems: [...found.problems, ...told] }, sources);
      const body = { department, ...(category && { category }), text: { [found.language]: found.text }, model_help: [help] };
      await write(`knowledge/gaps/${group.id}/draft`, body);
      announce(say("gap_drafted"));
      await changed();
    },
  });
}

function drawSentences({ language, text, sentences, to_be_written: missing }) {
  const rows = sentences.map(({ text: said, sources, problems }) => {
    const words = element(problems.length ? "del" : "span", { lang: language, dir: "auto", text: said });
    return element("li", {}, words, ...sources.map((number) => element("sup", { text: ` [${number}]` })), problems.length > 0 && " ", problems.length > 0 && tag(say("prop_leftOut"), "bad"), " ", ...drawProblems(problems));
  });
  return element(
    "section",
    {},
    element("h3", { text: say("field_question") }),
    wordsIn(language, text.question),
    element("h3", { text: say("prop_sentences") }),
    rows.length ? element("ol", { class: "found-list numbered" }, ...rows) : quiet(say("prop_nothingHeld")),
    missing.length > 0 && element("h3", { text: say("prop_toWrite") }),
    missing.length > 0 && element("ul", { class: "found-list" }, ...missing.map((part) => element("li", { lang: language, dir: "auto", text: part }))),
  );
}

function drawSources({ sources }) {
  const rows = sources.map(({ number, article_id: id, title, language, text }) =>
    element("details", {}, element("summary", { text: `[${number}] ${id ? title : say("prop_reply")}` }), id && drawArticleLink({ article_id: id, title: id }), wordsIn(language, text)),
  );
  return element("section", {}, element("h3", { text: say("prop_sources") }), ...rows);
}

function drawPlace(department) {
  const categories = [["", say("gap_noCategory")], ...work.choices.categories.map(({ code, name }) => [code, name])];
  return element("div", { class: "fields" }, field(say("field_department"), pick("department", departmentsWhere("edit"), department, { required: "required" })), field(say("category"), pick("category", categories)));
}
