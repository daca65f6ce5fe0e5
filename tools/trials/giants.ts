import { once } from "node:events";
import { closeSync, openSync, writeSync } from "node:fs";
import { createGzip, gzipSync } from "node:zlib";
import { zipOf } from "../../src/testing/zip-writer.ts";

/** A hostile input that is too large to be held: it is written piece by piece. */
export type Giant = (path: string) => Promise<void>;

const lineBytes = 100 * 1_048_576;
const bombBytes = 1_073_741_824;
const pieceBytes = 1_048_576;

/** Inputs of 100 MB and more, and archives that grow to it, by name. */
export const giants: Readonly<Record<string, Giant>> = {
  "one-letter": (path) => filled(path, "", "a", ""),
  "json-string": (path) => filled(path, '{"alert":1,"title":"', "x", '"}\n'),
  "json-brackets": (path) => filled(path, "", "[", ""),
  "json-objects": (path) => filled(path, "", '{"a":', ""),
  "json-array-on-one-line": (path) => filled(path, "[", "1,", "1]"),
  "json-keys-on-one-line": (path) => filled(path, '{"a0":1', ',"a":1', "}"),
  "json-escapes": (path) => filled(path, '{"a":"', "\\u0000", '"}'),
  "cloudtrail-records-on-one-line": (path) => filled(path, '{"Records":[', '{"eventVersion":"1.08","eventName":"x"},', "{}]}"),
  "syslog-line": (path) => filled(path, "Jan  5 10:00:00 web01 sshd[1]: ", "Failed password ", "\n"),
  "cef-line": (path) => filled(path, "CEF:0|a|b|1|2|c|3|", "key=value ", "\n"),
  "empty-lines": (path) => filled(path, "Jan  5 10:00:00 web01 sshd[1]: hello\n", "\n", ""),
  "mail-header": (path) => filled(path, "From: a@example.test\nReceived: x\nSubject: ", "y", "\n\nhello\n"),
  "mail-html": (path) => filled(path, "From: a@example.test\nReceived: x\nSubject: y\nContent-Type: text/html\n\n", "<div>", ""),
  "mail-parts": (path) =>
    filled(path, "From: a@example.test\nReceived: x\nContent-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", "--b--\n"),
  "zeek-columns": (path) => filled(path, "#separator \\x09\n#fields\tts", "\tx", "\n"),
  "evtx-zeroes": (path) => filled(path, "ElfFile\0", "\0", ""),
  "evtx-chunks": (path) => filled(path, `ElfFile\0${"\0".repeat(4_088)}`, `ElfChnk\0${"\xff".repeat(65_528)}`, ""),
  "utf16-line": (path) => filled(path, "\xff\xfe", "a\0", ""),
  "gzip-bomb": (path) => gzipOfZeroes(path, bombBytes),
  "gzip-bomb-of-lines": (path) => gzipOfZeroes(path, bombBytes, "\n"),
  "gzip-bomb-twice": async (path) => whole(path, gzipSync(await zeroesPacked(bombBytes / 4))),
  "zip-bomb-of-bombs": async (path) => {
    const bomb = await zeroesPacked(bombBytes / 8);
    whole(path, zipOf(Array.from({ length: 200 }, (_, index) => ({ name: `${index}.gz`, bytes: bomb, stored: true }))));
  },
  "zip-overlapping": async (path) => {
    const shared = Array.from({ length: 5_000 }, (_, index) => ({ name: `s${index}`, bytes: Buffer.alloc(0), sharesWith: 0 }));
    whole(path, zipOf([{ name: "kernel", bytes: Buffer.alloc(4 * pieceBytes) }, ...shared]));
  },
  "zip-of-many": async (path) =>
    whole(path, zipOf(Array.from({ length: 30_000 }, (_, index) => ({ name: `f${index}`, bytes: Buffer.alloc(0) })))),
};

async function filled(path: string, head: string, unit: string, tail: string): Promise<void> {
  const handle = openSync(path, "w");
  try {
    const piece = Buffer.from(unit.repeat(Math.ceil(pieceBytes / unit.length)), "latin1");
    writeSync(handle, Buffer.from(head, "latin1"));
    for (let written = 0; written < lineBytes; written += piece.length) writeSync(handle, piece);
    writeSync(handle, Buffer.from(tail, "latin1"));
  } finally {
    closeSync(handle);
  }
}

function whole(path: string, bytes: Buffer): void {
  const handle = openSync(path, "w");
  writeSync(handle, bytes);
  closeSync(handle);
}

async function gzipOfZeroes(path: string, bytes: number, unit = "\0"): Promise<void> {
  whole(path, await zeroesPacked(bytes, unit));
}

async function zeroesPacked(bytes: number, unit = "\0"): Promise<Buffer> {
  const gzip = createGzip({ level: 1 });
  const pieces: Buffer[] = [];
  gzip.on("data", (piece: Buffer) => pieces.push(piece));
  const piece = Buffer.alloc(pieceBytes, unit);
  for (let written = 0; written < bytes; written += piece.length) if (!gzip.write(piece)) await once(gzip, "drain");
  gzip.end();
  await once(gzip, "end");
  return Buffer.concat(pieces);
}
