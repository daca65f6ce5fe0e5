import { mboxStart } from "./recognise.ts";

/** One mail of an input: where its bytes are, and the moment its mbox line names. */
export type Piece = { readonly bytes: Uint8Array; readonly postmark: string | undefined };

const headerLine = /^[!-9;-~]{1,76}[ \t]{0,8}:/;

/**
 * The mails of an input: itself, or those of an mbox (RFC 4155) at most `mailsMax`. A "From " line starts a mail only at the very beginning or
 * behind an empty line, when the next line is a header field: so a sentence in a body does not cut a mail in two.
 */
export function piecesOf(bytes: Uint8Array, mailsMax: number): { pieces: Piece[]; more: boolean } {
  const starts = startsOf(bytes, mailsMax + 1);
  if (starts.length === 0) return { pieces: [{ bytes, postmark: undefined }], more: false };
  const pieces = starts.slice(0, mailsMax).map((start, index) => {
    const line = lineAt(bytes, start);
    return { bytes: bytes.subarray(line.next, starts[index + 1] ?? bytes.length), postmark: line.text };
  });
  return { pieces, more: starts.length > mailsMax };
}

function startsOf(bytes: Uint8Array, startsMax: number): number[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = skipBlank(bytes);
  if (!isStart(bytes, first)) return [];
  const starts = [first];
  for (
    let at = buffer.indexOf("\nFrom ", first, "latin1");
    at >= 0 && starts.length < startsMax;
    at = buffer.indexOf("\nFrom ", at + 1, "latin1")
  ) {
    const blankBefore = bytes[at - 1] === 0x0a || (bytes[at - 1] === 0x0d && bytes[at - 2] === 0x0a);
    if (blankBefore && isStart(bytes, at + 1)) starts.push(at + 1);
  }
  return starts;
}

function isStart(bytes: Uint8Array, at: number): boolean {
  const line = lineAt(bytes, at);
  return mboxStart.test(line.text) && headerLine.test(lineAt(bytes, line.next).text);
}

function skipBlank(bytes: Uint8Array): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && (bytes[at] === 0x0a || bytes[at] === 0x0d)) at++;
  return at;
}

function lineAt(bytes: Uint8Array, at: number): { text: string; next: number } {
  const newline = bytes.indexOf(0x0a, at);
  const end = newline < 0 ? bytes.length : newline;
  return {
    text: Buffer.from(bytes.subarray(at, Math.min(end, at + 1_024)))
      .toString("latin1")
      .trimEnd(),
    next: newline < 0 ? bytes.length : newline + 1,
  };
}
