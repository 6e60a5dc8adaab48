// How does approved Markdown read as the plain text that agents send?

/** The words without Markdown's marks; a link keeps its address, a list its dashes. */
export function plainText(markdown) {
  return markdown
    .replace(/\[([^\]\n]+)\]\((\S+?)\)/g, (whole, words, address) => (words === address ? address : `${words} (${address})`))
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, "$2")
    .replace(/^#{1,6} +/gm, "")
    .replace(/`([^`\n]+)`/g, "$1");
}
