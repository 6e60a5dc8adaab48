// What has the agent written and not yet sent, in each conversation?

import { read, write } from "../storage.js";

const key = (conversationId) => `civicdesk.draft.${conversationId}`;

/** The draft of a conversation: its text, and the suggestion that it was made from. */
export function readDraft(conversationId) {
  return { text: "", suggestion: null, key: null, ...JSON.parse(read("sessionStorage", key(conversationId)) || "{}") };
}

/** What stays in a box when `sent`, which was in it, has gone: whatever was typed behind it meanwhile. */
export function withoutSent(text, sent) {
  return text.startsWith(sent) ? text.slice(sent.length).trimStart() : text;
}

/** Keep a draft until it is sent or the tab is closed. */
export function keepDraft(conversationId, draft) {
  write("sessionStorage", key(conversationId), JSON.stringify(draft));
}
