// How does the sidebar talk with the desk system's page around it?  By messages to and from pages that are named only.
//
//   parent → frame   {type: "token", token}                              from the parent's own server
//                    {type: "question", text, language, history, department, agent_language}
//                    {type: "sent", suggestion_id, text, wording}        what the agent made of the draft
//   frame → parent   {type: "ready"}   {type: "token_needed"}   {type: "use", text, suggestion_id, wording}
//
// `wording` is "approved", or "simple" for a language model's words; left out it is "approved".

import { renderSuggestion } from "./suggestion_view.js";
import { words } from "./suggestion_words.js";

const PARENTS = document.querySelector("meta[name=civicdesk-parents]").content.split(" ").filter(Boolean);
const QUESTION = ["text", "language", "history", "department", "agent_language"];
const PHRASED = ["text", "language", "history", "agent_language"];

const state = document.getElementById("state");
const place = document.getElementById("suggestion");
let language = document.documentElement.lang;
let trusted = null; // The parent that gave the token, and that token.
let running = null; // The request whose answer is still wanted.

function say(key) {
  state.textContent = words(key, language);
}

function tell(message) {
  if (trusted) window.parent.postMessage(message, trusted.origin);
}

async function post(address, body, signal) {
  const response = await fetch(address, {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${trusted.token}`, "Sidebar-Parent": trusted.origin },
    body: JSON.stringify(body),
    signal,
  });
  if (response.status === 401) {
    say("expired");
    tell({ type: "token_needed" });
  }
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

async function ask(message) {
  running?.abort();
  const mine = (running = new AbortController());
  language = message.agent_language || language;
  document.documentElement.lang = language;
  place.replaceChildren();
  say("searching");
  const body = Object.fromEntries(QUESTION.filter((name) => message[name] != null).map((name) => [name, message[name]]));
  try {
    const suggestion = await post("/api/v1/suggestions", { agent_language: language, ...body }, mine.signal);
    if (mine !== running) return; // A newer question came: this draft is stale.
    const again = Object.fromEntries(PHRASED.filter((name) => body[name] != null).map((name) => [name, body[name]]));
    const onPhrase = async ({ id }) => {
      const made = await post(`/api/v1/suggestions/${encodeURIComponent(id)}/draft`, { agent_language: language, ...again }, mine.signal);
      return mine === running ? made : null;
    };
    renderSuggestion(place, suggestion, { onUse: use, onReject: reject, onPhrase, language });
    say("ready");
  } catch {
    if (mine === running && state.textContent === words("searching", language)) say("failed");
  }
}

function use(text, suggestion) {
  tell({ type: "use", text, suggestion_id: suggestion.id, wording: suggestion.wording ?? "approved" });
}

function judge(id, verdict) {
  return post(`/api/v1/suggestions/${encodeURIComponent(id)}/verdict`, verdict).catch(() => {});
}

async function reject(reason, suggestion) {
  await judge(suggestion.id, { verdict: "rejected", reason });
  place.replaceChildren();
  say("waiting");
}

function hear(event) {
  if (event.source !== window.parent || !PARENTS.includes(event.origin)) return;
  const message = event.data || {};
  if (message.type === "token" && typeof message.token === "string") {
    trusted = { origin: event.origin, token: message.token };
  } else if (trusted?.origin === event.origin) {
    if (message.type === "question" && typeof message.text === "string") ask(message);
    if (message.type === "sent" && typeof message.text === "string") judge(message.suggestion_id, { verdict: "used", text: message.text, wording: message.wording ?? "approved" });
  }
}

if (window.parent === window) {
  say("standalone");
} else {
  say("waiting");
  window.addEventListener("message", hear);
  // A message reaches its parent only where that is the origin named.
  for (const origin of PARENTS) window.parent.postMessage({ type: "ready" }, origin);
}
