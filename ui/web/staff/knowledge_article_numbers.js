// How does each article serve, and what did the citizens ask whom it answered?

import { element } from "../elements.js";
import { read, withQuery } from "./api.js";
import { drawLines } from "./knowledge_chart.js";
import { attempt, button, languageTag, quiet, row, table, wordsIn } from "./knowledge_parts.js";
import { departmentName } from "./knowledge_work.js";
import { dayOf, drawArticleLink, drawNothing, drawPanel, momentOf } from "./knowledge_words.js";
import { openModal } from "./modal.js";
import { language, say } from "./text.js";
import { tag } from "./words.js";

const NUMBERS = [["num_shown", "shown"], ["num_wins", "wins"], ["num_helpful", "helpful"], ["num_notHelpful", "not_helpful"], ["num_person", "to_person"]];
const COLUMNS = [["article", "title"], ["field_department", "department"], ...NUMBERS, ["num_lastAsked", "last_asked"]];

/** A table that its heads sort, the most shown first. */
export function drawArticles(articles, days) {
  if (!articles.length) return drawPanel("by-article", say("num_articles"), drawNothing(say("num_none")));
  const place = element("div");
  const draw = (by, isRising) => {
    const hadFocus = place.contains(document.activeElement);
    const sorted = [...articles].sort((a, b) => (isRising ? 1 : -1) * compare(a[by], b[by]));
    const heads = COLUMNS.map(([key, column]) => drawHead(say(key), column, { by, isRising, draw }));
    place.replaceChildren(table(say("num_articles"), heads, sorted.map((one) => drawArticle(one, days))));
    if (hadFocus) place.querySelector("th[aria-sort] button").focus();
  };
  draw("shown", false);
  return drawPanel("by-article", say("num_articles"), place);
}

function drawHead(words, column, { by, isRising, draw }) {
  const isBy = column === by;
  const sort = button(words, () => draw(column, isBy && !isRising), { class: "sort" });
  if (isBy) sort.append(element("span", { "aria-hidden": "true", text: isRising ? " ▲" : " ▼" }));
  const className = NUMBERS.some(([, name]) => name === column) && "number";
  return { text: sort, class: className, "aria-sort": isBy && (isRising ? "ascending" : "descending") };
}

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a ?? "").localeCompare(String(b ?? ""));
}

function drawArticle({ article_id: id, title, department, last_asked: asked, review_due: isDue, is_live: isLive, ...numbers }, days) {
  const detail = button(say("num_detail"), () => showArticle(id, title, days), { "aria-label": say("num_detailOf", { title }), "aria-haspopup": "dialog" });
  const name = element("span", { class: "stack" }, drawArticleLink({ article_id: id, title }), element("span", { class: "tags" }, element("span", { class: "quiet", text: id }), isDue && tag(say("num_reviewDue"), "urgency high"), !isLive && tag(say("num_notLive")), detail));
  return row(name, departmentName(department), ...NUMBERS.map(([, column]) => numbers[column]), element("span", { class: "tight", text: asked ? dayOf(asked) : say("num_never") }));
}

async function showArticle(id, title, days) {
  const found = await attempt(() => read(withQuery(`articles/${encodeURIComponent(id)}/numbers`, { days, language: language() })));
  if (!found) return;
  const { days: byDay, questions } = found;
  const close = button(say("done"), () => dialog.close(), { class: "primary" });
  const rows = questions.map(({ text, language, at }) => element("li", { class: "example" }, wordsIn(language, text), element("p", { class: "quiet tags" }, languageTag(language), momentOf(at))));
  const chart = byDay.length && drawLines({ title: say("num_days"), about: title, labels: byDay.map(({ day }) => dayOf(day)), series: [{ name: say("num_shown"), values: byDay.map(({ asked }) => asked) }] });
  const dialog = element(
    "dialog",
    { class: "modal numbers-of", "aria-labelledby": "numbers-of-title" },
    element("h2", { id: "numbers-of-title", text: say("num_detailOf", { title }) }),
    chart,
    element("h3", { text: say("num_questions") }),
    rows.length ? element("ul", { class: "examples" }, ...rows) : quiet(say("num_noQuestions")),
    element("div", { class: "buttons" }, close),
  );
  void openModal(dialog);
}
