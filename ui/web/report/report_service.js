// How does the page for reports speak to the service?

import { ConnectionLost, Refused } from "../service.js";
import { pageLanguage } from "../text.js";

/** Ask for something under reports/, or send a body there; raises ConnectionLost or Refused. */
export async function speak(path, body, headers = {}) {
  const isForm = body instanceof FormData;
  const options = { credentials: "omit", cache: "no-store", headers: { "Accept-Language": pageLanguage(), ...headers } };
  if (body) Object.assign(options, { method: "POST", body: isForm ? body : JSON.stringify(body) });
  if (body && !isForm) options.headers["Content-Type"] = "application/json";
  const address = new URL(`api/v1/reports${path}`, document.baseURI);
  const response = await fetch(address, options).catch((cause) => {
    throw new ConnectionLost("", { cause });
  });
  if (!response.ok) throw new Refused(response.status, await response.json().catch(() => ({})));
  return response.status === 204 ? null : response.json();
}

/** Which of the page's words tell of a failure. */
export function inWords(failure) {
  if (failure instanceof ConnectionLost) return navigator.onLine ? "unsent" : "reportOffline";
  if (failure.status === 404) return "notFound";
  if (failure.status === 429) return "tooManyTries";
  if (failure.status === 413 || failure.fields?.includes("files")) return "fileRefused";
  return "unsent";
}
