// Which words of a text are not in another?  For text that is not saved; of saved versions the service tells.

const MOST_WORDS = 3_000;

/** The parts of `mine` against `theirs`, as [{op: "same" | "added" | "removed", text}]; Chinese by its own words. */
export function compareWords(theirs, mine, language) {
  const [a, b] = [theirs, mine].map((text) => splitWords(text, language));
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) return [["removed", theirs], ["added", mine]].map(([op, text]) => ({ op, text }));
  const lengths = measure(a, b);
  const parts = [];
  const put = (op, text) => (parts.at(-1)?.op === op ? (parts.at(-1).text += text) : parts.push({ op, text }));
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      put("same", a[i]);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && lengths[i + 1][j] >= lengths[i][j + 1])) put("removed", a[i++]);
    else put("added", b[j++]);
  }
  return parts;
}

function splitWords(text, language) {
  return [...new Intl.Segmenter(language, { granularity: "word" }).segment(text)].map(({ segment }) => segment);
}

// The length of the longest run of common words from each pair of places on.
function measure(a, b) {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  }
  return lengths;
}
