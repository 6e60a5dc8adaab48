// What can an agent do with a conversation, besides writing in it?

import { element } from "../elements.js";
import { explain, read, withQuery, write } from "./api.js";
import { announce } from "./announce.js";
import { focusReply } from "./composer.js";
import { desk, isMine, talkOf, tell } from "./desk.js";
import { ask, choice, field } from "./modal.js";
import { openCase } from "./open_case.js";
import { focusQueue } from "./queue.js";
import { language, say } from "./text.js";

const CLOSE_REASONS = ["answered", "passed_on", "no_reply", "duplicate", "abusive", "other"];
const QUEUE_KNOWS_AFTER_MS = 5_000;

/** Show a conversation in the middle of the page. */
export function show(handoff) {
  desk.open = handoff;
  desk.detail = null;
  talkOf(handoff.conversation_id).unread = 0;
  sessionStorage.setItem("civicdesk.open", handoff.id);
  tell("open");
  focusReply();
}

/** Leave the open conversation, because it ended or went to somebody else. */
export function leave(words) {
  desk.open = null;
  desk.detail = null;
  tell("open");
  announce(words);
  focusQueue();
}

/** Take a conversation that waits; when a colleague was faster, say so. */
export async function claim(handoff) {
  try {
    await write(`handoffs/${handoff.id}/claim`);
    desk.claimed.add(handoff.id);
    setTimeout(() => desk.claimed.delete(handoff.id), QUEUE_KNOWS_AFTER_MS);
    if (!desk.mine.some(({ id }) => id === handoff.id)) desk.mine = [handoff, ...desk.mine];
    desk.waiting = desk.waiting.filter(({ id }) => id !== handoff.id);
    tell("queue");
    show(handoff);
    announce(say("claimed", { reference: handoff.reference }));
  } catch (failure) {
    tell("trouble", failure.status === 409 ? say("tooLate", { reference: handoff.reference }) : explain(failure));
  }
}

/** The buttons over the open conversation. */
export function buttonsFor() {
  if (!isMine()) return [];
  return [
    ["openCase", openCase],
    ["note", addNote],
    ["transfer", () => transfer()],
    ["release", release],
    ["close", close],
  ].map(([name, act]) => element("button", { type: "button", class: "small", "data-act": name, text: say(name), onclick: act }));
}

export function addNote() {
  if (!isMine()) return undefined;
  const { id } = desk.open;
  const text = element("textarea", { name: "text", rows: "4", required: "required", maxlength: "2000" });
  return ask({
    title: say("note"),
    intro: say("noteIntro"),
    fields: [field(say("noteText"), text)],
    confirm: say("noteSave"),
    act: (values) => write(`handoffs/${id}/notes`, values),
    explain,
  });
}

export function release() {
  return isMine() && finish("release", say("releaseIntro"), [], () => ({}));
}

export function close() {
  const reasons = CLOSE_REASONS.map((reason) => [reason, say(`close_${reason}`)]);
  return isMine() && finish("close", say("closeIntro"), [field(say("reason"), choice("reason", reasons))], (values) => values);
}

/** Pass the conversation on; `department` is the one that is suggested. */
export async function transfer(department) {
  if (!isMine()) return;
  const { id } = desk.open;
  const { departments, colleagues } = await read(withQuery("staff/directory", { language: language() }));
  if (desk.open?.id !== id) return;
  const to = element("select", { name: "to", required: "required" });
  const people = colleagues.filter(({ username }) => username !== desk.me.username);
  to.append(
    group("colleagues", people.map(({ username, name, load }) => [`username:${username}`, say("colleague", { name, load })])),
    group("departments", [...departments, { code: "*", name: say("anyDepartment") }].map(({ code, name }) => [`department:${code}`, name])),
  );
  const suggested = `department:${department}`;
  if ([...to.options].some(({ value }) => value === suggested)) to.value = suggested;
  const note = element("textarea", { name: "note", rows: "3", maxlength: "2000", required: "required" });
  await finish("transfer", say("transferIntro"), [field(say("transferTo"), to), field(say("transferNote"), note)], (values) => {
    const [kind, name] = values.to.split(/:(.*)/s);
    return { [kind]: name, note: values.note };
  });
}

function group(label, options) {
  return element("optgroup", { label: say(label) }, ...options.map(([value, text]) => element("option", { value, text })));
}

function finish(name, intro, fields, bodyOf) {
  const { id, reference } = desk.open;
  return ask({
    title: say(name),
    intro,
    fields,
    confirm: say(`${name}Confirm`),
    act: async (values) => {
      await write(`handoffs/${id}/${name}`, bodyOf(values));
      desk.claimed.delete(id);
      desk.mine = desk.mine.filter((handoff) => handoff.id !== id);
      tell("queue");
      if (desk.open?.id === id) leave(say(`${name}Done`, { reference }));
    },
    explain,
  });
}
