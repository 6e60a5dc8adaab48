// Which replies wait for a supervisor, and what does the supervisor say to them?

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { explain, read, write } from "./api.js";
import { field } from "./modal.js";
import { say } from "./text.js";
import { languageName, tag, timeOf } from "./words.js";

/** Draw the replies that wait; returns how to look for new ones, which leaves alone what is being written. */
export function startPending() {
  const list = element("div", { id: "pending" });
  const heading = element("h2", { id: "pending-title", text: say("pendingReplies") });
  document.querySelector("#decisions").append(element("section", { class: "panel", "aria-labelledby": heading.id }, heading, list));
  const drawn = new Map();
  const nothing = element("p", { class: "quiet", text: say("noPending") });

  return async (conversations) => {
    const { to_decide: waiting } = await read("pending-replies");
    const ids = new Set(waiting.map(({ id }) => id));
    for (const [id, card] of drawn) if (!ids.has(id)) drawn.delete(id) && card.remove();
    for (const reply of waiting.filter((one) => !drawn.has(one.id))) {
      const handoff = conversations.find(({ id }) => id === reply.handoff_id);
      drawn.set(reply.id, list.appendChild(drawReply(reply, handoff)));
    }
    heading.replaceChildren(say("pendingReplies"), " ", tag(String(waiting.length), "count"));
    if (waiting.length) nothing.remove();
    else list.append(nothing);
  };
}

function drawReply({ id, text, language, created_at: at }, handoff) {
  const box = element("textarea", { name: `reply-${id}`, rows: "5", lang: language });
  box.value = text;
  const note = element("input", { name: `note-${id}`, maxlength: "2000", autocomplete: "off" });
  const problem = element("p", { class: "error", role: "alert" });
  const send = element("button", { type: "button", class: "primary", text: say("approve") });
  const reject = element("button", { type: "button", text: say("rejectReply") });
  const card = element(
    "article",
    { class: "pending-reply" },
    element("h3", { class: "tags" }, ...drawTitle(handoff), tag(languageName(language)), timeOf(at)),
    field(say("replyText"), box),
    field(say("noteToAuthor"), note),
    problem,
    element("div", { class: "buttons" }, send, reject),
  );
  const isEdited = () => box.value.trim() !== text.trim();
  const decide = async (verdict) => {
    const body = { verdict, note: note.value.trim() || null, text: verdict === "edit" ? box.value.trim() : null };
    try {
      await write(`pending-replies/${id}/decision`, body);
      announce(say("decided"));
      card.remove();
      document.querySelector("#decisions").focus();
    } catch (failure) {
      problem.textContent = explain(failure);
    }
  };
  box.addEventListener("input", () => {
    send.textContent = say(isEdited() ? "approveEdited" : "approve");
  });
  note.addEventListener("input", () => problem.replaceChildren());
  send.onclick = () => decide(isEdited() ? "edit" : "approve");
  reject.onclick = () => {
    if (note.value.trim()) return void decide("reject");
    problem.textContent = say("noteNeeded");
    note.focus();
    return undefined;
  };
  return card;
}

// Whoever decides reads the conversation first, in a tab of its own.
function drawTitle(handoff) {
  if (!handoff) return [];
  const { reference, agent, conversation_id: conversation } = handoff;
  const href = `/staff/agent?watch=${encodeURIComponent(conversation)}`;
  const listen = element("a", { href, target: "_blank", rel: "noopener", text: reference });
  return [element("span", { text: say("replyBy", { name: agent?.public_name ?? "" }) }), listen];
}
