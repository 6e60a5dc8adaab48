// How are an urgency, a reason, a language and a time of waiting written?

import { element } from "../elements.js";
import { LANGUAGES, say } from "./text.js";

const URGENCIES = ["normal", "high", "emergency"];

/** The word for an urgency of 0, 1 or 2, and its class. */
export function urgencyOf({ urgency }) {
  const name = URGENCIES[Math.min(urgency, 2)];
  return { name, text: say(`urgency_${name}`) };
}

/** A language by its own name. */
export function languageName(tag) {
  return LANGUAGES[tag] ?? tag;
}

/** Minutes and seconds, or hours and minutes: 0:07, 12:40, 2 h 05. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))}`;
}

/** A time that goes on by itself; it starts from what the service said, since clocks differ. */
export function ticking(seconds) {
  const from = performance.now() - seconds * 1000;
  const time = element("span", { class: "ticking", text: clock(seconds) });
  time.tick = () => {
    time.textContent = clock((performance.now() - from) / 1000);
  };
  return time;
}

setInterval(() => document.querySelectorAll(".ticking").forEach((time) => time.tick?.()), 1000);

/** The time of day of something that happened. */
export function timeOf(iso) {
  const made = element("time", { datetime: iso });
  made.textContent = new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return made;
}

/** A small label. */
export function tag(text, className = "") {
  return element("span", { class: `tag ${className}`, text });
}

/** Words of the service where we have them, its own name for the thing where not. */
export function named(prefix, value) {
  return say(`${prefix}_${value}`) ?? value ?? "";
}
