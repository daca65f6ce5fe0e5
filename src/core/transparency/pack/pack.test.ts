import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { goEnvironment, isThere } from "../../../testing/log-oracle.ts";
import { sampleLogKey, treeOfLeaves } from "../../../testing/sample-log.ts";
import { type JournalEntry, leafOf, noPrevious, seal } from "../../journal/journal.ts";
import { disclosureOf, sealPayload } from "../../journal/payload.ts";
import { readRecord, type SealedHeader } from "../../journal/record.ts";
import { successionBytes } from "../../journal/succession.ts";
import { toBase64 } from "../base64.ts";
import { formatCheckpoint } from "../checkpoint.ts";
import { proveInclusion } from "../inclusion.ts";
import { cosignatureLine, signNote } from "../note.ts";
import { formatVerifierKey, verifierKeyOf } from "../verifier-key.ts";
import { type EvidencePack, entryFolder, loggedCheckpoint, type PackEntry, packFiles } from "./pack.ts";
import { packReadme } from "./readme.ts";
import { type PackTrust, verifyPack } from "./verify-pack.ts";

const origin = "log.example.org/watchkeeper";
const [older, newer] = [sampleLogKey(origin, 1), sampleLogKey(origin, 2)];
const witness = sampleLogKey("witness.example.net", 3);
const streamKey = Buffer.alloc(32, 5);
const size = 60;

const events = Array.from({ length: size }, (_, at) => JSON.stringify({ type: "CaseOpened", caseId: `case-${at}` }));
const journal: JournalEntry[] = [];
for (const [sequence, event] of events.entries()) {
  const previous = journal.at(-1)?.hash ?? noPrevious;
  const header = {
    version: 2 as const,
    sequence,
    stream: "case-1",
    type: "CaseOpened",
    recordedAtMs: 1_770_000_000_000 + sequence,
    previous,
    tenant: "t-0123456789abcdef",
    key: 0,
  };
  const { payload, commitment } = sealPayload(event, disclosureOf(streamKey, header), Buffer.alloc(12, sequence));
  journal.push(seal({ ...header, commitment }, payload));
}
const disclosed = (index: number) => disclosureOf(streamKey, readRecord(journal[index]!.record) as SealedHeader);
const tree = treeOfLeaves(journal.map(({ record }) => leafOf(record)));
const text = formatCheckpoint({ origin, size, root: tree.root() });
const checkpoint = signNote(text, newer) + cosignatureLine(text, witness, 1_770_000_100);
const [from, to] = [toBase64(older.publicKey), toBase64(newer.publicKey)];

async function entryOf(index: number, discloses = true): Promise<PackEntry> {
  const { record, payload } = journal[index]!;
  const entry = { index, record, payload, proof: await proveInclusion(index, size, tree.read) };
  return discloses ? { ...entry, disclosure: disclosed(index), event: events[index]! } : entry;
}

const pack: EvidencePack = {
  keys: [older, newer].map((key) => verifierKeyOf(key, "note")),
  successions: [{ from, to, signature: toBase64(older.sign(successionBytes(from, to))) }],
  witnesses: [verifierKeyOf(witness, "cosignature")],
  checkpoint,
  entries: [await entryOf(41), await entryOf(7), await entryOf(13, false)],
};
const trust: PackTrust = { logKey: verifierKeyOf(older, "note"), witnesses: pack.witnesses };
const filesOf = (given: EvidencePack) => new Map(packFiles(given).map(({ path, bytes }) => [path, bytes]));
const files = filesOf(pack);

