// How are a case's deadline, its times and its marks written?

import { element } from "../elements.js";
import { language, say } from "./text.js";
import { languageName, named, tag } from "./words.js";

const LOCALES = { en: "en-GB", "zh-Hant": "zh-HK", "zh-Hans": "zh-CN" };

/** Days and hours, hours and minutes, or minutes. */
export function span(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  if (days) return say("days", { n: days, h: hours });
  return hours ? say("hours", { h: hours, m: minutes % 60 }) : say("minutes", { m: minutes });
}

export function day(iso) {
  return new Date(iso).toLocaleDateString(LOCALES[language()], { day: "numeric", month: "short", year: "numeric" });
}

export function moment(iso) {
  const options = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false };
  return element("time", { datetime: iso, text: new Date(iso).toLocaleString(LOCALES[language()], options) });
}

/** The time that is left, in words and as a bar; red, and said, where it is over. */
export function drawClock({ clock, closed_at: closedAt, changed_at: changedAt }) {
  const part = element("span", { class: "clock" });
  if (!clock.is_running) {
    part.append(element("span", { class: "quiet", text: say("ended", { day: day(closedAt ?? changedAt) }) }));
    return part;
  }
  const left = new Date(clock.due_at) - Date.now();
  const isLate = left < 0;
  const used = isLate ? 1 : clock.share;
  part.classList.toggle("late", isLate);
  part.classList.toggle("soon", !isLate && used >= 0.75);
  const words = say(isLate ? "lateBy" : "dueIn", { target: say(`target_${clock.target}`), time: span(left) });
  const bar = element("span", { class: "bar", "aria-hidden": "true" }, element("span"));
  bar.firstElementChild.style.inlineSize = `${Math.round(used * 100)}%`;
  part.append(element("span", { class: "left", text: words }), bar);
  part.title = new Date(clock.due_at).toLocaleString(LOCALES[language()]);
  return part;
}

/** The marks of a case: how urgent, in which language, what has happened to it. */
export function drawMarks(one, { isFull = false } = {}) {
  const language_ = tag(languageName(one.language));
  language_.lang = one.language;
  return element(
    "span",
    { class: "tags" },
    one.priority !== "normal" && drawPriority(one.priority),
    isFull && tag(named("state", one.state), `state ${one.state}`),
    isFull && tag(named("type", one.case_type)),
    language_,
    isFull && tag(named("by", one.channel)),
    one.returns > 0 && tag(say("returned", { n: one.returns }), "urgency high"),
    one.chasers > 0 && tag(say("chased", { n: one.chasers }), "urgency high"),
    one.reopenings > 0 && tag(say("reopened", { n: one.reopenings }), "urgency high"),
    one.injection_suspected && tag(say("injection"), "urgency emergency"),
  );
}

function drawPriority(priority) {
  const weight = { emergency: "emergency", urgent: "high" }[priority] ?? "";
  return tag(named("priority", priority), `urgency ${weight}`);
}
