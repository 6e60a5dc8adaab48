// What would further wordings of an article win, and what would they take from other articles?

import { element } from "../elements.js";
import { write } from "./api.js";
import { attempt, button, labelled, pick, quiet, wordsIn } from "./knowledge_parts.js";
import { helpOf } from "./knowledge_model_help.js";
import { articlePicker } from "./knowledge_pick.js";
import { openProposal } from "./knowledge_proposal.js";
import { drawWordings } from "./knowledge_proposals.js";
import { departmentsWhere, work } from "./knowledge_work.js";
import { drawPanel } from "./knowledge_words.js";
import { say } from "./text.js";
import { languageName, tag } from "./words.js";

/** Offer the questions of a group as wordings of an article; nothing is changed before the effect has been shown. */
export function drawVariants(place, group, changed) {
  const nearest = group.nearest && { article_id: group.nearest.article_id, title: group.nearest.title };
  const languages = Object.entries(group.languages).sort(([, a], [, b]) => b - a).map(([spoken]) => spoken);
  const spoken = pick("language", languages.map((one) => [one, languageName(one)]), languages[0]);
  const wordings = element("fieldset", { class: "picks" });
  const effect = element("div", { class: "effect", role: "status" });
  const form = element(
    "form",
    { class: "variants" },
    quiet(say("gap_variantsHow")),
    articlePicker("article", nearest),
    labelled(say("field_language"), spoken),
    wordings,
    element("div", { class: "buttons" }, element("button", { type: "submit", class: "small", text: say("gap_showEffect") }), work.choices.model && button(say("prop_variants"), () => suggest(form, group, wordings), { "data-act": "suggest", "aria-haspopup": "dialog" })),
    effect,
  );
  const offer = () => {
    const texts = [...new Set(group.examples.filter(({ language }) => language === spoken.value).map(({ text }) => text))];
    wordings.replaceChildren(element("legend", { text: say("gap_which") }), ...texts.map((text) => drawWording(text, spoken.value)));
  };
  spoken.addEventListener("change", offer);
  form.addEventListener("change", () => effect.replaceChildren());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    return showEffect(effect, { group, ...chosenIn(form) }, changed);
  });
  offer();
  place.replaceChildren(drawPanel("gap-wordings", say("gap_variants"), form));
  form.querySelector("input").focus();
}

// A model's wordings stand behind the citizens' own, marked as such until they are kept.
function suggest(form, group, wordings) {
  const { article, language } = chosenIn(form);
  if (!article) return form.querySelector("input").focus();
  const department = group.department ?? departmentsWhere("edit")[0]?.[0];
  return openProposal({
    title: say("prop_variants"),
    make: () => write("knowledge/proposals/variants", { department, article_id: article, language, group_id: group.id }),
    hasText: ({ calls }) => calls.every(({ problems }) => !problems.length),
    draw: ({ variants }) => [drawWordings(variants, language)],
    take: (found, dialog) => {
      const chosen = new FormData(dialog).getAll("wording");
      const help = JSON.stringify(helpOf("variants", language, found));
      wordings.append(...chosen.map((text) => drawWording(text, language, help)));
      form.dispatchEvent(new Event("change"));
    },
  });
}

function drawWording(text, spoken, help = "") {
  const box = element("input", { type: "checkbox", name: "wording", checked: "checked" });
  box.value = text;
  box.dataset.help = help;
  return element("label", { class: "pick" }, box, element("span", {}, element("span", { lang: spoken, dir: "auto", text }), help && " ", help && tag(say("prop_by", JSON.parse(help)), "model")));
}

function chosenIn(form) {
  const data = new FormData(form);
  const help = [...form.querySelectorAll("[name=wording]:checked")].map(({ dataset }) => dataset.help).find(Boolean);
  return { article: data.get("article"), language: data.get("language"), variants: data.getAll("wording"), help };
}

async function showEffect(place, { group, article, language, variants, help }, changed) {
  if (!article || !variants.length) return place.replaceChildren(element("p", { class: "error", text: say("gap_nothingChosen") }));
  const reading = quiet(say("part_reading"));
  place.replaceChildren(reading);
  const found = await attempt(() => write(`articles/${encodeURIComponent(article)}/variants/effect`, { language, variants }));
  // Something else was chosen meanwhile.
  if (!place.contains(reading)) return undefined;
  if (!found) return place.replaceChildren();
  const add = async () => {
    const body = { article_id: article, language, variants, ...(help && { model_help: [JSON.parse(help)] }) };
    if (await attempt(() => write(`knowledge/gaps/${group.id}/variants`, body), say("gap_added"))) await changed();
  };
  return place.replaceChildren(
    quiet(say("gap_asked", { n: found.asked })),
    element(
      "div",
      { class: "sides" },
      drawSide(say("gap_wins", { n: found.wins.length }), found.wins, { nothing: say("gap_noWins"), from: "gap_first", className: "won" }),
      drawSide(say("gap_steals", { n: found.steals.length }), found.steals, { nothing: say("gap_noSteals"), from: "gap_from", className: "stolen" }),
    ),
    element("div", { class: "buttons" }, button(say("gap_add"), add, { class: "primary small" })),
  );
}

function drawSide(heading, questions, { nothing, from, className }) {
  const rows = questions.map(({ question, language, from_article_id: id, from_title: title = id }) =>
    element("li", {}, wordsIn(language, question), id && quiet(say(from, { title }))),
  );
  return element("section", { class: `side ${rows.length ? className : ""}`, "aria-label": heading }, element("h3", { text: heading }), rows.length ? element("ul", {}, ...rows) : quiet(nothing));
}
