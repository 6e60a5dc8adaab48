// Which photos and files go with the report?

import { element } from "../elements.js";
import { announceWords } from "../speech.js";
import { erase, fill, pageLanguage, words } from "../text.js";
import { readPlace } from "./photo_place.js";

const MOST = 5;
const MOST_BYTES = 10 * 1024 * 1024;
const SIDE = 192;

const list = document.querySelector("#photos");
const box = document.querySelector("#files");
const problem = document.querySelector("#files-error");
let files = [];

/** The files in the order in which they were added. */
export function chosenFiles() {
  return files;
}

export function forgetFiles() {
  files = [];
  list.replaceChildren();
}

/** Say that a file was refused, beside where files are added. */
export function refuseFiles(key, values) {
  fill(problem, key, values);
  box.focus();
}

/** Add what is chosen; onPlace is told where a photo was taken. */
export function listenToFiles(onPlace, onChange) {
  box.addEventListener("change", async () => {
    const added = [...box.files];
    box.value = "";
    erase(problem);
    for (const file of added) {
      if (files.length >= MOST) return refuseFiles("tooManyFiles");
      if (file.size > MOST_BYTES) refuseFiles("fileTooLong", { name: file.name });
      else await add(file, onPlace, onChange);
    }
  });
}

async function add(file, onPlace, onChange) {
  files.push(file);
  const remove = element("button", { type: "button", class: "small", onclick: () => take(file, item, onChange) }, "×");
  remove.dataset.label = "removeFile";
  remove.dataset.values = JSON.stringify({ name: file.name });
  remove.setAttribute("aria-label", words("removeFile", pageLanguage(), { name: file.name }));
  const item = element("li", {}, await draw(file), element("span", { class: "filename", text: file.name }), remove);
  list.append(item);
  announceWords("fileAdded", { name: file.name });
  onChange();
  const place = await readPlace(file);
  if (place) onPlace(place);
}

function take(file, item, onChange) {
  files = files.filter((other) => other !== file);
  const next = item.nextElementSibling ?? item.previousElementSibling;
  item.remove();
  (next?.querySelector("button") ?? box).focus();
  announceWords("fileRemoved", { name: file.name });
  onChange();
}

// Drawn small on a canvas: the page's policy lets no other address load, and a whole photo would fill a phone's memory.
async function draw(file) {
  if (!file.type.startsWith("image/")) return element("span", { class: "kind", "aria-hidden": "true", text: file.name.split(".").pop().toUpperCase() });
  const canvas = element("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" });
  try {
    const image = await createImageBitmap(file, { resizeWidth: SIDE, resizeQuality: "medium" });
    canvas.height = Math.max(1, image.height);
    canvas.getContext("2d").drawImage(image, 0, 0);
    image.close();
  } catch {
    // The service says whether it is a picture.
  }
  return canvas;
}
