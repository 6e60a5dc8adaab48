// What would further wordings of an article win, and what would they take from other articles?

import { element } from "../elements.js";
import { write } from "./api.js";
import { attempt, button, labelled, pick, quiet, wordsIn } from "./knowledge_parts.js";
import { articlePicker } from "./knowledge_pick.js";
import { drawPanel } from "./knowledge_words.js";
import { say } from "./text.js";
import { languageName } from "./words.js";

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
    element("div", { class: "buttons" }, element("button", { type: "submit", class: "small", text: say("gap_showEffect") })),
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

function drawWording(text, spoken) {
  const box = element("input", { type: "checkbox", name: "wording", checked: "checked" });
  box.value = text;
  return element("label", { class: "pick" }, box, element("span", { lang: spoken, dir: "auto", text }));
}

function chosenIn(form) {
  const data = new FormData(form);
  return { article: data.get("article"), language: data.get("language"), variants: data.getAll("wording") };
}

async function showEffect(place, { group, article, language, variants }, changed) {
  if (!article || !variants.length) return place.replaceChildren(element("p", { class: "error", text: say("gap_nothingChosen") }));
  place.replaceChildren(quiet(say("part_reading")));
  const found = await attempt(() => write(`articles/${encodeURIComponent(article)}/variants/effect`, { language, variants }));
  if (!found) return place.replaceChildren();
  const add = async () => {
    const body = { article_id: article, language, variants };
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
