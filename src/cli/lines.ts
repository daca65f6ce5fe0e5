/** The lines of a stream of text, each without its end; of one longer than `lengthMax` characters only so many and one more. Ends with the reason of the signal. */
export async function* linesOf(
  input: AsyncIterable<Uint8Array | string>,
  lengthMax: number,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let held: string[] = [];
  let length = 0;
  // A line that never ends must not fill the memory, nor be looked through again for each piece of it.
  const hold = (piece: string) => {
    const kept = piece.slice(0, lengthMax + 1 - length);
    if (kept !== "") held.push(kept);
    length += kept.length;
  };
  const taken = () => {
    const line = held.join("");
    held = [];
    length = 0;
    return line;
  };
  for await (const piece of untilStopped(input, signal)) {
    const text = typeof piece === "string" ? piece : decoder.decode(piece, { stream: true });
    let from = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", from)) {
      hold(text.slice(from, end));
      yield taken();
      from = end + 1;
    }
    hold(text.slice(from));
  }
  hold(decoder.decode());
  if (length > 0) yield taken();
}

/** What a stream gives until the signal; a stream that gives nothing is not waited for any longer then. */
async function* untilStopped<Piece>(input: AsyncIterable<Piece>, signal: AbortSignal): AsyncGenerator<Piece, void, undefined> {
  signal.throwIfAborted();
  const pieces = input[Symbol.asyncIterator]();
  // One promise for each wait: a race against one that lives as long as the stream would gather all its losers.
  let refuse: (reason: unknown) => void = () => {};
  const stop = () => refuse(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const next = await new Promise<IteratorResult<Piece>>((resolve, reject) => {
        refuse = reject;
        pieces.next().then(resolve, reject);
      });
      signal.throwIfAborted();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
