// How does knowledge come in: files, pages that are read again and again, and what of it is out of date?

import { element } from "../elements.js";
import { drawExport } from "./knowledge_export.js";
import { IMPORT_TEXT } from "./knowledge_import_text.js";
import { startImports, stopImports } from "./knowledge_imports.js";
import { startLinks } from "./knowledge_links.js";
import { startSources, stopSources } from "./knowledge_sources.js";
import { addText } from "./text.js";

export async function open(root) {
  addText(IMPORT_TEXT);
  const [files, sources, links] = ["imports", "sources", "links"].map((name) => element("div", { class: `of-${name}` }));
  root.append(element("div", { class: "pair uneven" }, files, drawExport()), sources, links);
  await Promise.all([startImports(files), startSources(sources), startLinks(links)]);
}

export function close() {
  stopImports();
  stopSources();
}
