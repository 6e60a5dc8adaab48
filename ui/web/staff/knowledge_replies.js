// Which replies do agents write again and again, so that an article should say them?

import { element } from "../elements.js";
import { read, withQuery } from "./api.js";
import { dismiss, draftArticle } from "./knowledge_gap.js";
import { attempt, button, languageTag, quiet, wordsIn } from "./knowledge_parts.js";
import { drawArticleLink, drawPanel } from "./knowledge_words.js";
import { language as reader, say } from "./text.js";

export async function drawReplies(place) {
  const reading = quiet(say("part_reading"));
  place.replaceChildren(reading);
  const again = () => drawReplies(place);
  const found = await attempt(() => read(withQuery("knowledge/recurring-replies", { state: "open", names: reader() })));
  // Something else stands there by now.
  if (!place.contains(reading)) return;
  const groups = found?.groups ?? [];
  place.replaceChildren(...(groups.length ? groups.map((group) => drawGroup(group, again)) : [quiet(say("gap_noReplies"))]));
}

function drawGroup(group, changed) {
  const { id, count, agents, department, department_name: name, language, reply, questions, article_id: article, state } = group;
  const path = `knowledge/recurring-replies/${id}`;
  const acts = element(
    "div",
    { class: "buttons" },
    button(say("gap_draft"), () => draftArticle(path, { title: reply, department }, changed), { class: "primary small" }),
    button(say("gap_dismiss"), () => dismiss(path, reply, changed)),
  );
  return drawPanel(
    `reply-${id}`,
    say("gap_repeated", { n: count, agents }),
    element("p", { class: "tags" }, languageTag(language), element("span", { class: "quiet", text: name })),
    wordsIn(language, reply, { class: "words said" }),
    element("h3", { text: say("gap_repliedTo") }),
    element("ul", { class: "examples" }, ...questions.map((question) => element("li", {}, wordsIn(language, question)))),
    article && element("p", {}, `${say("gap_became")}: `, drawArticleLink({ article_id: article })),
    state === "open" && acts,
  );
}
