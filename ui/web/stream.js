// Which events does a text/event-stream body carry?

/**
 * The events of a byte stream, in order, each as {event, data, id}; id is empty for one that has none.
 *
 * The browser's own EventSource can neither POST nor send a token. Lines end in LF or CR LF, and an event may arrive
 * cut anywhere, inside a character too; one that the end of the stream cuts off is dropped. Raises an Error when
 * nothing at all, not even a ping, arrives for silenceEndsAfterMs: a connection can die without a word.
 */
export async function* readEvents(stream, silenceEndsAfterMs = 60000) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read(), silenceEndsAfterMs);
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).replaceAll("\r\n", "\n").split("\n\n");
      rest = blocks.pop();
      yield* blocks.map(readEvent).filter(({ data }) => data);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function readEvent(block) {
  const values = (name) =>
    block.split("\n").filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).replace(/^ /, ""));
  return { event: values("event").at(-1) || "message", data: values("data").join("\n"), id: values("id").at(-1) ?? "" };
}

function withinSilence(reading, silenceEndsAfterMs) {
  let timer;
  const silence = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error("the stream fell silent")), silenceEndsAfterMs);
  });
  return Promise.race([reading, silence]).finally(() => clearTimeout(timer));
}
