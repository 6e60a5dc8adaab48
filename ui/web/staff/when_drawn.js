// When has Gradio drawn the place that a script is to fill?

/** Resolves with the element that `selector` names as soon as the page has it. */
export function whenDrawn(selector) {
  return new Promise((resolve) => {
    const look = () => {
      const found = document.querySelector(selector);
      if (found) {
        watcher.disconnect();
        resolve(found);
      }
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document.body, { childList: true, subtree: true });
    look();
  });
}
