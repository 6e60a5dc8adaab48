// How does a citizen see that a machine has put an approved text into simple words, and what it was before?

import { approvedNodes, element } from "./elements.js";
import { fill } from "./text.js";

/** Whether the words of an answer are a machine's, checked against their source; it may also be a partial one. */
export function isSimpler(answer) {
  return Boolean(answer.mode?.startsWith("model"));
}

/** The approved text, to read while a simpler wording of it is being checked. */
export function drawApproved({ text_html: html, language }) {
  return element("div", { class: "body", lang: language }, approvedNodes(html));
}

/** A button that shows the approved text of an answer's sources below itself, and hides it again. */
export function drawApprovedSwitch({ language, citations }, readArticle) {
  const shown = element("div", { class: "approved" });
  const button = fill(element("button", { type: "button", class: "small", "aria-expanded": "false" }), "showApproved");
  const set = (isShown) => {
    shown.hidden = !isShown;
    button.ariaExpanded = String(isShown);
    fill(button, isShown ? "hideApproved" : "showApproved");
  };
  button.onclick = async () => {
    if (!shown.hidden) return set(false);
    try {
      const articles = await Promise.all(citations.map(({ article_id: id }) => readArticle(id)));
      shown.replaceChildren(...articles.map(({ text }) => drawText(text, language)));
    } catch {
      shown.replaceChildren(fill(element("p"), "noApproved"));
    }
    return set(true);
  };
  shown.hidden = true;
  return element("div", { class: "simpler" }, button, shown);
}

// An article that is not written in the language of the answer is shown in the one that it has.
function drawText(text, language) {
  const other = language.startsWith("zh") ? ["zh-Hant", "zh-Hans", "en"] : ["en", "zh-Hant", "zh-Hans"];
  const shown = [language, ...other].find((name) => text[name]);
  const { question, answer_html: html } = text[shown];
  return element("section", { class: "body", lang: shown }, element("h3", { text: question }), approvedNodes(html));
}
