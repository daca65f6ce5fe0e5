import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, describe, test } from "node:test";
import { openEvidenceFolder } from "../../cli/evidence-folder.ts";
import { evidenceFrameworks } from "../../core/governance/framework.ts";
import { verifyPack } from "../../core/transparency/pack/verify-pack.ts";
import { formatVerifierKey, verifierKeyOf } from "../../core/transparency/verifier-key.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { evidenceScene, scenePeriod } from "../../testing/evidence-scene.ts";
import { showing } from "../../testing/published-log.ts";
import { pythonHas } from "../../testing/python.ts";
import { sampleLogKey } from "../../testing/sample-log.ts";
import { exportEvidence } from "./export-evidence.ts";

// Guarantees: what is exported is checked whole by Python's standard library alone; nothing of it can be bent, left out or added without its being found,
// also where every digest is made anew; what does not verify is refused and leaves nothing.

const top = mkdtempSync(join(tmpdir(), "watchkeeper-evidence-"));
after(() => rmSync(top, { recursive: true, force: true }));
const scene = await evidenceScene();
let made = 0;

async function exported(
  framework: (typeof evidenceFrameworks)[number],
  given: { worlds?: Map<string, JournalStore>; period?: typeof scenePeriod } = {},
) {
  const worlds = given.worlds ?? scene.worlds;
  const out = join(top, `export-${++made}`);
  const folder = await openEvidenceFolder(out);
  const statement = await exportEvidence({
    ...{ framework, period: given.period ?? scenePeriod, tenant: "default", version: "1.2.3", clock: scene.clock, sink: folder.sink },
    worldNames: async () => [...worlds.keys()],
    journalOf: async (world) => worlds.get(world) as JournalStore,
  }).catch(async (error: unknown) => {
    await folder.discard();
    throw error;
  });
  return { out, statement };
}

const key = formatVerifierKey(scene.key);
// Isolated, and without site packages: nothing but the standard library can be imported.
const verified = (folder: string, by = key, program = join(folder, "verify.py")) =>
  spawnSync("/usr/bin/python3", ["-I", "-S", program, folder, by], { encoding: "utf8", timeout: 120_000 });
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => relative(folder, join(each.parentPath, each.name)))
    .toSorted();
/** Digests of everything, as whoever bends a file would make them anew. */
function summed(folder: string) {
  const lines = filesIn(folder).flatMap((path) =>
    path === "SHA256SUMS" ? [] : [`${hash("sha256", readFileSync(join(folder, path)), "hex")}  ${path}\n`],
  );
  writeFileSync(join(folder, "SHA256SUMS"), lines.join(""));
}

/** Where files hold words of the exporter beside what is counted and cited, what is bent is the latter. */
const places: Readonly<Record<string, (bytes: Buffer) => number>> = {
  "completeness.json": (bytes) => bytes.indexOf('"inPeriod": 5') + 12,
  "framework.json": (bytes) => bytes.indexOf("Art. 26(2), (5)") + 1,
};

