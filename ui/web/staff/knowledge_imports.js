// Which files have been brought in, what would they change, and shall it be kept?

import { element } from "../elements.js";
import { tell } from "./desk.js";
import { drawReport } from "./knowledge_import_report.js";
import { attempt, departmentsWhere, explain, read, send, work } from "./knowledge_work.js";
import { drawNothing, drawPanel, momentOf } from "./knowledge_words.js";
import { choice, field } from "./modal.js";
import { LANGUAGES, say } from "./text.js";
import { named, tag } from "./words.js";

const ACCEPTED = ".csv,.xlsx,.jsonl,.html,.htm,.pdf,.docx";
const BUSY = ["waiting", "reading", "storing"];
const EVERY_MS = 1_500;
const AT_ONCE = 20;
const parts = {};
let imports = [];
let shown = AT_ONCE;
let opened = null;
let report = null;
let due = null;
let asked = 0;

export async function startImports(root) {
  parts.list = element("ul", { class: "imports-list" });
  parts.more = element("button", { type: "button", class: "small", text: say("showMore"), onclick: showMore });
  root.append(drawPanel("upload", say("impFiles"), drawUpload(), parts.list, element("div", { class: "buttons" }, parts.more)));
  await readImports();
}

export function stopImports() {
  clearTimeout(due);
  due = null;
  parts.list = null;
}

async function readImports() {
  const mine = ++asked;
  const found = await attempt(read("knowledge/imports", { limit: shown }));
  if (!found || mine !== asked || !parts.list) return;
  imports = found.imports;
  parts.more.hidden = !found.next;
  await readReport();
  if (mine !== asked || !parts.list) return;
  clearTimeout(due);
  // What is being read or stored is looked at again until it is done.
  if (imports.some(({ state }) => BUSY.includes(state))) due = setTimeout(readImports, EVERY_MS);
}

// The list tells the counts of each; what they count is read of the one that is open.
async function readReport() {
  const one = imports.find(({ id }) => id === opened);
  const found = one && !BUSY.includes(one.state) ? await attempt(read(`knowledge/imports/${one.id}`)) : null;
  // Another may have been opened meanwhile, and is read by whoever opened it.
  if (opened !== (one?.id ?? opened) || !parts.list) return;
  report = found;
  draw();
}

function showMore() {
  shown += AT_ONCE;
  return readImports();
}

function draw() {
  const focused = parts.list.contains(document.activeElement) && document.activeElement.dataset.act;
  parts.list.replaceChildren(...(imports.length ? imports.map(drawImport) : [element("li", {}, drawNothing(say("impNone")))]));
  if (focused) parts.list.querySelector(`[data-act="${CSS.escape(focused)}"]`)?.focus();
}

function drawImport(one) {
  const { id, file, state, author, created_at: at, progress, problem } = one;
  const isOpen = opened === id;
  const toggle = element("button", { type: "button", class: "small", "data-act": `open-${id}`, "aria-expanded": String(isOpen), text: say(isOpen ? "impHide" : "impShow") });
  toggle.onclick = () => {
    opened = isOpen ? null : id;
    return readReport();
  };
  const bar = BUSY.includes(state) && progress.total > 0 && element("progress", { max: String(progress.total), value: String(progress.done), "aria-label": say("impProgress") });
  return element(
    "li",
    {},
    element("p", { class: "bar" }, element("b", { text: file, dir: "auto" }), tag(named("imp_state", state), lookOf(state)), bar, bar && element("span", { class: "sub", text: `${progress.done}/${progress.total}` }), !BUSY.includes(state) && one.report.rows > 0 && toggle),
    element("p", { class: "sub" }, author, " · ", momentOf(at)),
    problem && element("p", { class: "notice grave", text: problem }),
    isOpen && report?.id === id && drawReport(report, decide),
  );
}

function lookOf(state) {
  if (["refused", "failed"].includes(state)) return "bad";
  return state === "stored" ? "good" : "internal";
}

async function decide(id, what, body = {}) {
  const done = say(what === "store" ? "impStoring" : "impDropped");
  if (await attempt(send(`knowledge/imports/${id}/${what}`, body, { done }))) opened = what === "drop" ? null : id;
  await readImports();
}

function drawUpload() {
  const { categories } = work.choices;
  const file = element("input", { type: "file", name: "files", accept: ACCEPTED, multiple: "multiple", required: "required" });
  // A file that names its departments itself is for who works for every one of them.
  const places = [...(work.me.departments.includes("*") ? [["", say("impAsInFile")]] : []), ...departmentsWhere("edit")];
  const controls = [
    field(say("field_file"), file),
    field(say("field_department"), choice("department", places, { id: "import-department" })),
    field(say("field_language"), choice("language", [["", say("impAsInFile")], ...Object.entries(LANGUAGES)], { id: "import-language" })),
    field(say("field_category"), choice("category", [["", say("impAsInFile")], ...categories.map(({ code, name }) => [code, name])], { id: "import-category" })),
  ];
  const submit = element("button", { type: "submit", class: "primary", text: say("impRead") });
  const form = element("form", { class: "upload", novalidate: "novalidate" }, element("div", { class: "fields" }, ...controls), element("p", { class: "quiet", text: say("impHow") }), element("div", { class: "buttons" }, submit));
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (!file.files.length) return file.focus();
    submit.disabled = true;
    await upload(form);
    submit.disabled = false;
    return undefined;
  };
  return form;
}

async function upload(form) {
  const data = new FormData(form);
  for (const name of ["department", "category", "language"]) if (!data.get(name)) data.delete(name);
  try {
    const made = await send("knowledge/imports", data, { done: say("impSent") });
    opened = made.id;
    form.querySelector("input[type=file]").value = "";
  } catch (failure) {
    tell("trouble", explain(failure));
  }
  await readImports();
}
