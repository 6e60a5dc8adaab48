// How does the citizen page speak to the service?

import { read, write } from "./storage.js";
import { readEvents } from "./stream.js";
import { pageLanguage } from "./text.js";

const STORED_AS = "civicdesk.conversation";
// A conversation that the service no longer knows, or whose token has run out, is replaced by a new one.
const GONE = [401, 404, 410];
// How the service tells that somebody has switched this way of asking off.
export const SWITCHED_OFF = "urn:civicdesk:switched-off";
const NOTHING = { id: null, token: null, pending: null, hasHandoff: false };
// The service says something at least every 15 seconds.
const SILENCE_MS = 40000;

/** The connection failed before the service had finished; the same request may be sent again. */
export class ConnectionLost extends Error {}

/** The service answered with problem details. */
export class Refused extends Error {
  constructor(status, { type = "", detail = "", errors = [], ...more }) {
    super(`HTTP ${status}`);
    this.status = status;
    this.type = type;
    this.detail = detail;
    this.more = more;
    this.fields = errors.map(({ field }) => String(field));
  }

  /** Whether the same request may succeed a little later. */
  get isPassing() {
    return this.status === 429 || this.status >= 500;
  }
}

/** A new key under which a message counts once, however often it is sent. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Plain-http addresses have no randomUUID; this writes the same version 4 form.
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (Number(digit) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(digit) / 4)))).toString(16),
  );
}

/** One citizen's conversation: its id and token live in this tab until it is closed or forgotten. */
export class Conversation {
  #stop = new AbortController();

  constructor() {
    Object.assign(this, NOTHING, JSON.parse(read("sessionStorage", STORED_AS)));
  }

  remember(changes) {
    Object.assign(this, changes);
    write("sessionStorage", STORED_AS, JSON.stringify(this));
  }

  forget() {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.remember(NOTHING);
  }

  /**
   * Send a message and wait for what comes of it, as {answer, handoff}; one of the two may be missing.
   *
   * Calls hooks.onStatus and hooks.onCard on the way, and hooks.onRenewed when the old conversation was gone.
   * Raises ConnectionLost or Refused; sending again under the same key is safe.
   */
  async ask(text, key, hooks) {
    this.remember({ pending: { text, key } });
    const result = await this.#inConversation(hooks.onRenewed, async () => {
      const response = await this.#post("messages", { text }, { Accept: "text/event-stream", "Idempotency-Key": key });
      const isStream = response.headers.get("content-type")?.includes("event-stream");
      return isStream ? follow(response, hooks) : { answer: await readJson(response) };
    });
    this.remember({ pending: null });
    return result;
  }

  /** Every message so far, oldest first. */
  async messages() {
    return (await readJson(await this.#send(`conversations/${this.id}/messages`))).messages;
  }

  /** Pass the conversation to a person; the request is {reason, note?, contact?}. */
  async handOff(request, key) {
    const headers = { "Idempotency-Key": key };
    return this.#inConversation(null, async () => readJson(await this.#post("handoff", request, headers)));
  }

  /** How the request for a person stands. */
  async handoff() {
    return readJson(await this.#send(`conversations/${this.id}/handoff?language=${pageLanguage()}`));
  }

  /** What happens in the conversation after a sequence number, as it happens, until the connection ends. */
  async *events(after) {
    const headers = { Accept: "text/event-stream", "Last-Event-ID": String(after) };
    const response = await this.#send(`conversations/${this.id}/events?language=${pageLanguage()}`, { headers });
    try {
      yield* readEvents(response.body, SILENCE_MS);
    } catch (failure) {
      lose(failure);
    }
  }

  /** Let the agent see that the citizen is writing; nothing is lost when it fails. */
  tellTyping() {
    this.#post("typing").catch(() => {});
  }

  /** An approved article as everybody may read it now. */
  async article(id) {
    return readJson(await this.#send(`articles/${id.split("/").map(encodeURIComponent).join("/")}`));
  }

  /** Say how well the person served, as {score, comment?}. */
  async rate(satisfaction) {
    await this.#post("satisfaction", satisfaction);
  }

  /** Say whether an answer helped; a later word on the same answer replaces the earlier one. */
  async giveFeedback(feedback) {
    await this.#post("feedback", feedback);
  }

  async #inConversation(onRenewed, act) {
    if (!this.id) await this.#start();
    else {
      try {
        return await act();
      } catch (failure) {
        if (!GONE.includes(failure.status)) throw failure;
        await this.#start();
        onRenewed?.();
      }
    }
    return act();
  }

  async #start() {
    this.remember({ id: null, token: null, hasHandoff: false });
    const body = { language: pageLanguage(), channel: "web" };
    const { id, token } = await readJson(await this.#send("conversations", { method: "POST", body }));
    this.remember({ id, token });
  }

  #post(what, body, headers) {
    return this.#send(`conversations/${this.id}/${what}`, { method: "POST", body, headers });
  }

  async #send(path, { method = "GET", body, headers = {} } = {}) {
    // The page's language is a hint for words that the service writes itself; an answer follows its question.
    const all = { "Accept-Language": pageLanguage(), ...headers };
    if (this.token) all.Authorization = `Bearer ${this.token}`;
    if (body) all["Content-Type"] = "application/json";
    const options = { method, body: body && JSON.stringify(body), headers: all, credentials: "omit", cache: "no-store" };
    const { signal } = this.#stop;
    const response = await fetch(new URL(`api/v1/${path}`, document.baseURI), { ...options, signal }).catch(lose);
    if (response.ok) return response;
    throw new Refused(response.status, await response.json().catch(() => ({})));
  }
}

async function follow(response, { onStatus, onCard }) {
  const result = {};
  try {
    for await (const { event, data: text } of readEvents(response.body)) {
      const data = JSON.parse(text);
      if (event === "status") onStatus(data);
      else if (event === "card") onCard(data);
      else if (event === "answer" || event === "handoff") result[event] = data;
      else if (event === "error") throw new Refused(data.status || 500, data);
    }
  } catch (failure) {
    // What broke after the answer had arrived is no concern of the citizen's.
    if (!result.answer) throw failure instanceof Refused ? failure : lose(failure);
  }
  if (!result.answer && !result.handoff) throw new ConnectionLost();
  return result;
}

function readJson(response) {
  return response.json().catch(lose);
}

function lose(failure) {
  throw failure.name === "AbortError" ? failure : new ConnectionLost("", { cause: failure });
}