describe("an evidence pack", () => {
  test("is found whole by whoever trusted the log's first key, with what was disclosed and by whom it was seen", () => {
    const verdict = verifyPack(files, trust);
    assert.deepEqual(verdict.findings, []);
    assert.ok(verdict.intact && verdict.trusted === "given-key" && verdict.checkpoint?.size === size);
    assert.deepEqual(
      verdict.entries.map(({ index, opened, event }) => [index, opened, event]),
      [
        [7, true, events[7]],
        [13, false, undefined],
        [41, true, events[41]],
      ],
    );
    assert.deepEqual(verdict.cosignedBy, [{ name: "witness.example.net", timeSeconds: 1_770_000_100 }]);
  });

  test("without a key from elsewhere says so", () => {
    assert.equal(verifyPack(files).trusted, "own-key");
    assert.ok(verifyPack(files).intact);
  });

  test("is the same bytes whenever it is made, in the order of its paths", () => {
    const again = packFiles({ ...pack, entries: pack.entries.toReversed() });
    assert.deepEqual(again, packFiles(pack));
    assert.deepEqual(
      again.map(({ path }) => path),
      again.map(({ path }) => path).toSorted(),
    );
  });

  test("leaves out the lines of keys that it does not name", () => {
    const retired = cosignatureLine(text, sampleLogKey("retired.example.net", 8), 1_770_000_000);
    assert.deepEqual(packFiles({ ...pack, checkpoint: checkpoint + retired }), packFiles(pack));
  });

  test("with any bit of any file changed is not intact", () => {
    let changes = 0;
    for (const [path, bytes] of files)
      for (let at = 0; at < bytes.length; at += bytes.length > 2_000 ? 197 : bytes.length > 400 ? 5 : 1) {
        const bent = Uint8Array.from(bytes);
        bent[at]! ^= 1 << ((at + (at >> 3)) % 8);
        const verdict = verifyPack(new Map(files).set(path, bent), trust);
        assert.equal(verdict.intact, false, `${path} at ${at}`);
        changes++;
      }
    assert.ok(changes > 1_500, String(changes));
  });

  test("with any file missing, exchanged with another or added is not intact", () => {
    for (const path of files.keys()) {
      const less = new Map(files);
      less.delete(path);
      assert.equal(verifyPack(less, trust).intact, false, `without ${path}`);
    }
    for (const name of ["record.json", "record.tlog-proof", "payload.bin", "salt.bin", "key.bin", "event.json"]) {
      const swapped = new Map(files);
      for (const [one, other] of [
        [7, 41],
        [41, 7],
      ] as const)
        swapped.set(`${entryFolder(one)}/${name}`, files.get(`${entryFolder(other)}/${name}`)!);
      assert.equal(verifyPack(swapped, trust).intact, false, name);
    }
    for (const path of ["verdict.txt", "entries/000000000009/record.json", "../outside", "entries/7/record.json"])
      assert.equal(verifyPack(new Map(files).set(path, Buffer.from("true")), trust).intact, false, path);
  });

  test("of another log, of a key that nobody vouched for, or of a forked record is not intact", () => {
    const stranger = verifierKeyOf(sampleLogKey(origin, 9), "note");
    assert.equal(verifyPack(files, { logKey: stranger }).intact, false);
    assert.equal(verifyPack(filesOf({ ...pack, successions: [] }), trust).intact, false);
    const forked = tree.change(new Map([[3, leafOf(journal[4]!.record)]]));
    const elsewhere = signNote(formatCheckpoint({ origin, size, root: forked.root() }), newer);
    assert.equal(verifyPack(filesOf({ ...pack, checkpoint: elsewhere }), trust).intact, false);
  });

  test("discloses one key for one payload: another salt, another key or another text is found", () => {
    const entry = pack.entries[0]!;
    const forged = sealPayload("forged", disclosed(41), Buffer.alloc(12, 1));
    for (const spoiled of [
      { ...entry, event: "forged" },
      { ...entry, payload: forged.payload, event: "forged" },
      { ...entry, disclosure: disclosed(42) },
      { ...entry, disclosure: { ...entry.disclosure!, salt: Buffer.alloc(32) } },
      // A writer who chose the salt to fit: the commitment holds, and the key is not that of the salt.
      { ...entry, disclosure: { ...entry.disclosure!, key: Buffer.alloc(32, 1) } },
    ])
      assert.equal(verifyPack(filesOf({ ...pack, entries: [spoiled] }), trust).intact, false);
  });

  // A log that is dishonest itself signs what it likes; a reader must still not take its word for what the form forbids.
  async function packOf(record: JournalEntry, index: number, given: Partial<PackEntry>) {
    const dishonest = treeOfLeaves(journal.map((entry, at) => leafOf(at === index ? record.record : entry.record)));
    const proof = await proveInclusion(index, size, dishonest.read);
    const note = signNote(formatCheckpoint({ origin, size, root: dishonest.root() }), newer);
    return filesOf({ ...pack, checkpoint: note, entries: [{ index, record: record.record, proof, ...given }] });
  }

  test("of a log that chose its own salt, and so left open which key is the one, is not intact", async () => {
    const { key } = disclosed(7);
    const salt = Buffer.alloc(32, 9);
    const { payload, commitment } = sealPayload("two-faced", { key, salt }, Buffer.alloc(12, 7));
    const header = {
      sequence: 7,
      stream: "case-1",
      type: "CaseOpened",
      recordedAtMs: 1,
      previous: journal[6]!.hash,
      tenant: "t-0123456789abcdef",
      key: 0,
    };
    const entry = seal({ ...header, commitment }, payload);
    const verdict = verifyPack(await packOf(entry, 7, { payload, disclosure: { key, salt }, event: "two-faced" }), trust);
    assert.deepEqual(
      verdict.findings.map(({ says }) => says),
      ["its salt is not that of its key"],
    );
  });

  test("of a log that numbers its entries otherwise than it holds them is not intact", async () => {
    assert.equal(verifyPack(await packOf(journal[7]!, 7, {}), trust).intact, true);
    assert.equal(verifyPack(await packOf(journal[6]!, 7, {}), trust).intact, false);
  });

  test("with a line that nobody it names has signed is not intact, also when it holds no entry", () => {
    const empty = filesOf({ ...pack, entries: [] });
    assert.equal(verifyPack(empty, trust).intact, true);
    const more = Buffer.from(checkpoint + cosignatureLine(text, sampleLogKey("other.example.net", 8), 5));
    assert.equal(verifyPack(new Map(empty).set("checkpoint.cosigned", more), trust).intact, false);
  });

  test("made of anything at all is judged, never thrown at", () => {
    const paths = [...files.keys(), "other"];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...paths), fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...files.values()))), {
          maxLength: 8,
        }),
        (spoiled) => {
          const verdict = verifyPack(new Map([...files, ...spoiled]), trust);
          assert.equal(typeof verdict.intact, "boolean");
        },
      ),
      { numRuns: 300 },
    );
    assert.equal(verifyPack(new Map(), trust).intact, false);
  });

  test("holds beside a time stamp what the stamp is over: the log's words without the witnesses'", () => {
    assert.equal(Buffer.from(files.get("checkpoint")!).toString(), signNote(text, newer));
    assert.equal(loggedCheckpoint(checkpoint), signNote(text, newer));
    const stamped = filesOf({ ...pack, timeStamp: { reply: Buffer.from("no reply"), authority: "no certificates" } });
    assert.deepEqual(
      verifyPack(stamped, trust).findings.map(({ path }) => path),
      ["checkpoint.tsr"],
    );
    stamped.delete("checkpoint.tsr");
    assert.deepEqual(
      verifyPack(stamped, trust).findings.map(({ path }) => path),
      ["authority.pem"],
    );
  });
});