describe("an evidence export", { skip: !pythonHas("hashlib") }, () => {
  test("holds the records of the period that are evidence, erased and withheld ones too, and says what it leaves out", async () => {
    const { out, statement } = await exported("ai-act");
    const { status, stdout } = verified(out);
    assert.equal(status, 0, stdout);
    const digest = hash("sha256", readFileSync(join(out, "SHA256SUMS")), "hex");
    assert.equal(statement.digest, `sha256:${digest}`);
    assert.match(
      stdout,
      new RegExp(`watch-000001: 4 records; cosigned by witness\\.example\\.net.*intact: 7 records of 5 worlds.*${digest}`, "s"),
    );
    const rows = JSON.parse(readFileSync(join(out, "index.json"), "utf8")) as {
      world: string;
      entry: number;
      type: string;
      status: string;
    }[];
    assert.deepEqual(
      rows.map((each) => `${each.world} ${each.entry} ${each.type} ${each.status}`),
      [
        "access 1 RoleGiven disclosed",
        "governance 0 OverseerEntered disclosed",
        "watch-000001 3 VerdictReached erased",
        "watch-000001 4 CaseClosed erased",
        "watch-000001 5 ModelAsked disclosed",
        "watch-000001 6 CaseEscalated disclosed",
        "watch-000002 0 WatchBegan disclosed",
      ],
    );
    assert.deepEqual(
      statement.worlds.map(({ world, inPeriod, exported: here, others }) => [world, inPeriod, here, others]),
      [
        ["access", 2, 1, { PasswordSet: 1 }],
        ["containment", 0, 0, {}],
        ["governance", 1, 1, {}],
        ["watch-000001", 5, 4, { CaseOpened: 1 }],
        ["watch-000002", 1, 1, {}],
      ],
    );
    assert.deepEqual(
      statement.leftOut.map(({ world }) => world),
      ["investigation"],
    );
    assert.doesNotMatch(readFileSync(join(out, "records/watch-000001/entries/000000000003/record.json"), "utf8"), /erased later/);
    assert.equal(readFileSync(join(out, "records/watch-000001/entries/000000000005/event.json"), "utf8").includes("ü".repeat(700)), true);
  });

  test("is packs that are checked by themselves as well, by what Go and openssl check", async () => {
    const { out } = await exported("dora");
    for (const world of readdirSync(join(out, "records"))) {
      const folder = join(out, "records", world);
      const verdict = verifyPack(new Map(filesIn(folder).map((path) => [path, readFileSync(join(folder, path))])));
      assert.deepEqual([verdict.intact, verdict.findings], [true, []], world);
      assert.equal(verdict.cosignedBy.length, 1);
    }
  });

  test("of any framework and any period is whole; the year holds the erasure", async () => {
    for (const framework of evidenceFrameworks) assert.equal(verified((await exported(framework)).out).status, 0, framework);
    for (const [from, to] of [
      ["2025-01-01", "2025-02-01"],
      ["2026-01-01", "2027-01-01"],
      ["2027-01-01", "2028-01-01"],
    ] as const) {
      const { out, statement } = await exported("nis2", { period: { fromMs: Date.parse(from), toMs: Date.parse(to) } });
      assert.equal(verified(out).status, 0, from);
      const types = (JSON.parse(readFileSync(join(out, "index.json"), "utf8")) as { type: string; status: string }[]).map(
        (each) => `${each.type} ${each.status}`,
      );
      assert.equal(types.includes("PersonalDataErased disclosed"), from === "2026-01-01");
      assert.equal(
        statement.worlds.some(({ inPeriod }) => inPeriod > 0),
        from === "2026-01-01",
      );
    }
  });

  test("is trusted by the log's key alone", async () => {
    const { out } = await exported("ai-act");
    assert.match(verified(out, "-").stdout, /intact.*own key/s);
    const stranger = verified(out, formatVerifierKey(verifierKeyOf(sampleLogKey("log.example.org/tenant", 9), "note")));
    assert.deepEqual([stranger.status, /NOT intact/.test(stranger.stdout)], [1, true]);
  });

  test("with any file bent or gone is refused, also where all digests are made anew", async () => {
    const { out } = await exported("ai-act");
    // What no signature is over but the sums; whoever exported was told the digest of those.
    const told = new Set(["README.md", "completeness.md", "verify.py", "SHA256SUMS"]);
    const isTold = (path: string) => told.has(path) || /^records\/[^/]+\/(README\.md|verify\.go)$/.test(path);
    const program = join(top, "verify.py");
    cpSync(join(out, "verify.py"), program);
    const bent = join(top, "bent");
    let bends = 0;
    for (const path of filesIn(out)) {
      const bytes = readFileSync(join(out, path));
      cpSync(out, bent, { recursive: true });
      const changed = Uint8Array.from(bytes);
      if (changed.length > 0) changed[places[path]?.(bytes) ?? Math.floor(changed.length / 3)]! ^= 2;
      writeFileSync(join(bent, path), changed);
      if (bytes.length > 0) assert.equal(verified(bent, key, program).status, 1, `${path} bent`);
      if (!isTold(path) && bytes.length > 0) {
        summed(bent);
        const { status, stdout } = verified(bent, key, program);
        assert.equal(status, 1, `${path} bent with digests made anew: ${stdout}`);
        bends++;
      }
      rmSync(bent, { recursive: true });
    }
    assert.ok(bends > 40, String(bends));
  });

  test("from which a record is left out, in the index and the statement too, is refused", async () => {
    const { out } = await exported("ai-act");
    const path = "records/watch-000001/entries/000000000006";
    rmSync(join(out, path), { recursive: true });
    const edit = (file: string, change: (text: string) => string) =>
      writeFileSync(join(out, file), change(readFileSync(join(out, file), "utf8")));
    edit("records/watch-000001/pack.json", (text) => text.replace(",6]", "]"));
    edit("index.json", (text) => `${JSON.stringify((JSON.parse(text) as { path: string }[]).filter((row) => row.path !== path))}\n`);
    edit("index.csv", (text) =>
      text
        .split("\r\n")
        .filter((line) => !line.endsWith(path))
        .join("\r\n"),
    );
    edit("completeness.json", (text) => text.replace('"exported": 4', '"exported": 3').replace('"inPeriod": 5', '"inPeriod": 4'));
    summed(out);
    assert.match(verified(out).stdout, /NOT intact: watch-000001: what the period holds/);
    // Without its line in the chain, the chain is not proven to reach the end of the period.
    edit("chains/watch-000001.jsonl", (text) =>
      text
        .split("\n")
        .filter((line) => !line.includes('"sequence":6'))
        .join("\n"),
    );
    summed(out);
    assert.match(verified(out).stdout, /NOT intact: watch-000001: /);
  });

  test("of a record that does not hold is refused, and leaves nothing that looks like one", async () => {
    const store = scene.worlds.get("watch-000001") as JournalStore;
    const rows = await store.read(0, 100);
    const payload = Uint8Array.from(rows[5]!.payload);
    payload[20]! ^= 1;
    const broken: readonly (readonly [string, JournalStore])[] = [
      [
        "a payload was changed",
        showing(
          store,
          rows.map((row, at) => (at === 5 ? { ...row, payload } : row)),
        ),
      ],
      [
        "a row is gone",
        showing(
          store,
          rows.filter((_, at) => at !== 4),
        ),
      ],
      [
        "a tile was changed",
        { ...store, publication: { ...store.publication, read: async (path) => bentTile(path, await store.publication.read(path)) } },
      ],
    ];
    for (const [says, each] of broken) {
      await assert.rejects(exported("ai-act", { worlds: new Map([...scene.worlds, ["watch-000001", each]]) }), { name: "SocError" }, says);
      assert.deepEqual(readdirSync(join(top, `export-${made}`)), [], says);
    }
  });
});

const bentTile = (path: string, bytes: Uint8Array | undefined) =>
  bytes && path.startsWith("tile/") ? bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte)) : bytes;
