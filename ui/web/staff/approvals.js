// What became of the replies that a supervisor reads first?

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { focusReply, replaceReply } from "./composer.js";
import { desk, on } from "./desk.js";
import { say } from "./text.js";
import { tag, timeOf } from "./words.js";

const SHOWN = ["waiting", "rejected"];
const taken = new Set();
const states = new Map();

/** The open conversation's replies that wait for approval or were not approved; empty for who needs none. */
export function drawApprovals() {
  const place = element("div", { class: "approvals" });
  if (!desk.me.needs_approval) return place;
  const show = () => {
    const own = desk.replies.filter(({ id, handoff_id: handoff, state }) => handoff === desk.open?.id && SHOWN.includes(state) && !taken.has(id));
    place.replaceChildren(...own.map((reply) => drawReply(reply, show)));
  };
  on("open", show);
  on("replies", () => {
    announceNews();
    show();
  });
  return place;
}

function announceNews() {
  for (const { id, state, note } of desk.replies) {
    if (states.get(id) === "waiting" && state === "rejected") announce(`${say("pendingRejected")}. ${note ?? ""}`);
    states.set(id, state);
  }
}

function drawReply({ id, text, language, state, note, created_at: at }, show) {
  const isRejected = state === "rejected";
  const label = tag(say(isRejected ? "pendingRejected" : "pendingApproval"), isRejected ? "urgency emergency" : "urgency high");
  const drawn = element(
    "article",
    { class: isRejected ? "turn pending rejected" : "turn pending" },
    element("h3", { class: "who" }, label, timeOf(at)),
    element("p", { class: "words", lang: language, dir: "auto", text }),
  );
  if (note) drawn.append(element("p", {}, element("b", { text: `${say("supervisorNote")}: ` }), note));
  if (isRejected) {
    const onclick = () => {
      taken.add(id);
      replaceReply(text);
      focusReply();
      show();
    };
    drawn.append(element("button", { type: "button", class: "small", text: say("bringBack"), onclick }));
  }
  return drawn;
}
