// Which ready-made replies may the agent send, and with which values?

import { element } from "../elements.js";
import { dateInWords } from "../text.js";
import { explain, read, withQuery } from "./api.js";
import { insertIntoReply, warn } from "./composer.js";
import { desk, on } from "./desk.js";
import { say } from "./text.js";

/** The department's canned replies in the citizen's language, filled as far as the values are known. */
export function drawCanned() {
  const list = element("ul", { class: "found" });
  const details = element("details", { id: "canned" }, element("summary", { text: say("canned") }), list);
  const load = async () => {
    const { open } = desk;
    if (!open || !details.open) return;
    const { department, language } = open;
    try {
      const [{ replies }, { departments }] = await Promise.all([
        read(withQuery("canned-replies", { department, language })),
        read(withQuery("staff/directory", { language })),
      ]);
      const values = valuesFor(open, departments);
      if (desk.open === open) list.replaceChildren(...replies.map((reply) => drawReply(reply, language, values)));
    } catch (failure) {
      list.replaceChildren(element("li", { class: "error", text: explain(failure) }));
    }
  };
  details.addEventListener("toggle", load);
  on("open", load);
  on("detail", load); // Names the citizen.
  return details;
}

function drawReply({ title, text }, language, values) {
  const filled = text.replace(/\{(\w+)\}/g, (whole, name) => values[name] || whole);
  const onclick = () => {
    insertIntoReply(filled);
    warn(/\{\w+\}/.test(filled) ? "placeholderLeft" : null);
  };
  const words = [element("b", { text: title }), element("span", { class: "quiet", text: filled })];
  const button = element("button", { type: "button", class: "canned-pick", onclick }, ...words);
  return element("li", { lang: language }, button);
}

function valuesFor({ reference, department, language, reply_by: replyBy }, departments) {
  return {
    reference,
    name: desk.detail?.contact?.name,
    agent: desk.me.public_name,
    department: departments.find(({ code }) => code === department)?.name,
    reply_by: replyBy && dateInWords(replyBy, language),
  };
}
