// How is the agent asked before something is done that others will notice?

import { element } from "../elements.js";
import { say } from "./text.js";

/**
 * Ask for the fields of `form`, then call `act(values)`; resolves when the dialog is closed.
 *
 * A failure of `act` is told in the dialog, which stays open with everything that was typed.
 */
export function ask({ title, intro, fields = [], confirm, isDanger, act, explain }) {
  const problem = element("p", { class: "error", role: "alert" });
  const submit = element("button", { type: "submit", class: isDanger ? "primary danger" : "primary", text: confirm });
  const cancel = element("button", { type: "button", text: say("cancel"), onclick: () => dialog.close() });
  const form = element("form", { novalidate: "novalidate" }, element("h2", { id: "modal-title", text: title }));
  if (intro) form.append(element("p", { text: intro }));
  form.append(...fields, problem, element("div", { class: "buttons" }, submit, cancel));
  const dialog = element("dialog", { "aria-labelledby": "modal-title", class: "modal" }, form);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    const missing = form.querySelector(":invalid");
    if (missing) {
      problem.textContent = say("missing");
      missing.focus();
      return;
    }
    submit.disabled = true;
    try {
      await act(Object.fromEntries(new FormData(form)));
      dialog.close();
    } catch (failure) {
      problem.textContent = explain(failure);
    }
    submit.disabled = false;
  });
  form.addEventListener("input", () => problem.replaceChildren());
  return openModal(dialog);
}

/** Show a dialog; resolves when it is closed, after which it is gone and the focus is where it was. */
export function openModal(dialog) {
  const opener = document.activeElement;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (opener?.isConnected) opener.focus();
      resolve();
    });
  });
}

/** A labelled field of a dialog or a panel. */
export function field(label, control) {
  control.id ||= `field-${control.getAttribute("name")}`;
  return element("div", { class: "field" }, element("label", { for: control.id, text: label }), control);
}

/** A list to choose from; `options` are [value, words] pairs. */
export function choice(name, options, attributes = {}) {
  const made = options.map(([value, text]) => {
    const option = element("option", { text });
    option.value = value;
    return option;
  });
  return element("select", { name, ...attributes }, ...made);
}
