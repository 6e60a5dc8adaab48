// How is it shown that a language model had a part in a version?

import { element } from "../elements.js";
import { PROPOSAL_TEXT } from "./knowledge_proposal_text.js";
import { addText, say } from "./text.js";
import { languageName, tag } from "./words.js";

addText(PROPOSAL_TEXT);

/** A list of what a model has drafted of a version, or null where it had no part. */
export function drawModelHelp(help) {
  if (!help?.length) return null;
  const rows = help.map(({ kind, language, model, prompt, problems, sources }) => {
    const found = problems.length ? say("help_found", { problems: problems.join("; ") }) : say("help_noneFound");
    const from = sources.length ? ` · ${say("prop_sources")}: ${sources.join(say("comma"))}` : "";
    return element("li", { dir: "auto", text: `${say(`help_${kind}`, { language: languageName(language), model, prompt })} · ${found}${from}` });
  });
  return element("div", { class: "model-help" }, tag(say("help_mark"), "model"), element("ul", { class: "sub" }, ...rows));
}

/** What is kept with a version of what `calls` and checks have told. */
export function helpOf(kind, language, { calls, problems, differences = [] }, sources = []) {
  const { model, prompt } = calls.at(-1);
  const found = [...problems.map(({ kind: of, detail }) => `${of}: ${detail}`), ...differences.map(({ kind: of, fact, other_fact: other }) => `${of}: ${fact || "–"} / ${other || "–"}`)];
  return { kind, language, model, prompt, problems: found.slice(0, 50).map((one) => one.slice(0, 500)), sources };
}
