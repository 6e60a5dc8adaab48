// What has an article said before, what is different in it now, and who did what to it?

import { element } from "../elements.js";
import { tell } from "./desk.js";
import { readOf } from "./knowledge_article_work.js";
import { drawDifferences } from "./knowledge_differences.js";
import { drawModelHelp } from "./knowledge_model_help.js";
import { articleAddress, explain } from "./knowledge_work.js";
import { drawPanel, drawState, momentOf } from "./knowledge_words.js";
import { choice } from "./modal.js";
import { say } from "./text.js";
import { named } from "./words.js";

export function drawVersions({ id, version, versions, live_number: live }) {
  const list = versions.map((one) =>
    element(
      "li",
      {},
      element("p", {}, element("a", { href: `${articleAddress(id)}/${one.number}`, text: say("version", { n: one.number }) }), " ", drawState(one.state)),
      element("p", { class: "sub" }, one.author, " · ", momentOf(one.created_at), one.approved_by && ` · ${say("artApprovedBy", { name: one.approved_by })}`),
      one.note && element("p", { class: "sub", dir: "auto" }, element("q", { text: one.note })),
      drawModelHelp(one.model_help),
    ),
  );
  return drawPanel("versions", say("artVersions"), versions.length > 1 && drawCompare(version.number, live, versions), element("ol", { class: "versions" }, ...list));
}

function drawCompare(number, live, versions) {
  const options = versions.map(({ number: n }) => [String(n), say("version", { n })]);
  const before = live && live !== number ? live : (versions.find(({ number: n }) => n < number)?.number ?? versions.at(-1).number);
  const [from, to] = [["from", before], ["to", number]].map(([name, value]) => {
    const pick = choice(name, options, { "aria-label": say(`art_${name}`), class: "small" });
    pick.value = String(value);
    return pick;
  });
  const place = element("div", { "aria-live": "polite" });
  const show = element("button", { type: "button", class: "small", "data-act": "compare", text: say("artCompare") });
  show.onclick = async () => {
    try {
      const { fields } = await readOf("/difference", { from: from.value, to: to.value });
      place.replaceChildren(drawDifferences(fields));
    } catch (failure) {
      tell("trouble", explain(failure));
    }
  };
  return element("div", {}, element("div", { class: "bar" }, from, element("span", { "aria-hidden": "true", text: "→" }), to, show), place);
}

export function drawHistory({ history }) {
  const list = history.map(({ at, actor, action, version, detail }) => {
    const about = [version && version !== "null" && say("version", { n: version }), typeof detail === "string" ? detail : detail?.reason].filter(Boolean);
    return element("li", {}, element("b", { text: named("did", action) }), ` · ${actor} · `, momentOf(at), about.length > 0 && element("p", { class: "sub", dir: "auto", text: about.join(" · ") }));
  });
  return drawPanel("history", say("artHistory"), element("ol", { class: "versions" }, ...list));
}
