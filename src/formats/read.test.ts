import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { checkLedger, oneLetter, readBytes } from "../testing/format-contract.ts";
import { sharedData } from "../testing/shared-data.ts";
import { zipOf } from "../testing/zip-writer.ts";
import { limits } from "./limits.ts";
import { batchRecordsMax, readInput } from "./read.ts";

const sample = (name: string) => readFileSync(new URL(name, import.meta.url));
const alertLine = '{"alert":1,"time":"2026-02-03T10:11:12Z","source":"scanner","title":"One"}\n';

describe("archives", () => {
  test("members are inputs of their own, at any depth", async () => {
    const { ledgers } = await readBytes(sample("./archive/samples/evidence.zip"), { path: "e.zip" });
    assert.deepEqual(
      ledgers.map(({ path, format, alerts, events, rejected }) => [path, format, alerts, events, rejected]),
      [
        ["e.zip!alerts.jsonl", "plain-alert", 2, 0, 0],
        ["e.zip!inner.tar.gz!auth.log", "syslog", 0, 1, 0],
        ["e.zip!picture.png", "unknown", 0, 0, 1],
      ],
    );
    const tar = await readBytes(sample("./archive/samples/evidence.tar.gz"), { path: "e.tar.gz" });
    assert.deepEqual(
      tar.ledgers.map(({ path }) => path),
      ["e.tar.gz!evidence/alerts.jsonl", "e.tar.gz!evidence/auth.log"],
    );
  });

  test("a compressed file keeps its own path", async () => {
    const { ledgers } = await readBytes(sample("./archive/samples/alerts.jsonl.gz"), { path: "a.jsonl.gz" });
    assert.deepEqual(ledgers, [{ path: "a.jsonl.gz", format: "plain-alert", records: 2, events: 0, alerts: 2, rejected: 0 }]);
  });

  test("records before the end of a cut-off file are kept, and the cut is one record", async () => {
    const lines = Array.from({ length: 500 }, (_, index) => alertLine.replace("One", `Number ${index} ${(index * 7_919) % 1_009}`)).join(
      "",
    );
    const whole = gzipSync(lines);
    const reading = await readBytes(whole.subarray(0, whole.length >> 1), { path: "cut.gz" });
    checkLedger(reading);
    const [ledger] = reading.ledgers;
    assert.ok(ledger!.alerts > 50, `${ledger!.alerts} alerts`);
    assert.ok(ledger!.rejected >= 1 && ledger!.rejected <= 2);
    const last = reading.records.at(-1);
    assert.ok(last?.kind === "rejected" && last.letter.reason === "truncated");
  });

  test("archives deeper than the limit are refused", async () => {
    let bytes: Buffer = Buffer.from(alertLine);
    for (let depth = 0; depth < limits.archiveDepthMax; depth++) bytes = zipOf([{ name: `d${depth}.zip`, bytes }]);
    assert.equal((await readBytes(bytes)).ledgers[0]!.alerts, 1);
    const { records } = await readBytes(zipOf([{ name: "outer.zip", bytes }]));
    assert.ok(records[0]?.kind === "rejected" && records[0].letter.reason === "too-deep");
  });

  test("what cannot be opened is a record of the archive, and the rest is read", async () => {
    const members = [
      { name: "secret", bytes: Buffer.from("x"), encrypted: true },
      { name: "a.jsonl", bytes: Buffer.from(alertLine) },
    ];
    const { ledgers } = await readBytes(zipOf(members), { path: "z" });
    assert.deepEqual(ledgers, [
      { path: "z!a.jsonl", format: "plain-alert", records: 1, events: 0, alerts: 1, rejected: 0 },
      { path: "z", format: "zip", records: 1, events: 0, alerts: 0, rejected: 1 },
    ]);
  });

  test("a member's name is a label: control characters and length do no harm", async () => {
    const { ledgers } = await readBytes(zipOf([{ name: `../\n\u001b[31m${"n".repeat(5_000)}`, bytes: Buffer.from(alertLine) }]), {
      path: "z",
    });
    assert.match(ledgers[0]!.path, /^z!\.\.\/ \[31mn+…$/);
    assert.ok(ledgers[0]!.path.length < 600);
  });
});

describe("what is no evidence is one rejected record that says what it looks like", () => {
  const looks: readonly (readonly [string, string | Uint8Array, string, RegExp])[] = [
    ["an empty file", "", "not-evidence", /empty/],
    ["white space", " \n\n", "not-evidence", /white space/],
    ["prose", "Dear reader,\nthis is a letter and no log.\n", "unknown-format", /text/],
    ["a picture", Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), Buffer.alloc(64)]), "not-evidence", /image/],
    ["a program", Buffer.concat([Buffer.from("7f454c46020101", "hex"), Buffer.alloc(64)]), "not-evidence", /elf/i],
    ["binary data", Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 37) % 256)), "not-evidence", /binary/],
    ["an Office document", zipOf([{ name: "[Content_Types].xml", bytes: Buffer.from("<Types/>") }]), "not-evidence", /Office/],
    ["an archive without files", zipOf([]), "not-evidence", /no files/],
  ];
  for (const [name, bytes, reason, detail] of looks)
    test(name, async () => {
      const letter = await oneLetter(bytes);
      assert.equal(letter.reason, reason);
      assert.match(letter.detail, detail);
    });
});

