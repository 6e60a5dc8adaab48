// What does this browser remember? Storage throws where it is forbidden; the page then remembers for one visit.

/** The text that "localStorage" or "sessionStorage" holds under a key, or null. */
export function read(storage, key) {
  try {
    return globalThis[storage].getItem(key);
  } catch {
    return null;
  }
}

/** Keep a text under a key in "localStorage" or "sessionStorage". */
export function write(storage, key, text) {
  try {
    globalThis[storage].setItem(key, text);
  } catch {
    // Nothing is lost but the memory of it.
  }
}
