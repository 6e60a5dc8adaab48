// What reaches the page by itself, and how does it know that nothing does any more?

import { withQuery, write } from "./api.js";
import { released } from "./press.js";
import { language } from "./text.js";

const SILENT_AFTER_MS = 40_000; // Two pings of 15 s may be late, not three.
const AGAIN_AFTER_MS = 2_000;
const EVENTS = ["queue", "cases", "message", "step", "replies", "typing", "ended"];

/**
 * Follow the service's events for as long as the page is open.
 *
 * `handlers` has a function for each event that matters, `onConnection(isConnected)`, and may have `onOpen()` for what
 * has changed before a stream began or while it was broken.  The browser comes back by itself with the last cursor; where it gives up, or hears nothing at all, a new stream begins, which tells everything
 * from its first entry: whoever listens knows each entry by its sequence.  Each ping is answered with
 * presence; a page that serves nobody gives no `isAvailable` and answers nothing.
 */
export function follow(watched, handlers, isAvailable) {
  const address = withQuery("/api/v1/staff/events", { language: language(), watch: watched });
  let source;
  let silence;

  const hear = () => {
    clearTimeout(silence);
    silence = setTimeout(open, SILENT_AFTER_MS);
    handlers.onConnection(true);
  };
  const open = () => {
    source?.close();
    source = new EventSource(address);
    source.onopen = () => {
      hear();
      handlers.onOpen?.();
    };
    source.onerror = () => {
      handlers.onConnection(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(() => reopen(source), AGAIN_AFTER_MS);
    };
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => {
        hear();
        void released().then(() => handlers[name]?.(JSON.parse(event.data)));
      });
    }
    source.addEventListener("ping", () => {
      hear();
      if (isAvailable) void tellPresence(isAvailable());
    });
  };
  const reopen = (failed) => {
    if (failed === source) open();
  };
  open();
  addEventListener("online", () => source.readyState !== EventSource.OPEN && open());
  addEventListener("pagehide", () => source.close());
  // A page that comes back from the browser's memory, as by its Back button, has lost its stream.
  addEventListener("pageshow", (event) => event.persisted && open());
}

/** Say that the agent is at the console, and whether they take conversations. */
export async function tellPresence(isAvailable) {
  await write("staff/presence", { is_available: isAvailable }).catch(() => {});
}
