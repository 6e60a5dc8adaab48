// What does this console know?  The agent, the queue and the conversations, and who wants to hear of a change.

const heard = new EventTarget();

/** The agent, the queue and the own replies that need approval, as the service told last; `open` is the handoff that the middle of the page shows. */
export const desk = {
  me: null,
  waiting: [],
  total: 0,
  mine: [],
  replies: [],
  claimed: new Set(), // A moment ago, of which a queue that was read before does not know.
  open: null,
  detail: null,
  isAvailable: true,
  watched: new URLSearchParams(location.search).get("watch"),
};
const talks = new Map();

/** Hear of "queue", "open", "detail", "entry", "replies", "typing", "sent" and "trouble"; `act` is given what was told. */
export function on(what, act) {
  heard.addEventListener(what, (event) => act(event.detail));
}

export function tell(what, detail) {
  heard.dispatchEvent(new CustomEvent(what, { detail }));
}

/** What is known of one conversation: its entries by sequence, and how many are unread. */
export function talkOf(conversationId) {
  if (!talks.has(conversationId)) talks.set(conversationId, { entries: new Map(), unread: 0 });
  return talks.get(conversationId);
}

/** Keep an entry of a conversation's log; false when it was known before. */
export function keep(conversationId, entry) {
  const { entries } = talkOf(conversationId);
  const isNew = !entries.has(entry.sequence);
  entries.set(entry.sequence, entry);
  return isNew;
}

/** The entries of a conversation in the order in which they happened. */
export function entriesOf(conversationId) {
  return [...talkOf(conversationId).entries.values()].sort((a, b) => a.sequence - b.sequence);
}

/** The citizen's newest message in a conversation, or undefined. */
export function lastQuestion(conversationId) {
  return entriesOf(conversationId).findLast(({ role }) => role === "citizen");
}

/** Whether the agent holds the open conversation and may act in it. */
export function isMine() {
  return Boolean(desk.open) && desk.mine.some(({ id }) => id === desk.open.id);
}
