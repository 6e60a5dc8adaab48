// What has the citizen written so far?  Kept in this tab until it is sent, all but how to reach them.

import { read, write } from "../storage.js";

const STORED_AS = "civicdesk.report";
const CONVERSATION = "civicdesk.conversation";

export function readDraft() {
  return JSON.parse(read("sessionStorage", STORED_AS)) ?? {};
}

export function storeDraft(draft) {
  write("sessionStorage", STORED_AS, JSON.stringify(draft));
}

/** The conversation from which the citizen came here, or undefined. */
export function conversationOf(draft) {
  const { id, token } = JSON.parse(read("sessionStorage", CONVERSATION)) ?? {};
  return draft.isFromConversation && id ? { id, token } : undefined;
}
