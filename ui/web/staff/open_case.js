// How does what a citizen reports in a conversation become a case?

import { element } from "../elements.js";
import { announce } from "./announce.js";
import { explain, read, withQuery, write } from "./api.js";
import { insertIntoReply } from "./composer.js";
import { desk, entriesOf, isMine } from "./desk.js";
import { ask, choice, field } from "./modal.js";
import { LANGUAGES, language, say } from "./text.js";

const NUMBER = {
  en: "Your case number is {number}.",
  "zh-Hant": "你的個案編號是 {number}。",
  "zh-Hans": "您的个案编号是 {number}。",
};

/** Ask for what the case needs, filled from the conversation; the number goes into the reply box, and is sent by a person. */
export async function openCase() {
  if (!isMine()) return;
  const { open } = desk;
  const { categories } = await read(withQuery("cases/choices", { language: language() }));
  // Whose contact is known by now is the one whose conversation is open.
  if (desk.open?.id !== open.id) return;
  const said = entriesOf(open.conversation_id).filter(({ role }) => role === "citizen").map(({ text }) => text);
  const text = element("textarea", { name: "text", rows: "5", required: "required", maxlength: "20000", dir: "auto", lang: open.language });
  text.value = said.join("\n\n");
  const contact = desk.detail?.contact ?? {};
  const line = (name, value = "", type = "text") => {
    const box = element("input", { name, type, maxlength: "300", autocomplete: "off", dir: "auto" });
    box.value = value ?? "";
    return box;
  };
  await ask({
    title: say("openCase"),
    intro: say("openCaseIntro"),
    fields: [
      field(say("caseText"), text),
      field(say("casePlace"), line("place")),
      field(say("caseCategory"), choice("category", [["", say("caseCategoryUnknown")], ...categories.map(({ code, name }) => [code, name])])),
      field(say("caseName"), line("name", contact.name)),
      field(say("caseEmail"), line("email", contact.email, "email")),
      field(say("casePhone"), line("phone", contact.phone, "tel")),
    ],
    confirm: say("openCaseConfirm"),
    act: (values) => send(open, values),
    explain,
  });
}

async function send({ conversation_id: id, language: spoken }, { text, place, category, ...contact }) {
  const body = { text, place, category: category || null, contact, language: spoken in LANGUAGES ? spoken : "en", conversation_id: id };
  const opened = await write("cases", body);
  const { number } = opened.case;
  announce(say("caseOpened", { number }));
  if (desk.open?.conversation_id === id) insertIntoReply(NUMBER[body.language].replace("{number}", number));
}
