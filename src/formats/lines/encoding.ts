/** How an input's text is written. UTF-16 only with its byte order mark or when every other byte of the beginning is NUL. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** What the first bytes say, and the mark's length in bytes, which is no part of the text. */
export function encodingOf(head: Uint8Array): { readonly encoding: Encoding; readonly markLength: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", markLength: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", markLength: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", markLength: 2 };
  if (head.length >= 4 && head[0] !== 0 && head[1] === 0 && head[2] !== 0 && head[3] === 0) return { encoding: "utf-16le", markLength: 0 };
  if (head.length >= 4 && head[0] === 0 && head[1] !== 0 && head[2] === 0 && head[3] !== 0) return { encoding: "utf-16be", markLength: 0 };
  return { encoding: "utf-8", markLength: 0 };
}

/** The first bytes as text: at most 64 KiB are looked at. Bytes that are not UTF-8 become U+FFFD. */
export function headText(head: Uint8Array): string {
  const utf8 = utf8Stream();
  return Buffer.from(utf8(head.subarray(0, 65_536))).toString("utf8");
}

/**
 * Turns an input's bytes, piece by piece, into UTF-8 without a byte order mark. UTF-8 passes through untouched, so digests are
 * over the input's own bytes; digests of UTF-16 inputs are over the UTF-8 form of the same text.
 */
export function utf8Stream(): (bytes: Uint8Array) => Uint8Array {
  let first = new Uint8Array(0);
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let decided = false;
  return (bytes) => {
    if (decided) return decoder ? Buffer.from(decoder.decode(bytes, { stream: true })) : bytes;
    first = first.length === 0 ? bytes.slice() : Buffer.concat([first, bytes]);
    // Four bytes decide; an input that is shorter is no record in any encoding.
    if (first.length < 4) return new Uint8Array(0);
    decided = true;
    const { encoding, markLength } = encodingOf(first);
    if (encoding !== "utf-8") decoder = new TextDecoder(encoding);
    const rest = first.subarray(markLength);
    return decoder ? Buffer.from(decoder.decode(rest, { stream: true })) : rest;
  };
}
