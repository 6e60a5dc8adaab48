// How is something that a model proposes asked for, shown with its checks, and taken or left by a person?

import { element } from "../elements.js";
import { Refused } from "../service.js";
import { drawDifference } from "./knowledge_checks.js";
import { PROPOSAL_TEXT } from "./knowledge_proposal_text.js";
import { button, quiet } from "./knowledge_parts.js";
import { explain } from "./knowledge_work.js";
import { openModal } from "./modal.js";
import { addText, say } from "./text.js";
import { named, tag } from "./words.js";

addText(PROPOSAL_TEXT);

/**
 * Ask for a proposal in a dialog.  `make` asks the service, `draw` gives the nodes of what it found, and `take(found, form)`
 * is called when the person takes it; whatever fails is told here, and nothing else has changed.
 */
export function openProposal({ title, make, draw, take, hasText = ({ text }) => Boolean(text), confirm = say("prop_take") }) {
  const status = element("div", { role: "status", class: "stack" });
  const problem = element("p", { class: "error", role: "alert" });
  const body = element("div", { class: "proposal" });
  const accept = element("button", { type: "submit", class: "primary", text: confirm });
  const again = button(say("prop_again"), () => run(), { class: "" });
  const leave = button(say("prop_leave"), () => dialog.close(), { class: "" });
  const form = element("form", { novalidate: "novalidate" }, element("h2", { id: "proposal-title", text: title }), status, body, problem, element("div", { class: "buttons" }, accept, again, leave));
  const dialog = element("dialog", { class: "modal wide", "aria-labelledby": "proposal-title" }, form);
  let found = null;

  async function run() {
    found = null;
    problem.textContent = "";
    body.replaceChildren();
    accept.hidden = again.hidden = true;
    status.replaceChildren(quiet(say("prop_working")), element("progress", { "aria-label": say("prop_working") }));
    leave.focus();
    const made = await make().catch((failure) => ({ failure }));
    if (!dialog.isConnected) return;
    status.replaceChildren();
    again.hidden = false;
    if (made.failure) problem.textContent = explainProposal(made.failure);
    else if (!hasText(made)) {
      problem.textContent = say("prop_failed");
      status.replaceChildren(...made.problems.map(({ detail }) => element("p", { class: "sub", lang: "en", text: detail })));
    }
    if (made.failure || !hasText(made)) return again.focus();
    found = made;
    status.replaceChildren(drawMark(made));
    body.replaceChildren(...[...draw(made), drawFound(made)].filter(Boolean));
    accept.hidden = false;
    // What there is to read begins at its head, wherever the first thing to do stands.
    (body.querySelector("[name=read]") ?? accept).focus({ preventScroll: true });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const missing = found ? form.querySelector(":invalid") : again;
    if (missing) {
      problem.textContent = say("missing");
      return missing.focus();
    }
    accept.disabled = true;
    try {
      await take(found, form);
      dialog.close();
    } catch (failure) {
      problem.textContent = explain(failure);
    }
    accept.disabled = false;
  });
  void openModal(dialog);
  void run();
}

/** What a check found of one sentence or wording. */
export function drawProblems(problems) {
  return problems.map(({ kind, detail }) => element("span", { class: "problem" }, tag(named("problem", kind), "bad"), " ", element("q", { dir: "auto", text: detail })));
}

function explainProposal(failure) {
  return failure instanceof Refused && failure.status === 503 ? say("prop_noModel") : explain(failure);
}

// Who wrote it, with which prompt; and that nothing has happened yet.
function drawMark({ by, calls }) {
  if (by === "rules") return element("p", { class: "tags" }, tag(say("prop_byRules"), "model"));
  const seconds = (calls.reduce((all, { duration_ms: ms }) => all + ms, 0) / 1000).toFixed(1);
  return element("p", { class: "tags" }, tag(say("prop_by", calls.at(-1)), "model"), element("span", { class: "sub", text: say("prop_prompt", { ...calls.at(-1), seconds }) }), element("span", { class: "sub", text: say("prop_person") }));
}

// What a candidate's sentences were left out for counts too.
function drawFound({ by, problems, differences = [], sentences = [], variants = [] }) {
  const all = [...problems, ...sentences.flatMap((one) => one.problems)];
  const rows = [...differences.map(drawDifference), ...all.map((one) => element("li", {}, ...drawProblems([one])))];
  // Those of a wording stand beside it, and a wording that is not chosen needs no explaining.
  if (!rows.length && variants.some((one) => one.problems.length)) return null;
  const heading = element("h3", { text: say("prop_checks") });
  if (!rows.length) return element("section", { class: "gate passed" }, heading, quiet(by === "rules" ? "✓" : `✓ ${say("prop_noneFound")}`));
  const read = element("input", { type: "checkbox", name: "read", required: "required" });
  return element("section", { class: "gate failed" }, heading, element("ul", { class: "found-list" }, ...rows), element("label", { class: "pick" }, read, element("span", { text: say("prop_read") })));
}
