// How does the supervisors' board start, and when is it drawn anew?

import { explain, read, withQuery } from "./api.js";
import { drawFigures } from "./figures.js";
import { drawHead, drawSkips } from "./head.js";
import { follow } from "./live.js";
import { startModelUse } from "./model_use.js";
import { startPending } from "./pending.js";
import { startSwitches } from "./switches.js";
import { language, say, startText } from "./text.js";
import { showConnection, startBanner } from "./trouble.js";
import { whenDrawn } from "./when_drawn.js";

const AT_MOST_EVERY_MS = 1_000;
const AT_LEAST_EVERY_MS = 10_000;
const MAY_READ_QUEUE = "conversation:handoff:read";
const MAY_APPROVE = "conversation:reply:approve";
const MAY_SWITCH = "service:switch:set";
let refreshPending = () => {};
let refreshSwitches = () => {};
let refreshModelUse = () => {};
let due = null;
let reading = Promise.resolve();
let next = null;

async function start() {
  const [me] = await Promise.all([read("staff/me"), whenDrawn("#decisions"), whenDrawn("#heading h1")]);
  const may = (permission) => me.permissions.includes(permission);
  startText(me.languages[0]);
  document.title = `${say("board")} · CivicDesk`;
  drawSkips([["figures", say("tiles")], ["decisions", say("switches")]]);
  drawHead({ me, title: say("board") });
  startBanner();
  name("#figures", "tiles");
  name("#decisions", "decisions");
  if (may(MAY_APPROVE)) refreshPending = startPending();
  if (may(MAY_SWITCH)) refreshSwitches = startSwitches();
  refreshModelUse = startModelUse();
  await refresh();
  setInterval(refresh, AT_LEAST_EVERY_MS);
  if (may(MAY_READ_QUEUE)) follow(null, { queue: soon, switches: soon, onConnection: showConnection });
}

function name(selector, words) {
  const column = document.querySelector(selector);
  column.setAttribute("role", "region");
  column.setAttribute("aria-label", say(words));
  column.tabIndex = -1;
}

function soon() {
  due ??= setTimeout(() => {
    due = null;
    void refresh();
  }, AT_MOST_EVERY_MS);
}

/**
 * Read everything again; what is being written on the page stays as it is.
 *
 * One reading after another: an older answer that came last would take away what the newer one has shown.
 */
export function refresh() {
  next ??= reading = reading.then(() => {
    next = null;
    return readAll();
  });
  return next;
}

async function readAll() {
  try {
    const board = await read(withQuery("board", { language: language() }));
    drawFigures(board, refresh);
    await Promise.all([refreshPending(board.conversations), refreshSwitches(), refreshModelUse()]);
    showConnection(true);
  } catch (failure) {
    showConnection(false, explain(failure));
  }
}

void start();
