// How do the staff pages speak to the service?

import { ConnectionLost, Refused } from "../service.js";
import { released } from "./press.js";
import { language, say } from "./text.js";

const SIGN_IN = "/staff/sign-in";

/** What the service answers at /api/v1/PATH, or null for an empty answer.  Raises ConnectionLost or Refused. */
export async function read(path) {
  return send("GET", path);
}

/** Ask the service to change something; sending again under the same key is safe. */
export async function write(path, body = {}, { key, method = "POST" } = {}) {
  return send(method, path, body, key);
}

/** A path with the values that are there as its query. */
export function withQuery(path, values) {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value));
  return query.size ? `${path}?${query}` : path;
}

/** Why something failed, for the person who tried. */
export function explain(failure) {
  if (failure instanceof ConnectionLost) return say("lost");
  if (!(failure instanceof Refused)) throw failure;
  if (failure.status === 413) return say("tooLong");
  if (failure.status === 403) return say("forbidden");
  if (failure.status === 404 || failure.status === 409) return say("moved");
  if (failure.status === 422) return say("unusable");
  if (failure.status === 429) return say("slowDown");
  return say(failure.detail && failure.status === 503 ? "switchedOff" : "down");
}

async function send(method, path, body, key) {
  const headers = { "Accept-Language": language() };
  if (key) headers["Idempotency-Key"] = key;
  // A form with files names its own type, with the mark between its parts.
  const isForm = body instanceof FormData;
  if (body && !isForm) headers["Content-Type"] = "application/json";
  const options = { method, headers, body: isForm ? body : body && JSON.stringify(body), cache: "no-store" };
  const response = await fetch(`/api/v1/${path}`, options).catch(lose);
  if (response.ok) {
    const answer = response.status === 204 ? null : await response.json().catch(lose);
    await released();
    return answer;
  }
  if (response.status === 401) location.assign(`${SIGN_IN}?next=${encodeURIComponent(location.pathname)}`);
  throw new Refused(response.status, await response.json().catch(() => ({})));
}

function lose(failure) {
  throw new ConnectionLost("", { cause: failure });
}
