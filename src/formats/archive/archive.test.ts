import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { pack } from "tar-stream";
import { type ZipMember, zipOf } from "../../testing/zip-writer.ts";
import { limits } from "../limits.ts";
import { containerKind, openContainer } from "./container.ts";
import { newBudget } from "./inflate.ts";
import { byteSource, InputDamage } from "./source.ts";

/** Every item with its text, or the reason it was refused; then, if the archive itself broke off, that reason. */
async function open(bytes: Uint8Array, { pieceBytes = 1_000, budget = newBudget(), textMax = 100_000 } = {}): Promise<string[]> {
  const found: string[] = [];
  const kind = containerKind(bytes);
  if (!kind) return ["no container"];
  try {
    for await (const item of openContainer(kind, byteSource(inPieces(bytes, pieceBytes)), budget)) {
      if ("damage" in item) found.push(`${item.name}: ${item.damage.reason}`);
      else found.push(`${item.name}: ${await textOf(item.bytes, textMax)}`);
    }
  } catch (cause) {
    if (!(cause instanceof InputDamage)) throw cause;
    found.push(cause.reason);
  }
  return found;
}

async function textOf(pieces: AsyncIterable<Uint8Array>, textMax: number): Promise<string> {
  let text = "";
  try {
    for await (const piece of pieces) if (text.length < textMax) text += Buffer.from(piece).toString("latin1");
  } catch (cause) {
    if (!(cause instanceof InputDamage)) throw cause;
    return `${text}<${cause.reason}>`;
  }
  return text;
}

async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

async function tarOf(files: Record<string, string>): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of Object.entries(files)) archive.entry({ name, mtime: new Date(0) }, text);
  archive.entry({ name: "folder/", type: "directory", mtime: new Date(0) });
  archive.entry({ name: "link", type: "symlink", linkname: "/etc/hosts", mtime: new Date(0) });
  archive.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of archive) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
}

const member = (name: string, text: string, rest: Partial<ZipMember> = {}): ZipMember => ({ name, bytes: Buffer.from(text), ...rest });

describe("gzip", () => {
  test("all members of a file are one text", async () => {
    assert.deepEqual(await open(Buffer.concat([gzipSync("one "), gzipSync("two")])), [": one two"]);
  });

  test("what stands before the damage is read, and the damage is named", async () => {
    const text = fc.sample(fc.string({ minLength: 5_000, maxLength: 5_000, unit: "grapheme-ascii" }), { numRuns: 1, seed: 7 })[0]!;
    const whole = gzipSync(text);
    const [cut] = await open(whole.subarray(0, whole.length - 20));
    assert.match(cut!, /<truncated>$/);
    assert.ok(text.startsWith(cut!.slice(2, -"<truncated>".length)) && cut!.length > 1_000);
    const wrong = Buffer.from(whole);
    wrong.writeUInt32LE(1, whole.length - 8);
    assert.deepEqual(await open(wrong), [`: ${text}<checksum>`]);
  });

  test("a bomb is stopped by its ratio, however it is nested in members", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1_048_576));
    assert.match((await open(bomb, { textMax: 0 }))[0]!, /<too-long>$/);
  });

  test("the budget of bytes covers everything that is inflated", async () => {
    const budget = { bytesLeft: 5_000, entriesLeft: 10 };
    assert.match((await open(gzipSync("x".repeat(6_000)), { budget }))[0]!, /<too-long>$/);
  });
});

describe("tar", () => {
  test("files come in order; folders and links hold nothing", async () => {
    const long = `${"long/".repeat(60)}name.txt`;
    const bytes = await tarOf({ "a.txt": "one", [long]: "two", "../../etc/passwd": "three", empty: "", "größe.txt": "x".repeat(1_500) });
    const found = ["a.txt: one", `${long}: two`, "../../etc/passwd: three", "empty: ", `größe.txt: ${"x".repeat(1_500)}`];
    for (const pieceBytes of [7, 512, 100_000]) assert.deepEqual(await open(bytes, { pieceBytes }), found);
  });

  test("an archive that ends within a member says so there", async () => {
    const bytes = await tarOf({ "a.txt": "one", "b.txt": "x".repeat(2_000) });
    assert.deepEqual(await open(bytes.subarray(0, 512 * 3 + 100)), ["a.txt: one", `b.txt: ${"x".repeat(100)}<truncated>`]);
    assert.deepEqual(await open(bytes.subarray(0, 512 * 2 + 100)), ["a.txt: one", "truncated"]);
  });

  test("a damaged header ends it, since nothing after it can be found", async () => {
    const bytes = await tarOf({ "a.txt": "one", "b.txt": "two" });
    bytes[1_024] = 0x7a;
    assert.deepEqual(await open(bytes), ["a.txt: one", "checksum"]);
  });

  test("more members than the budget has end it", async () => {
    const bytes = await tarOf({ a: "1", b: "2", c: "3" });
    assert.deepEqual(await open(bytes, { budget: { bytesLeft: 1e6, entriesLeft: 2 } }), ["a: 1", "b: 2", "too-many"]);
  });
});

