// How does the citizen ask for a person?

import { closeDialog, openDialog } from "./dialogs.js";
import { newKey } from "./service.js";
import { erase, fill } from "./text.js";

const dialog = document.querySelector("#person-dialog");
const form = dialog.querySelector("form");
const problem = dialog.querySelector("#person-problem");

let key = newKey();

/** Open the form. */
export function openPersonForm() {
  openDialog(dialog);
}

/** Send the form through handOff(request, key), which returns how to confirm it once the form is closed. */
export function listenToPersonForm(handOff) {
  const submit = form.querySelector("[type=submit]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.ariaDisabled === "true" || !areFieldsRight()) return;
    submit.ariaDisabled = "true";
    try {
      const confirm = await handOff(readForm(), key);
      key = newKey();
      form.reset();
      closeDialog(dialog, confirm);
    } catch (failure) {
      const isNamed = (name) => failure.fields?.some((field) => field.endsWith(name));
      mark("email", !isNamed("email"), "badEmail");
      mark("phone", !isNamed("phone"), "badPhone");
      fill(problem, "failed");
    }
    submit.ariaDisabled = "false";
  });
  // A request that the citizen has changed is another request.
  form.addEventListener("input", () => {
    key = newKey();
  });
}

function readForm() {
  const filled = [...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value);
  const { note, ...contact } = Object.fromEntries(filled);
  return { reason: "customer_request", note, contact: Object.keys(contact).length ? contact : undefined };
}

function areFieldsRight() {
  const { email, phone } = Object.fromEntries(new FormData(form));
  erase(problem);
  mark("phone", !phone.trim() || phone.replace(/\D/g, "").length >= 5, "badPhone");
  mark("email", !email.trim() || /^\S+@\S+\.\S+$/.test(email.trim()), "badEmail");
  return !form.querySelector("[aria-invalid=true]");
}

function mark(name, isRight, words) {
  const field = form.elements[name];
  const line = form.querySelector(`#contact-${name}-error`);
  field.ariaInvalid = String(!isRight);
  if (isRight) return erase(line);
  fill(line, words);
  return field.focus();
}
