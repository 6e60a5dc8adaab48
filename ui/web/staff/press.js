// When may be drawn what an answer or a piece of news has brought?  Not under a pressed pointer.
//
// A button that is drawn anew between the pointer's going down and its coming up is never clicked.

const LONGEST_MS = 1_000; // A press that ends outside the page, as in a list that has opened, is not told.
let end = () => {};
let press = Promise.resolve();

addEventListener(
  "pointerdown",
  () => {
    end();
    press = new Promise((resolve) => (end = resolve));
    setTimeout(end, LONGEST_MS);
  },
  true,
);
// The click follows in the same task.
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => setTimeout(end), true);

/** Resolves when nothing is pressed; at once where nothing is. */
export function released() {
  return press;
}
