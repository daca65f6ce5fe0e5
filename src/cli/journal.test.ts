import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

// Guarantees: what holds no record is not called intact, and looking makes nothing.

const home = fileURLToPath(new URL("../../", import.meta.url));
let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "watchkeeper-journal-"));
  chmodSync(folder, 0o755);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...words: string[]) => {
  const { DATABASE_URL: _, ...env } = process.env;
  return spawnSync(process.execPath, [join(home, "bin/watchkeeper"), ...words], { encoding: "utf8", timeout: 60_000, env });
};

test("a folder that is not there, or holds no database, is refused and left as it is", () => {
  const absent = cli("journal", "verify", "--data-dir", join(folder, "absent"));
  assert.equal(absent.status, 2);
  assert.match(absent.stderr, /holds no database\n {2}What to do: .*\n {2}cli\/no-record/);
  assert.ok(!existsSync(join(folder, "absent")));
  mkdirSync(join(folder, "empty"));
  assert.equal(cli("journal", "verify", "--data-dir", join(folder, "empty")).status, 2);
  assert.deepEqual(readdirSync(join(folder, "empty")), []);
});

test("the world that was named is verified with its answers; one that is not there is refused, again and again", () => {
  const data = join(folder, "data");
  const mail = join(home, "src/formats/mail/samples/phishing.eml");
  const run = cli("investigate", mail, "--data-dir", data, "--world", "monday", "--out", join(folder, "out"));
  assert.equal(run.status, 0, run.stderr);
  const verified = cli("journal", "verify", "--data-dir", data, "--world", "monday", "--json");
  const outcome = JSON.parse(verified.stdout) as { intact: boolean; answers: number; cases: number };
  assert.deepEqual([verified.status, outcome.intact, outcome.cases], [0, true, 1]);
  assert.ok(outcome.answers > 0);
  for (let round = 0; round < 2; round++) {
    const other = cli("journal", "verify", "--data-dir", data, "--world", "tuesday");
    assert.equal(other.status, 2);
    assert.match(other.stderr, /the database holds no world "tuesday"/);
  }
});

test("a name that cannot be a world's is refused", () => {
  for (const name of ["", "a\u001b", "x".repeat(201)])
    assert.match(cli("investigate", ".", "--out", "x", "--world", name).stderr, /--world takes/);
});

describe("what an outsider can hold against a record", () => {
  let data = "";
  before(() => {
    data = join(folder, "record");
  });
  const journal = (...words: string[]) => cli("journal", ...words, "--data-dir", data);
  const json = (...words: string[]) => JSON.parse(journal(...words, "--json").stdout) as Record<string, unknown>;
  const mail = join(home, "src/formats/mail/samples/phishing.eml");
  const said = ["--as", "mara", "--because", "asked for under Art. 17"];

  test("a run publishes what it recorded; a checkpoint and a key that were kept fit it, others do not", () => {
    assert.equal(cli("investigate", mail, "--data-dir", data, "--out", join(folder, "record-out")).status, 0);
    assert.equal((json("verify").published as { size: number }).size, json("verify").entries);
    const { note, publicKey } = json("checkpoint") as { note: string; publicKey: string };
    const kept = join(folder, "kept-checkpoint");
    writeFileSync(kept, note);
    const compared = journal("verify", "--checkpoint", kept, "--public-key", publicKey);
    assert.equal(compared.status, 0);
    assert.match(compared.stdout, /^compared: the checkpoint that was given, of \d+ entries, is the beginning of this record$/m);
    // The same key under another name is another key.
    const [name, , key] = publicKey.split("+");
    assert.equal(journal("verify", "--public-key", `${name}+00000000+${key}`).status, 2);
    writeFileSync(kept, note.replace(/\n\d+\n/, "\n3\n"));
    const edited = journal("verify", "--checkpoint", kept);
    assert.deepEqual([edited.status, edited.stdout], [2, ""]);
    assert.match(edited.stderr, /not signed by a key of this record/);
  });

  test("a case goes out as a pack that is checked without the database, and any change in it is found", () => {
    const out = join(folder, "pack");
    const exported = journal("export", "--case", "case-1", "--out", out, "--json");
    assert.equal(exported.status, 0, exported.stderr);
    const { digest } = JSON.parse(exported.stdout) as { digest: string };
    const noted = join(folder, "noted");
    assert.equal(journal("export", "--world", "access", "--all", "--out", noted).status, 0);
    const events = readdirSync(join(noted, "entries")).map((each) => readFileSync(join(noted, "entries", each, "event.json"), "utf8"));
    const exports = events.map((text) => JSON.parse(text) as Record<string, unknown>).filter(({ type }) => type === "ExportMade");
    assert.deepEqual(
      exports.map(({ what, by, digest }) => ({ what, by, digest })),
      [{ what: "journal export of investigation, case-1", by: "machine", digest }],
    );
    const { publicKey } = json("checkpoint") as { publicKey: string };
    const checked = cli("journal", "verify", "--pack", out, "--public-key", publicKey);
    assert.equal(checked.status, 0, checked.stdout);
    assert.match(checked.stdout, /^intact: \d+ entries, \d+ opened/);
    const entry = join(out, "entries", readdirSync(join(out, "entries"))[0]!, "event.json");
    writeFileSync(entry, readFileSync(entry, "utf8").replace("case-1", "case-2"));
    assert.equal(cli("journal", "verify", "--pack", out, "--public-key", publicKey).status, 4);
    assert.equal(journal("export", "--case", "case-99", "--out", join(folder, "none")).status, 2);
    assert.equal(journal("export", "--all", "--out", out).status, 2);
    assert.equal(journal("export", "--all", "--case", "case-1", "--out", join(folder, "both")).status, 2);
  });

  test("the key is replaced on the record: who trusts the old one follows", () => {
    const { publicKey } = json("checkpoint") as { publicKey: string };
    assert.equal(journal("rotate-key").status, 0);
    assert.notEqual(json("checkpoint").publicKey, publicKey);
    assert.equal(journal("verify", "--public-key", publicKey).status, 0);
  });

  test("a hold keeps what is recorded from being erased; then it is erased, provably, and the run says so", () => {
    assert.equal(journal("hold", ...said).status, 0);
    const refused = journal("erase", ...said);
    assert.match(refused.stderr, /on legal hold by person:mara/);
    assert.equal(journal("release-hold", ...said).status, 0);
    for (const words of [["erase"], ["erase", "--as", "mara"], ["hold", "--because", "x"]]) assert.equal(journal(...words).status, 2);
    const done = journal("erase", ...said);
    assert.equal(done.status, 0, done.stderr);
    const after = json("verify") as { intact: boolean; erased: Record<string, number>; replayed: boolean };
    assert.ok(after.intact && !after.replayed && (after.erased["case-1"] ?? 0) > 0 && (after.erased.run ?? 0) > 0);
    const again = cli("investigate", mail, "--data-dir", data, "--out", join(folder, "record-out"));
    assert.match(again.stderr, /personal data of this record was erased[\s\S]*journal\/erased/);
  });

  test("options that an action does not take are refused, and so are actions that there are not", () => {
    for (const words of [["verify", "--stream", "x"], ["checkpoint", "--case", "case-1"], ["forget"], [], ["verify", "more"]]) {
      const refused = journal(...words);
      assert.equal(refused.status, 2);
      assert.match(refused.stderr, /journal (\w+ )?takes/);
    }
    assert.match(cli("journal", "erase", "--data-dir", data, "--world", "containment", ...said).stderr, /journal\/not-erasable/);
  });
});
