// How is a piece of a staff page made?  From text only: nothing that anybody wrote becomes HTML.

/** An element with its attributes and children; what is null, undefined or false is left out. */
export function element(tag, { text = "", onclick = null, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value) made.setAttribute(name, value);
  made.onclick = onclick;
  made.append(text, ...children.filter(Boolean));
  return made;
}
