import { gzipSync } from "node:zlib";
import { zipOf } from "../../src/testing/zip-writer.ts";
import type { Chance } from "./chance.ts";

/** One way to make a hostile input out of an honest one. `other` is a second honest input, of any format. */
export type Damage = (bytes: Buffer, chance: Chance, other: Buffer) => Buffer;

/** Every way to damage an input, by name. */
export const damages: Readonly<Record<string, Damage>> = {
  "bit-flips": (bytes, chance) => changed(bytes, chance, 1 + chance.below(40), (value) => value ^ (1 << chance.below(8))),
  "random-bytes": (bytes, chance) => changed(bytes, chance, 1 + chance.below(200), () => chance.below(256)),
  "greatest-numbers": (bytes, chance) => changed(bytes, chance, 4 + chance.below(24), () => chance.pick([0xff, 0x7f, 0x80, 0x00])),
  truncated: (bytes, chance) => bytes.subarray(0, chance.below(bytes.length + 1)),
  headless: (bytes, chance) => bytes.subarray(chance.below(bytes.length + 1)),
  spliced(bytes, chance, other) {
    const cut = chance.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, cut), other.subarray(chance.below(other.length + 1)), bytes.subarray(cut)]);
  },
  "repeated-blocks"(bytes, chance) {
    const start = chance.below(bytes.length + 1);
    const block = bytes.subarray(start, start + 1 + chance.below(4_096));
    const times = 1 + chance.below(300);
    return Buffer.concat([bytes.subarray(0, start), ...Array.from({ length: times }, () => block), bytes.subarray(start)]);
  },
  "swapped-halves"(bytes, chance) {
    const cut = chance.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(cut), bytes.subarray(0, cut)]);
  },
  "zero-bytes": (bytes, chance) => inserted(bytes, chance, Buffer.alloc(1 + chance.below(100_000))),
  "one-line": (bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a)),
  "bare-returns": (bytes) => Buffer.from(bytes.map((byte) => (byte === 0x0a ? 0x0d : byte))),
  utf16: (bytes, chance) => Buffer.concat([Buffer.from(chance.pick([[0xff, 0xfe], []])), Buffer.from(bytes.toString("latin1"), "utf16le")]),
  "utf16-swapped": (bytes) => Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(bytes.toString("latin1"), "utf16le").swap16()]),
  "wrong-encoding": (bytes, chance) =>
    inserted(Buffer.from(bytes.toString("latin1"), "utf8"), chance, Buffer.from([0xc3, 0x28, 0xed, 0xa0, 0x80])),
  "marked-twice": (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf]), bytes]),
  "far-dates": (bytes, chance) => replaced(bytes, /(?:19|20)\d\d/g, () => chance.pick(["0000", "0001", "1601", "2262", "9999", "-271"])),
  "huge-numbers": (bytes, chance) =>
    replaced(bytes, /\b\d{2,}\b/g, () => chance.pick(["9".repeat(400), "-1", "1e999", "0x", "NaN", "18446744073709551616"])),
  "hostile-names": (bytes, chance) =>
    replaced(bytes, /"[A-Za-z@_.]{2,30}"(?=\s*:)/g, (found) => (chance.below(4) > 0 ? found : chance.pick(hostileNames))),
  "hostile-values": (bytes, chance) =>
    replaced(bytes, /"[^"\\\n]{1,60}"(?=\s*[,}\]])/g, (found) => (chance.below(4) > 0 ? found : chance.pick(hostileValues))),
  "deep-json": (bytes, chance) => inserted(bytes, chance, deepJson(chance)),
  "wrapped-deep": (bytes, chance) => Buffer.concat([Buffer.from('{"a":['.repeat(1 + chance.below(5_000))), bytes]),
  gzipped: (bytes, chance) => changed(gzipSync(bytes), chance, chance.below(4), () => chance.below(256)),
  "gzipped-and-cut"(bytes, chance) {
    const packed = gzipSync(bytes);
    return packed.subarray(0, chance.below(packed.length + 1));
  },
  "gzip-in-gzip": (bytes, chance) => Array.from({ length: 1 + chance.below(8) }).reduce<Buffer>((inner) => gzipSync(inner), bytes),
  "zipped-with-lies": (bytes, chance, other) =>
    zipOf([
      { name: "a", bytes, claimedSize: chance.pick([0, 1, bytes.length, 0xffffffff]) },
      { name: chance.pick(hostilePaths), bytes: other, stored: chance.below(2) === 0, claimedSum: chance.pick([0, 1]) },
      { name: "overlap", bytes: Buffer.alloc(0), sharesWith: 0 },
    ]),
  "zipped-and-damaged": (bytes, chance, other) =>
    changed(
      zipOf([
        { name: "a", bytes },
        { name: "b", bytes: other },
      ]),
      chance,
      1 + chance.below(12),
      () => chance.below(256),
    ),
  "zip-in-zip": (bytes, chance) =>
    Array.from({ length: 1 + chance.below(8) }).reduce<Buffer>((inner) => zipOf([{ name: "inner.zip", bytes: inner }]), bytes),
  "taken-as-tar": (bytes, chance, other) =>
    tarOf([
      { name: chance.pick(hostilePaths), bytes, claimed: chance.pick(["77777777777", "-1", "zz", undefined]) },
      { name: "b", bytes: other, claimed: undefined },
    ]),
};

