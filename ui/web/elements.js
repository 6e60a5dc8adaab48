// How does an element come to stand on a page, and what of the server's HTML may?

const KEPT_TAGS =
  "a,b,blockquote,br,code,div,em,h1,h2,h3,h4,h5,h6,hr,i,li,ol,p,pre,span,strong,table,tbody,td,th,thead,tr,ul";

const policy = globalThis.trustedTypes?.createPolicy("civicdesk", { createHTML: (html) => html });

/** An element with its attributes and children; what is null, undefined or false is left out. */
export function element(tag, { text = "", onclick = null, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value) made.setAttribute(name, value);
  made.onclick = onclick;
  made.append(text, ...children.filter(Boolean));
  return made;
}

/**
 * The nodes of HTML that the server has cleaned.
 *
 * It is read inside a template, where nothing loads or runs, and only known tags and safe links are taken over:
 * a second wall behind the server's own. Headings count as one level below the heading of their message.
 */
export function approvedNodes(html) {
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(html) : html;
  for (const node of template.content.querySelectorAll(`:not(${KEPT_TAGS})`)) node.remove();
  for (const node of template.content.querySelectorAll("*")) {
    const href = node.getAttribute("href") || "";
    for (const { name } of [...node.attributes]) if (!["lang", "start"].includes(name)) node.removeAttribute(name);
    if (node.localName === "a" && /^(https?|mailto|tel):/i.test(href)) {
      node.href = href;
      if (/^http/i.test(href)) Object.assign(node, { target: "_blank", rel: "noopener" });
    }
    if (/^h\d$/.test(node.localName)) node.ariaLevel = Math.max(3, Number(node.localName[1]) + 1);
  }
  return template.content;
}