describe("zip", () => {
  test("deflated and stored members are read; a name that points elsewhere is only a label", async () => {
    const bytes = zipOf([member("a.txt", "one"), member("b.txt", "two", { stored: true }), member("../../up", "three"), member("d/", "")]);
    assert.deepEqual(await open(bytes), ["a.txt: one", "b.txt: two", "../../up: three"]);
  });

  test("an encrypted member is refused and the others are read", async () => {
    assert.deepEqual(await open(zipOf([member("a", "one", { encrypted: true }), member("b", "two")])), ["a: encrypted", "b: two"]);
  });

  test("a method that is not known is refused", async () => {
    assert.deepEqual(await open(zipOf([member("a", "one", { method: 99 })])), ["a: unsupported"]);
  });

  test("a member that lies about its size or its checksum is found out", async () => {
    assert.deepEqual(await open(zipOf([member("a", "one", { claimedSize: 2 })])), ["a: <malformed>"]);
    assert.deepEqual(await open(zipOf([member("a", "one", { claimedSize: 9 })])), ["a: one<malformed>"]);
    assert.deepEqual(await open(zipOf([member("a", "one", { claimedSum: 1 })])), ["a: one<checksum>"]);
  });

  test("members that share bytes unfold once", async () => {
    const shared = { name: "b", bytes: Buffer.from("one"), sharesWith: 0 };
    assert.deepEqual(await open(zipOf([member("a", "one"), shared])), ["a: one", "b: malformed"]);
  });

  test("a bomb is stopped by its ratio", async () => {
    const found = await open(zipOf([{ name: "bomb", bytes: Buffer.alloc(64 * 1_048_576) }]), { textMax: 0 });
    assert.match(found[0]!, /bomb: .*<too-long>$/s);
  });

  test("an archive without its end is named truncated", async () => {
    const bytes = zipOf([member("a", "one")]);
    assert.deepEqual(await open(bytes.subarray(0, bytes.length - 10)), ["truncated"]);
  });

  // Guarantees that an archive whose end was touched on its way (a line end added, a comment cut off) is read, and read no less strictly.
  test("an end record with a wrong comment length, or with bytes behind it, still ends the archive", async () => {
    const bytes = zipOf([member("a", "one"), member("b", "two")]);
    const commented = (length: number, comment: string) => {
      const end = Buffer.from(bytes);
      end.writeUInt16LE(length, end.length - 2);
      return Buffer.concat([end, Buffer.from(comment, "latin1")]);
    };
    for (const touched of [commented(0, "\n"), commented(9, "hello"), commented(2, "hello"), commented(0, "\0".repeat(4_096))])
      for (const pieceBytes of [7, 1_000]) assert.deepEqual(await open(touched, { pieceBytes }), ["a: one", "b: two"]);
    assert.deepEqual(await open(commented(5, "hello")), ["a: one", "b: two"], "a right comment");
    assert.deepEqual(await open(commented(5, "PK\x05\x06?")), ["a: one", "b: two"], "a comment that looks like an end record");
    assert.deepEqual(await open(commented(0, "x".repeat(200_000))), ["truncated"], "an end too far from the end is none");
    const shared = { name: "b", bytes: Buffer.from("one"), sharesWith: 0 };
    assert.deepEqual(await open(Buffer.concat([zipOf([member("a", "one"), shared]), Buffer.from("\n")])), ["a: one", "b: malformed"]);
  });

  test("more members than the limit end it", async () => {
    const bytes = zipOf(Array.from({ length: 5 }, (_, index) => member(`m${index}`, "x")));
    const found = await open(bytes, { budget: { bytesLeft: limits.archiveBytesMax, entriesLeft: 4 } });
    assert.equal(found.at(-1), "too-many");
    assert.equal(found.length, 5);
  });
});

// Guarantees that no archive, however damaged, throws anything but named damage, or hangs.
test("damaged archives end in named reasons", async () => {
  const whole = [
    zipOf([member("a.txt", "one ".repeat(100)), member("b.txt", "two", { stored: true })]),
    await tarOf({ "a.txt": "one ".repeat(300), "b.txt": "two" }),
    gzipSync(Array.from({ length: 2_000 }, (_, index) => (index * 7_919) % 1_009).join(" ")),
  ];
  const damage = fc.record({
    which: fc.nat({ max: whole.length - 1 }),
    flips: fc.array(fc.tuple(fc.nat({ max: 9_999 }), fc.nat({ max: 255 })), { maxLength: 4 }),
    keep: fc.integer({ min: 1, max: 20_000 }),
  });
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(damage, async ({ which, flips, keep }) => {
      const bytes = Buffer.from(whole[which]!);
      for (const [where, value] of flips) bytes[Math.floor((where / 10_000) * bytes.length)] = value;
      const found = await open(bytes.subarray(0, Math.ceil((keep / 10_000) * bytes.length)));
      seen.add(found.join().replace(/: [^<]*/g, ": "));
    }),
    { numRuns: 1_500 },
  );
  for (const reason of ["<truncated>", "<malformed>", "<checksum>"])
    assert.ok(
      [...seen].some((found) => found.includes(reason)),
      reason,
    );
});
