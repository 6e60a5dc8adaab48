// How does somebody say why, before something is put aside?

import { element } from "../elements.js";
import { write } from "./api.js";
import { announce } from "./announce.js";
import { explain } from "./knowledge_work.js";
import { ask, field } from "./modal.js";
import { say } from "./text.js";

/** Ask for a reason and send it to `path`; then `done` is said, and `changed` called. */
export function askReason(path, { title, intro, confirm, done, changed }) {
  return ask({
    title,
    intro,
    fields: [field(say("field_reason"), element("textarea", { name: "reason", rows: "3", required: "required", maxlength: "500" }))],
    confirm,
    act: async ({ reason }) => {
      await write(path, { reason });
      announce(done);
      await changed();
    },
    explain,
  });
}
