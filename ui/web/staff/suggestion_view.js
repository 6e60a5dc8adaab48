// How does a suggestion look beside a conversation?  The console and the sidebar in other systems' frames share it.

import { element } from "../elements.js";
import { drawWordings } from "./suggestion_wordings.js";
import { words } from "./suggestion_words.js";

const REASONS = ["wrong_topic", "incomplete", "out_of_date", "wording"];

/**
 * Draws `suggestion` (SuggestionOut of the API) into `container`, in the agent's `language`.
 *
 * `onUse(text, suggestion)` is called with the draft, or with a question to the citizen; `onReject(reason, suggestion)`
 * with one of the reasons; `onAction(action, suggestion)`, where given, with a next step.  `onPhrase` and `onPick` are
 * those of `drawWordings`; the suggestion given to `onUse` has the `draft` and the `wording` picked.  Nothing is sent by
 * itself.
 */
export function renderSuggestion(container, suggestion, { onUse, onReject, onAction = null, onPhrase = null, onPick, language = "en" }) {
  const say = (key) => words(key, language);
  const heading = element("h2", { text: say("heading"), tabindex: "-1" });
  container.replaceChildren(
    element(
      "section",
      { class: "suggestion", lang: language, "aria-label": say("heading") },
      heading,
      suggestion.is_quiet ? quiet(suggestion, say) : drawWordings(suggestion, say, { drawDraft: (wording) => draft(wording, say, { onUse, onReject }), onPhrase, onPick }),
      actions(suggestion, say, { onUse, onAction }),
      passages(suggestion, say),
      own(suggestion, say),
      alternatives(suggestion, say),
      similar(suggestion, say),
      element("p", { class: "mode", text: `${say("confidence")} ${percent(suggestion.confidence)} · ${say("mode")} ${suggestion.mode}` }),
    ),
  );
  return heading;
}

function quiet(suggestion, say) {
  const why = element("details", {}, element("summary", { text: say("why") }), element("p", { text: suggestion.why_quiet }));
  return element("div", { class: "quiet" }, element("p", { text: say("quiet") }), why);
}

function draft(suggestion, say, { onUse, onReject }) {
  const shown = element("div", { class: "draft", lang: suggestion.language }, ...sentences(suggestion, say));
  const use = element("button", { type: "button", class: "use", text: say("use"), onclick: () => onUse(suggestion.draft, suggestion) });
  const reject = REASONS.map((reason) =>
    element("button", { type: "button", class: "reject", "data-reason": reason, text: say(reason), onclick: () => onReject(reason, suggestion) }),
  );
  const open = suggestion.unanswered
    ? element("p", { class: "unanswered", text: say("unanswered") }, element("q", { lang: suggestion.language, text: suggestion.unanswered }))
    : null;
  const group = element("div", { class: "reject-group", role: "group", "aria-label": say("reject") }, element("span", { text: say("reject") }), ...reject);
  return element("div", {}, shown, open, element("div", { class: "buttons" }, use, group), sources(suggestion, say));
}

/** The draft as it will be sent, with the numbers of its sources after each sentence. */
function sentences(suggestion, say) {
  const pieces = [];
  let end = 0;
  for (const { text, sources: numbers } of suggestion.sentences) {
    const start = suggestion.draft.indexOf(text, end);
    pieces.push(suggestion.draft.slice(end, start));
    end = start + text.length;
    const marks = numbers.map((n) => {
      const title = suggestion.sources[n - 1].title;
      return element("sup", { class: "mark", title, role: "note", "aria-label": `${say("source")} ${n}`, text: `[${n}]` });
    });
    pieces.push(element("span", { class: "sentence", text }, ...marks));
  }
  return pieces;
}

function sources(suggestion, say) {
  const items = suggestion.sources.map((source) => {
    const about = `${source.department_name} · ${say("reviewed")} ${source.last_reviewed}`;
    return element("li", { value: String(source.n) }, titled(source, suggestion.language, say), element("span", { class: "about", text: ` ${about}` }));
  });
  return element("div", { class: "sources" }, element("h3", { text: say("sources") }), element("ol", {}, ...items));
}

function actions(suggestion, say, { onUse, onAction }) {
  if (!suggestion.next_actions.length) return null;
  const items = suggestion.next_actions.map((action) => {
    const asks = action.kind === "ask_missing";
    const act = asks ? () => onUse(action.detail, suggestion) : onAction && (() => onAction(action, suggestion));
    const label = { text: action.label, "data-kind": action.kind };
    const shown = act ? element("button", { type: "button", ...label, onclick: act }) : element("span", label);
    return element("li", {}, shown, asks ? element("p", { lang: suggestion.language, text: action.detail }) : null);
  });
  return element("div", { class: "actions" }, element("h3", { text: say("actions") }), element("ul", {}, ...items));
}

function passages(suggestion, say) {
  const items = suggestion.passages.map((passage) => {
    const mark = passage.audience === "public" ? null : element("strong", { class: "internal", text: ` ${say("internal")}` });
    const about = element("p", { class: "about", text: `${passage.department_name} · ${say("score")} ${passage.score.toFixed(2)}` }, mark);
    return element("li", { "data-article": passage.article_id }, titled(passage, passage.language, say), about, element("p", { class: "text", lang: passage.language, text: passage.text }));
  });
  return folded(say("passages"), items);
}

function own({ own_language: article }, say) {
  if (!article) return null;
  return folded(say("own"), [element("li", { lang: article.language }, element("strong", { text: article.title }), element("p", { class: "text", text: article.text }))]);
}

function alternatives(suggestion, say) {
  return folded(say("alternatives"), suggestion.alternatives.map(({ title }) => element("li", { lang: suggestion.language, text: title })));
}

function similar(suggestion, say) {
  const items = suggestion.similar.map(({ question, reply }) =>
    element("li", {}, element("p", { text: say("asked") + question }), element("p", { class: "text", text: say("replied") + reply })),
  );
  return folded(say("similar"), items);
}

function folded(title, items) {
  if (!items.length) return null;
  return element("details", {}, element("summary", { text: `${title} (${items.length})` }), element("ul", {}, ...items));
}

function titled({ title, url }, language, say) {
  if (!/^https?:/i.test(url)) return element("span", { class: "title", lang: language, text: title });
  const unseen = element("span", { class: "unseen", text: say("newTab") });
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, element("span", { lang: language, text: title }), unseen);
}

function percent(share) {
  return `${Math.round(share * 100)}%`;
}
