// Which mails have become no case, and should one of them be one?

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { explain, read, write } from "./api.js";
import { tell } from "./desk.js";
import { work } from "./case_work.js";
import { moment } from "./case_words.js";
import { say } from "./text.js";
import { named } from "./words.js";

const EVERY_CASE = "*";
const MAY_HANDLE = "case:case:handle";

/** A list that opens, for who serves every department; mail that is no case belongs to none. */
export function drawUnfiled() {
  if (!work.me.departments.includes(EVERY_CASE) || !work.me.permissions.includes(MAY_HANDLE)) return "";
  const summary = element("summary", { text: say("unfiled") });
  const list = element("ul", { class: "unfiled-list" });
  const part = element("details", { class: "unfiled" }, summary, list);
  part.addEventListener("toggle", () => part.open && show(list));
  return part;
}

async function show(list) {
  try {
    const { mails } = await read("mails");
    const rows = mails.map((mail) => drawMail(mail, () => show(list)));
    list.replaceChildren(...(rows.length ? rows : [element("li", { class: "quiet", text: say("noneUnfiled") })]));
  } catch (failure) {
    tell("trouble", explain(failure));
  }
}

function drawMail({ id, subject, sender, kind, state, reason, received_at: at }, again) {
  const rescue = async () => {
    try {
      await write(`mails/${id}/rescue`);
      announce(say("rescued"));
    } catch (failure) {
      tell("trouble", explain(failure));
    }
    await again();
  };
  const title = subject || say("noSubject");
  return element(
    "li",
    { class: "unfiled-mail" },
    element("b", { text: title, dir: "auto" }),
    element("span", { class: "quiet", text: sender, dir: "auto" }),
    element("span", { class: "quiet", title: reason ?? "" }, named("kind", state === "failed" ? "failed" : kind), " · ", moment(at)),
    element("button", { type: "button", class: "small", "aria-label": say("rescueOf", { subject: title }), text: say("rescue"), onclick: rescue }),
  );
}
