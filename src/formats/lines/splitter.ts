import { limits } from "../limits.ts";
import { utf8Stream } from "./encoding.ts";

/** Takes lines in order. `bytes` are the line's own, without its line break, valid only during the call; undefined when it was too long to hold. */
export type LineSink = (text: string, bytes: Uint8Array | undefined) => void;

/** Splits text into lines, in pieces of any size. Lines end in LF or CR LF; blank lines are none. */
export type LineSplitter = { readonly push: (bytes: Uint8Array) => void; readonly end: () => void };

const newline = 10;
const carriageReturn = 13;

/** A splitter that holds at most one line (`limits.recordBytesMax`) and one piece; a longer line is passed over and told as such. */
export function lineSplitter(sink: LineSink): LineSplitter {
  const utf8 = utf8Stream();
  let held: Buffer[] = [];
  let heldBytes = 0;
  let isOverlong = false;

  const hold = (part: Buffer) => {
    heldBytes += part.length;
    isOverlong ||= heldBytes > limits.recordBytesMax;
    if (isOverlong) held = [];
    else if (part.length > 0) held.push(Buffer.from(part));
  };
  const finish = (part: Buffer) => {
    if (heldBytes + part.length > limits.recordBytesMax) sink("", undefined);
    else give(heldBytes === 0 ? part : Buffer.concat([...held, part]), sink);
    held = [];
    heldBytes = 0;
    isOverlong = false;
  };
  return {
    push: (bytes) => {
      const text = utf8(bytes);
      const piece = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
      let from = 0;
      for (let to = piece.indexOf(newline); to >= 0; to = piece.indexOf(newline, from)) {
        finish(piece.subarray(from, to));
        from = to + 1;
      }
      hold(piece.subarray(from));
    },
    end: () => {
      if (heldBytes > 0) finish(Buffer.alloc(0));
    },
  };
}

function give(line: Buffer, sink: LineSink): void {
  const end = line.at(-1) === carriageReturn ? line.length - 1 : line.length;
  const own = line.subarray(0, end);
  const text = own.toString("utf8");
  if (text.trim() !== "") sink(text, own);
}
