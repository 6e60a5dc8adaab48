// How do the dialogs open and close without losing the citizen's place?

let opener = null;
let afterClose = null;

for (const dialog of document.querySelectorAll("dialog")) {
  dialog.querySelector("[data-close]").onclick = () => dialog.close();
  dialog.addEventListener("close", () => {
    const act = afterClose ?? giveFocusBack;
    afterClose = null;
    act();
  });
}

/** Open a dialog; Escape and its Cancel button close it and give the focus back to where it was. */
export function openDialog(dialog) {
  opener = document.activeElement;
  dialog.showModal();
}

/** Close a dialog because its work is done, then act; the act decides where the focus goes. */
export function closeDialog(dialog, act) {
  if (!dialog.open) return act();
  afterClose = act;
  dialog.close();
}

// A button that has left the page cannot take the focus back, and Safari never gave it to one that was clicked.
function giveFocusBack() {
  const isThere = opener?.isConnected && opener !== document.body;
  (isThere ? opener : document.querySelector("#question")).focus();
}
