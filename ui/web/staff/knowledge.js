// How does the knowledge desk start, and which tab does an address open?
//
// A tab is a module of its own, read when it is opened first.  It exports `open(root, work, ...parts)`, which fills `root`
// (the parts are what stands after the tab's name in the address, as in #article/TD-1/3), and `close()`.

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { on } from "./desk.js";
import { drawHead, drawSkips } from "./head.js";
import { drawKeysButton, listenToKeys, showKeys } from "./keyboard.js";
import { KNOWLEDGE_TEXT } from "./knowledge_text.js";
import { explain, read, readAttention, work } from "./knowledge_work.js";
import { addText, language, say, startText } from "./text.js";
import { showTrouble } from "./trouble.js";
import { whenDrawn } from "./when_drawn.js";
import { tag } from "./words.js";

const TABS = {
  articles: () => import("./knowledge_articles.js"),
  todo: () => import("./knowledge_todo.js"),
  import: () => import("./knowledge_import.js"),
  gaps: () => import("./knowledge_gaps.js"),
  consistency: () => import("./knowledge_consistency.js"),
  try: () => import("./knowledge_try.js"),
  golden: () => import("./knowledge_golden.js"),
  recalls: () => import("./knowledge_recalls.js"),
  numbers: () => import("./knowledge_numbers.js"),
};
const WITHIN = { article: ["articles", () => import("./knowledge_article.js")] };
const NEEDS = { import: "knowledge:article:import", recalls: "knowledge:answer:recall" };
let open = null;
let asked = 0;

async function start() {
  const [me] = await Promise.all([read("staff/me"), whenDrawn("#tab"), whenDrawn("#heading h1")]);
  work.me = me;
  addText(KNOWLEDGE_TEXT);
  startText(me.languages[0]);
  const may = (permission) => !permission || me.permissions.includes(permission);
  work.tabs = Object.keys(TABS).filter((name) => may(NEEDS[name]));
  drawSkips([["tabs", say("tabs")], ["tab", say("tabContent")]]);
  drawHead({ me, title: say("knowledge"), tools: [drawKeysButton(shortcuts)] });
  on("trouble", showTrouble);
  on("attention", drawTabs);
  work.choices = await read("knowledge/choices", { language: language() }).catch((failure) => (showTrouble(explain(failure)), work.choices));
  document.querySelector("#tab").tabIndex = -1;
  listenToKeys(shortcuts());
  addEventListener("hashchange", openTab);
  await Promise.all([openTab(), readAttention()]);
}

/** Which tab the address names, and what within it: #article/TD-1 is a part of the first. */
function readAddress() {
  const [name, ...parts] = location.hash.slice(1).split("/").map(decodeURIComponent);
  const [tab, load] = WITHIN[name] ?? [name, TABS[name]];
  return work.tabs.includes(tab) ? { tab, load, parts } : { tab: "articles", load: TABS.articles, parts: [] };
}

async function openTab() {
  const mine = ++asked;
  const { tab, load, parts } = readAddress();
  work.tab = tab;
  drawTabs();
  open?.close?.();
  open = null;
  const root = element("div", { class: `view ${tab}` });
  const place = document.querySelector("#tab");
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", say(`tab_${tab}`));
  document.title = [say(`tab_${tab}`), say("knowledge"), "CivicDesk"].join(" · ");
  try {
    const module = await load();
    if (mine !== asked) return;
    open = module;
    place.replaceChildren(root);
    place.scrollTop = 0;
    await module.open(root, work, ...parts);
    if (mine !== asked) return;
    announce(say(`tab_${tab}`));
    // Whoever came by a link in the tab before would otherwise stand nowhere.
    if (mine > 1 && document.activeElement === document.body) place.focus({ preventScroll: true });
  } catch (failure) {
    const words = explain(failure);
    if (mine === asked) showTrouble(words);
  }
}

function drawTabs() {
  const links = work.tabs.map((name) => {
    const count = name === "todo" && work.attention > 0 && tag(String(work.attention), "count");
    const link = element("a", { href: `#${name}`, text: say(`tab_${name}`) }, count && " ", count);
    if (name === work.tab) link.ariaCurrent = "page";
    return link;
  });
  const hadFocus = document.querySelector("#tabs a:focus")?.getAttribute("href");
  document.querySelector("#tabs").replaceChildren(element("nav", { class: "tabs", "aria-label": say("tabs") }, ...links));
  if (hadFocus) document.querySelector(`#tabs a[href="${hadFocus}"]`)?.focus();
}

// What a tab answers to beside them it says itself: an element with data-key="KeyS" is pressed.
function shortcuts() {
  const press = (code) => () => document.querySelector(`#tab [data-key="${code}"]:not(:disabled)`)?.click();
  const focus = (selector) => () => document.querySelector(selector)?.focus();
  return [
    ...work.tabs.map((name, at) => [`Digit${at + 1}`, say(`tab_${name}`), () => (location.hash = `#${name}`)]),
    ["KeyK", say("toSearch"), focus("#tab input[type=search]")],
    ["KeyS", say("keySave"), press("KeyS")],
    ["KeyP", say("keyPreview"), press("KeyP")],
    ["KeyN", say("keyNew"), press("KeyN")],
    ["KeyO", say("keyComment"), press("KeyO")],
    ["KeyH", say("keys"), () => showKeys(shortcuts())],
  ];
}

void start();