test("records come in batches that are never longer than the limit", async () => {
  async function* source() {
    for (let count = 0; count < 100; count++) yield Buffer.from(alertLine.repeat(100));
  }
  const lengths: number[] = [];
  for await (const step of readInput("many", source())) if (step.kind === "batch") lengths.push(step.records.length);
  assert.deepEqual(lengths, [batchRecordsMax, batchRecordsMax, 10_000 - 2 * batchRecordsMax]);
});

test("a failure of the disk is thrown, not made a record", async () => {
  async function* source() {
    yield Buffer.from(alertLine);
    throw new Error("EIO");
  }
  await assert.rejects(async () => {
    for await (const _ of readInput("disk", source()));
  }, /EIO/);
});

// Guarantees that no bytes whatever throw out of reading, and that every record is counted once.
test("any bytes end in an exact ledger", async () => {
  const starts = [
    "",
    "{",
    '[{"',
    "ElfFile\0",
    "PK\u0003\u0004",
    "\u001f\u008b\b",
    "\uFEFF{",
    "\xff\xfe{\0",
    "#separator \\x09\n#fields\ta\tb\n",
    "CEF:0|",
    "From: a@example.test\nTo: b\n\n",
    "Feb  3 10:11:12 h p: ",
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...starts),
      fc.uint8Array({ maxLength: 2_000 }),
      fc.integer({ min: 1, max: 3_000 }),
      async (start, rest, pieceBytes) => {
        checkLedger(await readBytes(Buffer.concat([Buffer.from(start, "latin1"), rest]), { pieceBytes }));
      },
    ),
    { numRuns: 400 },
  );
});

test("recorded Windows attacks are read whole out of their archives", async (t) => {
  const data = sharedData();
  if (data === undefined) return t.diagnostic("the shared data is absent: recorded archives are not checked");
  const folder = join(data, "otrf/datasets/atomic/windows/persistence/host");
  for (const name of readdirSync(folder)) {
    const reading = await readBytes(readFileSync(join(folder, name)), { path: name });
    checkLedger(reading);
    assert.deepEqual([reading.ledgers.length, reading.ledgers[0]?.format, reading.ledgers[0]?.rejected], [1, "windows-json", 0], name);
  }
});

// Guarantees: a first line that log rotation cut, or a heading, costs one record and not the file.
test("JSON lines behind a foreign first line are read, and the line is one rejected record", async () => {
  for (const first of ["# exported 2026-11-20", 'ut","title":"Half a record"}', "hello world"]) {
    const reading = await readBytes(Buffer.from(`${first}\n${alertLine.repeat(20)}`), { path: "a.jsonl" });
    checkLedger(reading);
    const [ledger] = reading.ledgers;
    assert.deepEqual([ledger?.format, ledger?.alerts, ledger?.rejected], ["plain-alert", 20, 1], first);
  }
  const prose = await readBytes(Buffer.from(`Notes\n\nAn example:\n${alertLine}Nothing else here.\n`), { path: "notes.txt" });
  assert.deepEqual([prose.ledgers[0]?.format, prose.ledgers[0]?.alerts], ["unknown", 0]);
});
