// How does one article look: its languages side by side, its checks, comments, versions and history?

import { element } from "../elements.js";
import { on } from "./desk.js";
import { ARTICLE_TEXT } from "./knowledge_article_text.js";
import { article, isOld, isUnsaved, openArticle } from "./knowledge_article_work.js";
import { drawForm } from "./knowledge_article_form.js";
import { drawSteps } from "./knowledge_article_steps.js";
import { drawChecks } from "./knowledge_checks.js";
import { drawModelHelp } from "./knowledge_model_help.js";
import { drawComments } from "./knowledge_comments.js";
import { drawHistory, drawVersions } from "./knowledge_versions.js";
import { articleAddress, departmentName } from "./knowledge_work.js";
import { dayOf, drawState, momentOf, titleOf } from "./knowledge_words.js";
import { addText, say } from "./text.js";
import { tag } from "./words.js";

let place = null;
on("article", () => place?.isConnected && draw());
addEventListener("beforeunload", (event) => place?.isConnected && isUnsaved() && event.preventDefault());

export async function open(root, work, id = "", number = "") {
  addText(ARTICLE_TEXT);
  place = root;
  await openArticle(id, Number(number) || null);
  if (place === root) draw();
}

export function close() {
  place = null;
}

function draw() {
  const focused = document.activeElement;
  const again = place.contains(focused) && (focused.id || focused.name || focused.dataset.act);
  const { desk } = article;
  const below = desk && [
    element("div", { class: "pair" }, drawChecks(desk), drawComments(desk)),
    element("div", { class: "pair" }, drawVersions(desk), drawHistory(desk)),
  ];
  place.replaceChildren(...[drawHead(desk), isOld() && drawOldNotice(desk), drawForm(), ...(below ?? [])].filter(Boolean));
  if (again) place.querySelector(`#${CSS.escape(again)}, [name="${CSS.escape(again)}"], [data-act="${CSS.escape(again)}"]`)?.focus({ preventScroll: true });
}

function drawHead(desk) {
  const back = element("a", { href: "#articles", class: "back", text: `← ${say("tab_articles")}` });
  if (!desk) return element("div", { class: "article-head" }, back, element("h2", { text: say("artNew") }));
  const { version } = desk;
  const titles = Object.fromEntries(Object.entries(version.content.text).map(([code, text]) => [code, text.question]));
  const { words, lang } = titleOf(titles);
  return element(
    "div",
    { class: "article-head" },
    back,
    element("h2", { lang, dir: "auto", text: words || desk.id }),
    element("div", { class: "buttons", role: "group", "aria-label": say("artSteps") }, ...drawSteps(desk)),
    element("p", { class: "tags about" }, drawState(version.state), ...factsOf(desk).map((fact) => element("span", {}, ...fact))),
    drawModelHelp(version.model_help),
  );
}

function factsOf({ id, version, live_number: live, department }) {
  return [
    [id],
    [departmentName(department)],
    [say("version", { n: version.number })],
    [say("artWrittenBy", { name: version.author }), " ", momentOf(version.created_at)],
    version.approved_by && [say("artApprovedBy", { name: version.approved_by })],
    version.publish_on && [tag(say("artGoesLive"), "internal"), " ", momentOf(version.publish_on)],
    version.expires_on && [tag(say("artEndsOn", { day: dayOf(version.expires_on) }), "bad")],
    live ? live !== version.number && [say("artLiveIs", { n: live })] : [say("artNotLive")],
    version.origin !== "desk" && [say(`origin_${version.origin}`) ?? version.origin, version.origin_ref ? ` (${version.origin_ref})` : ""],
    version.note && ["“", version.note, "”"],
  ].filter(Boolean);
}

function drawOldNotice({ id, version, newest_number: newest }) {
  const link = element("a", { href: articleAddress(id), text: say("artOpenNewest", { n: newest }) });
  return element("p", { class: "notice" }, `${say("artOld", { n: version.number })} `, link);
}
