import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { RedteamReport } from "../redteam/report/report.ts";
import { watchedRun } from "../testing/watched-run.ts";

const folder = mkdtempSync(join(tmpdir(), "watchkeeper-redteam-"));
// The database runs as a user of its own where we are root.
chmodSync(folder, 0o755);
after(() => rmSync(folder, { recursive: true, force: true }));

test("every kind of hostile text in every kind of field lowers nothing, tells no twin apart and acts nowhere", async () => {
  const out = join(folder, "report");
  const {
    status,
    out: printed,
    err,
  } = await watchedRun(["redteam", "--quick", "--escalation", "--seed", "20", "--json", "--fail-on", "any", "--out", out], {
    timeoutMs: 300_000,
  });
  assert.equal(status, 0, `${err}\n${printed.slice(0, 4_000)}`);
  const report = RedteamReport.parse(JSON.parse(printed));
  assert.deepEqual(report.firstViolations, []);
  assert.deepEqual([report.attacks.seen, report.twins.seen, report.outputs.seen, report.spillover.seen], [0, 0, 0, 0]);
  assert.deepEqual(report.wrong, []);
  assert.deepEqual(
    report.escalation?.filter(({ attackEscalated }) => !attackEscalated),
    [],
  );
  assert.ok(report.trials >= 240 && report.cases >= 50 && report.cells.length >= 240, printed.slice(0, 1_000));
  assert.deepEqual(RedteamReport.parse(JSON.parse(readFileSync(join(out, "redteam.json"), "utf8"))), report);
  assert.match(readFileSync(join(out, "redteam.md"), "utf8"), /attacks that succeeded/);
  assert.doesNotMatch(readFileSync(join(out, "redteam.html"), "utf8"), /<script|<img/);
});

test("what an exercise found is kept in the record of a data folder, and listed", async () => {
  const dataDir = join(folder, "data");
  const kept = await watchedRun(["redteam", "--escalation", "--seed", "4", "--data-dir", dataDir], { timeoutMs: 300_000 });
  assert.equal(kept.status, 0, kept.err);
  const { out, err, status } = await watchedRun(["redteam", "--history", "--json", "--data-dir", dataDir], { timeoutMs: 120_000 });
  assert.equal(status, 0, err);
  const { exercises } = JSON.parse(out) as { exercises: { seed: number; escalated: { seen: number; of: number } }[] };
  assert.deepEqual(
    exercises.map(({ seed, escalated }) => [seed, escalated.seen === escalated.of]),
    [[4, true]],
  );
});

test("what it cannot do is refused before anything is played", async () => {
  for (const words of [["--quick", "--full"], ["--seed", "x"], ["--fail-on", "high"], ["folder"], ["--config", "a.yaml"]]) {
    const { status } = await watchedRun(["redteam", ...words], { timeoutMs: 60_000 });
    assert.equal(status, 2, words.join(" "));
  }
});
