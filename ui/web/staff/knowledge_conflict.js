// What happens when two people have edited the same article at once?  Neither text is lost.

import { element } from "../elements.js";
import { article, dropTyped, openArticle, readOf, saveTyped, typedText } from "./knowledge_article_work.js";
import { compareWords } from "./knowledge_diff.js";
import { drawDifferences } from "./knowledge_differences.js";
import { explain } from "./knowledge_work.js";
import { tell } from "./desk.js";
import { openModal } from "./modal.js";
import { LANGUAGES, language, say } from "./text.js";

const PLAIN = ["department", "category", "audience", "source_url", "effective_from", "effective_until", "review_by", "tags"];

/** Show both texts and ask what shall become of them; `newest` is the number of the version that came between. */
export async function openConflict(newest) {
  const theirs = await readOf("/desk", { version: newest });
  const problem = element("p", { class: "error", role: "alert" });
  const keep = element("button", { type: "button", class: "primary", "data-act": "keep-mine", text: say("artKeepMine") });
  const take = element("button", { type: "button", "data-act": "open-newest", text: say("artTakeTheirs", { n: newest }) });
  const stay = element("button", { type: "button", text: say("artGoOn"), onclick: () => dialog.close() });
  const dialog = element(
    "dialog",
    { class: "modal wide", "aria-labelledby": "conflict-title" },
    element("h2", { id: "conflict-title", text: say("artConflict", { name: theirs.version.author, n: newest }) }),
    element("p", { text: say("artConflictIntro") }),
    drawDifferences(compareContents(theirs.version.content, typedText().content)),
    problem,
    element("div", { class: "buttons" }, keep, take, stay),
  );
  keep.onclick = () => saveMine(newest, dialog, problem);
  take.onclick = async () => {
    dropTyped();
    dialog.close();
    await openArticle(article.id);
    tell("article");
  };
  void openModal(dialog);
}

async function saveMine(newest, dialog, problem) {
  try {
    // Where yet another version has come between, the dialog opens anew on that one.
    await saveTyped({ base: newest, onConflict: openConflict });
    dialog.close();
  } catch (failure) {
    problem.textContent = explain(failure);
  }
}

/** The fields in which my text differs from theirs, as the service tells of two versions. */
function compareContents(theirs, mine) {
  const fields = [];
  const compare = (of, field, before, after) => {
    if (before !== after) fields.push({ language: of, field, parts: compareWords(before, after, of ?? language()) });
  };
  for (const code of Object.keys(LANGUAGES)) {
    const [a, b] = [theirs.text[code], mine.text[code]];
    for (const field of ["question", "answer"]) compare(code, field, a?.[field] ?? "", b?.[field] ?? "");
    compare(code, "variants", (a?.variants ?? []).join("\n"), (b?.variants ?? []).join("\n"));
  }
  for (const field of PLAIN) compare(null, field, String(theirs[field] ?? ""), String(mine[field] ?? ""));
  return fields;
}
