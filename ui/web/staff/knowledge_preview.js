// How does a citizen see an article?  Drawn as on the citizen's own page, from what the service makes of the text.

import { drawAnswer } from "../answers.js";
import { element } from "../elements.js";
import { words } from "../text.js";
import { tell } from "./desk.js";
import { departmentName, explain, send } from "./knowledge_work.js";
import { LANGUAGES, say } from "./text.js";

/** Fill `place` with what a reader of each language is answered, also of one that the article has not. */
export async function drawPreview(place, content) {
  const codes = Object.keys(LANGUAGES);
  try {
    const shown = await Promise.all(codes.map((language) => send("knowledge/preview", { content, language })));
    place.replaceChildren(...shown.map((one, at) => drawOne(one, codes[at], content)));
  } catch (failure) {
    place.replaceChildren(element("p", { class: "quiet", text: say("artNoPreview") }));
    tell("trouble", explain(failure));
  }
}

function drawOne(shown, language, content) {
  const name = say("artPreviewIn", { language: LANGUAGES[language] });
  const { title, html, source_url: url, last_reviewed: reviewed } = shown;
  const citation = { title, url, department: content.department, department_name: departmentName(content.department), last_reviewed: reviewed };
  const drawn = drawAnswer({ outcome: "previewed", language, answer_html: html, citations: [citation] }, {});
  // The citizen's page is in the citizen's language, whatever the editor's is in.
  for (const part of drawn.querySelectorAll("[data-text]")) part.textContent = words(part.dataset.text, language);
  drawn.lang = language;
  drawn.removeAttribute("tabindex");
  return element("section", { class: "preview-of", "aria-label": name }, element("p", { class: "sub", text: name }), drawn, shown.is_excerpt && element("p", { class: "sub", text: say("artExcerpt") }));
}
