// How does the agents' console start, and where does each piece of news go?

import { element } from "../elements.js";
import * as actions from "./actions.js";
import { explain, read, withQuery } from "./api.js";
import { BY_MODEL_WORDS } from "./by_model_words.js";
import { focusReply, makeComposer, sendReply, undoLast } from "./composer.js";
import { startConversation } from "./conversation.js";
import { desk, keep, on, talkOf, tell } from "./desk.js";
import { drawHead, drawSkips } from "./head.js";
import { drawKeysButton, listenToKeys, showKeys } from "./keyboard.js";
import { follow, tellPresence } from "./live.js";
import { openCase } from "./open_case.js";
import { drawRewrites, rewrite } from "./panels.js";
import { claimNext, focusQueue, startQueue } from "./queue.js";
import * as sidebar from "./suggesting.js";
import { addText, language, say, startText } from "./text.js";
import { showConnection, showTrouble, startBanner } from "./trouble.js";
import { whenDrawn } from "./when_drawn.js";

const presence = element("button", { type: "button", class: "small presence", role: "switch" });
let isReplaying = true;
let watching = null;

async function start() {
  const [me] = await Promise.all([read("staff/me"), whenDrawn("#sidebar"), whenDrawn("#heading h1")]);
  desk.me = me;
  addText(BY_MODEL_WORDS);
  startText(me.languages[0]);
  drawSkips([["queue", say("skipQueue")], ["conversation", say("skipConversation")], ["sidebar", say("skipSidebar")]]);
  drawHead({ me, title: say(desk.watched ? "listening" : "console"), tools: [presence, drawKeysButton(shortcuts)] });
  startBanner();
  presence.onclick = togglePresence;
  startQueue(actions);
  startConversation(actions.buttonsFor, makeComposer(drawRewrites()));
  sidebar.startSidebar();
  listenToKeys(shortcuts());
  on("trouble", showTrouble);
  showPresence();
  void tellPresence(desk.isAvailable);
  follow(desk.watched, handlers, () => desk.isAvailable);
}

const handlers = {
  onConnection: showConnection,
  queue(told) {
    const { waiting, mine } = Object.assign(desk, withClaimed(told));
    // What was said before the agent had the conversation is shown but is no news; clocks are not asked, they differ.
    for (const { conversation_id: id, last_sequence: last } of waiting) talkOf(id).before = last;
    for (const { conversation_id: id, last_sequence: last } of mine) talkOf(id).before ??= last;
    tell("queue");
    if (isReplaying) reopen();
    isReplaying = false;
  },
  message({ conversation_id: id, handoff_id: handoffId, message }) {
    take(id, handoffId, message);
  },
  step({ conversation_id: id, handoff_id: handoffId, step }) {
    take(id, handoffId, step);
  },
  replies({ mine }) {
    desk.replies = mine;
    tell("replies");
  },
  typing: (typing) => tell("typing", typing),
  ended({ handoff_id: id, why }) {
    desk.claimed.delete(id);
    desk.mine = desk.mine.filter((handoff) => handoff.id !== id);
    tell("queue");
    if (desk.open?.id !== id) return;
    actions.leave(say("endedHere"));
    showTrouble(say(`ended_${why}`) ?? say("endedHere"));
  },
};

function take(conversationId, handoffId, entry) {
  if (!keep(conversationId, entry)) return;
  const isLive = entry.sequence > (talkOf(conversationId).before ?? Infinity);
  if (desk.watched === conversationId && !desk.open && handoffId && watching !== handoffId) void watch(handoffId);
  const isOpen = desk.open?.conversation_id === conversationId;
  if (entry.role === "citizen" && isLive && !isOpen) talkOf(conversationId).unread += 1;
  tell("entry", { conversationId, entry, isLive });
}

async function watch(handoffId) {
  watching = handoffId;
  try {
    desk.open = await read(withQuery(`handoffs/${handoffId}`, { language: language() }));
    talkOf(desk.open.conversation_id).before = desk.open.last_sequence;
    tell("open");
  } catch (failure) {
    watching = null;
    tell("trouble", explain(failure));
  }
}

function withClaimed({ waiting, total, mine }) {
  const claimed = waiting.filter(({ id }) => desk.claimed.has(id));
  return { waiting: waiting.filter((one) => !claimed.includes(one)), total: total - claimed.length, mine: [...claimed, ...mine] };
}

// After a reload the agent finds the conversation that was open.
function reopen() {
  const id = sessionStorage.getItem("civicdesk.open");
  const handoff = desk.mine.find((mine) => mine.id === id) ?? desk.mine[0];
  if (handoff && !desk.watched) actions.show(handoff);
}

function togglePresence() {
  desk.isAvailable = !desk.isAvailable;
  showPresence();
  void tellPresence(desk.isAvailable);
}

function showPresence() {
  presence.ariaChecked = String(desk.isAvailable);
  presence.textContent = say(desk.isAvailable ? "available" : "away");
}

function shortcuts() {
  const focus = (id) => () => document.querySelector(id).focus();
  return [
    ["Digit1", say("skipQueue"), focusQueue],
    ["Digit2", say("skipConversation"), focus("#log")],
    ["Digit3", say("skipSidebar"), focus("#sidebar")],
    ["KeyR", say("toReply"), focusReply],
    ["KeyN", say("claimNext"), claimNext],
    ["KeyS", say("send"), sendReply],
    ["KeyU", say("use"), sidebar.use],
    ["KeyM", say("edit"), sidebar.edit],
    ...(desk.me.has_model ? modelShortcuts() : []),
    ["KeyJ", say("reject"), sidebar.reject],
    ["KeyW", say("whyQuiet"), sidebar.why],
    ["KeyG", say("again"), sidebar.again],
    ["KeyK", say("search"), focus("#article-search")],
    ["KeyC", say("canned"), sidebar.openCanned],
    ["KeyY", say("shorter"), () => rewrite("shorter")],
    ["KeyB", say("greeting"), () => rewrite("greeting")],
    ["KeyV", say("other_script"), () => rewrite("other_script")],
    ["KeyZ", say("undo"), undoLast],
    ["KeyE", say("openCase"), openCase],
    ["KeyO", say("note"), actions.addNote],
    ["KeyT", say("transfer"), () => actions.transfer()],
    ["KeyL", say("release"), actions.release],
    ["KeyX", say("close"), actions.close],
    ["KeyA", say("presenceKey"), togglePresence],
    ["KeyH", say("keys"), () => showKeys(shortcuts())],
  ];
}

function modelShortcuts() {
  return [
    ["KeyP", say("askSimple"), sidebar.askSimple],
    ["KeyQ", say("askSummary"), () => document.querySelector('[data-act="sum-up"]')?.click()],
    ["KeyI", say("rewordMenu"), () => document.querySelector("#composer .reword summary")?.click()],
  ];
}

void start();
