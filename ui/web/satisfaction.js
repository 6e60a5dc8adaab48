// How does the citizen say how well they were served?

import { button, message, worded } from "./answers.js";
import { element } from "./elements.js";
import { fill } from "./text.js";

const SCORES = [1, 2, 3, 4, 5];
const MAX_COMMENT = 1000;

/** The question, once a person has served; rate({score, comment?}) keeps the reply. */
export function drawSatisfaction(rate) {
  const drawn = message("satisfaction", "rateTitle");
  const problem = element("p", { class: "error", role: "alert" });
  const form = element("form", { novalidate: "novalidate" });
  const comment = element("textarea", { id: "rate-comment", name: "comment", rows: "2", maxlength: String(MAX_COMMENT) });
  const send = button("rateSend", "primary");
  send.type = "submit";
  form.append(
    element("fieldset", {}, worded("legend", "rateHow"), ...SCORES.map(drawScore)),
    worded("label", "rateComment", { for: "rate-comment" }),
    comment,
    problem,
    send,
  );
  form.onsubmit = async (event) => {
    event.preventDefault();
    const score = Number(new FormData(form).get("score"));
    if (!score) return ask(form, problem);
    try {
      await rate({ score, comment: comment.value.trim() || undefined });
      form.replaceWith(worded("p", "rateThanks", { role: "status" }));
      drawn.focus({ preventScroll: true });
    } catch {
      fill(problem, "failed");
    }
  };
  drawn.append(form);
  return drawn;
}

function drawScore(score) {
  const choice = element("input", { type: "radio", name: "score", value: String(score) });
  return element("label", { class: "score" }, choice, worded("span", `rate${score}`));
}

function ask(form, problem) {
  fill(problem, "rateMissing");
  form.querySelector("input").focus();
}