const hostileNames = [
  '"__proto__"',
  '"constructor"',
  '"toString"',
  '"hasOwnProperty"',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  `"${"k".repeat(70_000)}"`,
];
const hostileValues = [
  '"\\u0000"',
  '"\\udfff\\ud800"',
  "null",
  "[]",
  "{}",
  "[[[[[[]]]]]]",
  "1e999",
  '{"__proto__":{"polluted":true}}',
  '"<script>alert(1)</script>"',
  '"\\u202e\\u0007"',
  '"$(reboot)`reboot`"',
  `"${"v".repeat(70_000)}"`,
];
const hostilePaths = ["../../etc/passwd", "/etc/passwd", "a/".repeat(400), "\u0000", "con", "", "..\\..\\x", "\ud800"];

function changed(bytes: Buffer, chance: Chance, places: number, change: (value: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length === 0) return copy;
  for (let done = 0; done < places; done++) {
    const at = chance.below(copy.length);
    copy[at] = change(copy[at]!);
  }
  return copy;
}

function inserted(bytes: Buffer, chance: Chance, what: Buffer): Buffer {
  const at = chance.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), what, bytes.subarray(at)]);
}

function replaced(bytes: Buffer, what: RegExp, by: (found: string) => string): Buffer {
  return Buffer.from(bytes.toString("latin1").replace(what, by), "latin1");
}

function deepJson(chance: Chance): Buffer {
  const depth = 10 + chance.below(200_000);
  return Buffer.from(chance.pick(["[", '{"a":', '[{"a":', '{"event":{"']).repeat(depth));
}

type TarMember = { readonly name: string; readonly bytes: Buffer; readonly claimed: string | undefined };
const tarBlockBytes = 512;

/** A tar archive (POSIX ustar) whose sizes may lie; the sums of its headers are right, so that it is believed. */
function tarOf(members: readonly TarMember[]): Buffer {
  const blocks = members.flatMap(({ name, bytes, claimed }) => {
    const header = Buffer.alloc(tarBlockBytes);
    header.write(name, 0, 100, "utf8");
    header.write("0000644\x000000000\x000000000\0", 100, "latin1");
    header.write(`${(claimed ?? bytes.length.toString(8)).padStart(11, "0")}\0`, 124, 12, "latin1");
    header.write("00000000000\0        0", 136, "latin1");
    header.write("ustar\x0000", 257, "latin1");
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    return [header, bytes, Buffer.alloc((tarBlockBytes - (bytes.length % tarBlockBytes)) % tarBlockBytes)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * tarBlockBytes)]);
}
