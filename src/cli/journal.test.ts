import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
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
