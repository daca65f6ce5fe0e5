import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { ExercisePlayed } from "../core/exercise/exercise.ts";
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
  } = await watchedRun(["redteam", "--quick", "--escalation", "--seeds", "1", "--seed", "20", "--json", "--fail-on", "any", "--out", out], {
    timeoutMs: 300_000,
  });
  assert.equal(status, 0, `${err}\n${printed.slice(0, 4_000)}`);
  const report = RedteamReport.parse(JSON.parse(printed));
  assert.deepEqual(report.firstViolations, []);
  assert.deepEqual([report.attacks.seen, report.twins.seen, report.outputs.seen, report.spillover.seen], [0, 0, 0, 0]);
  assert.deepEqual(report.wrong, []);
  const { missedGoals, noisy, trades } = report.escalation!;
  assert.deepEqual([missedGoals, noisy.seen, trades.length >= 15], [[], noisy.of, true]);
  assert.ok(noisy.of === trades.length, "each trade once, with one seed");
  assert.ok(report.trials >= 240 && report.cases >= 50 && report.cells.length >= 240, printed.slice(0, 1_000));
  assert.deepEqual(RedteamReport.parse(JSON.parse(readFileSync(join(out, "redteam.json"), "utf8"))), report);
  assert.match(readFileSync(join(out, "redteam.md"), "utf8"), /attacks that succeeded/);
  assert.match(readFileSync(join(out, "attack-coverage.md"), "utf8"), /\| T1486 \|/);
  const layer = JSON.parse(readFileSync(join(out, "attack-coverage-layer.json"), "utf8")) as {
    techniques: { techniqueID: string; score: number }[];
  };
  assert.ok(layer.techniques.some(({ techniqueID, score }) => techniqueID === "T1490" && score > 50));
  assert.doesNotMatch(readFileSync(join(out, "redteam.html"), "utf8"), /<script|<img/);
});

test("what an exercise found is kept in the record of a data folder, and listed", async () => {
  const dataDir = join(folder, "data");
  const kept = await watchedRun(["redteam", "--escalation", "--seeds", "1", "--seed", "4", "--data-dir", dataDir], { timeoutMs: 300_000 });
  assert.equal(kept.status, 0, kept.err);
  const { out, err, status } = await watchedRun(["redteam", "--history", "--json", "--data-dir", dataDir], { timeoutMs: 120_000 });
  assert.equal(status, 0, err);
  const { exercises } = JSON.parse(out) as { exercises: ExercisePlayed[] };
  const [{ seed, escalated, drills }] = exercises as [ExercisePlayed];
  assert.deepEqual([exercises.length, seed, drills!.seeds, drills!.noisy.seen], [1, 4, [4], drills!.noisy.of]);
  assert.equal(escalated!.of, drills!.noisy.of + drills!.quiet.of + drills!.deceptive.of);
  assert.ok(drills!.trades.length >= 15 && drills!.trades.every(({ afterFirstRecordMs }) => afterFirstRecordMs !== undefined));
});

test("what it cannot do is refused before anything is played", async () => {
  for (const words of [["--quick", "--full"], ["--seed", "x"], ["--fail-on", "high"], ["folder"], ["--config", "a.yaml"]]) {
    const { status } = await watchedRun(["redteam", ...words], { timeoutMs: 60_000 });
    assert.equal(status, 2, words.join(" "));
  }
});
