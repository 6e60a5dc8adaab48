// How does the citizen go on to the page for reports without writing everything again?

import { write } from "./storage.js";
import { pageLanguage } from "./text.js";

/** Open that page with the words that were written here. */
export function openReport(text = "") {
  write("sessionStorage", "civicdesk.report", JSON.stringify({ text, isFromConversation: true }));
  location.href = `report?lang=${pageLanguage()}`;
}