const hasGo = isThere(["/usr/bin/go", "/usr/share/gocode/src/golang.org/x/mod/sumdb"], "golang-go, golang-golang-x-mod-dev");

describe("the pack's own verify.go", { skip: !hasGo }, () => {
  const folder = mkdtempSync(join(tmpdir(), "watchkeeper-pack-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const put = (path: string, bytes: Uint8Array) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };

  test("accepts the pack, and refuses it with any one file bent", () => {
    for (const [path, bytes] of files) put(path, bytes);
    const program = join(folder, "..", `${folder.split("/").at(-1)}-verify`);
    after(() => rmSync(program, { force: true }));
    const built = spawnSync("/usr/bin/go", ["build", "-o", program, join(folder, "verify.go")], {
      env: goEnvironment(folder),
      encoding: "utf8",
    });
    assert.equal(built.status, 0, built.stderr);
    const run = () => spawnSync(program, [folder, formatVerifierKey(trust.logKey!)], { encoding: "utf8" });
    assert.equal(run().stdout, `intact: 3 entries, 2 opened, of a log of ${size}\n`);
    for (const path of ["checkpoint", "pack.json", ...[...files.keys()].filter((each) => each.startsWith("entries/"))]) {
      const bytes = files.get(path)!;
      for (const at of [1, bytes.length >> 1, bytes.length - 2]) {
        const bent = Uint8Array.from(bytes);
        bent[at]! ^= 1;
        put(path, bent);
        const { status, stdout } = run();
        assert.ok(status === 1 && stdout.startsWith("NOT intact"), `${path} at ${at}: ${stdout}`);
      }
      put(path, bytes);
    }
    const stranger = formatVerifierKey(verifierKeyOf(sampleLogKey(origin, 9), "note"));
    assert.equal(spawnSync(program, [folder, stranger]).status, 1);
  });
});

const hasOpenssl = isThere(["/usr/bin/openssl"], "openssl");

describe("the pack's README", { skip: !hasOpenssl }, () => {
  const folder = mkdtempSync(join(tmpdir(), "watchkeeper-pack-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("names the folders as they are, and its lines for openssl show the same in both columns, as typed", () => {
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    assert.ok(packReadme.includes(`| ${entryFolder(7)}/ |`));
    const lines = packReadme.split("\n").filter((line) => line.startsWith("    for entry in "));
    assert.equal(lines.length, 2);
    for (const line of lines) {
      const { stdout, stderr } = spawnSync("/bin/sh", ["-c", line], { cwd: folder, encoding: "utf8" });
      const columns = stdout
        .trim()
        .split("\n")
        .map((each) => each.split(" "));
      assert.equal(columns.length, 2, stderr);
      for (const [computed, held] of columns) assert.ok(/^[0-9a-f]{64}$/.test(computed ?? "") && computed === held, stdout + stderr);
    }
  });
});
