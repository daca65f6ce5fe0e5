import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { RedteamReport } from "../redteam/report/report.ts";
import { watchedRun } from "../testing/watched-run.ts";

const folder = mkdtempSync(join(tmpdir(), "watchkeeper-redteam-"));
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

test("what it cannot do is refused before anything is played", async () => {
  for (const words of [["--quick", "--full"], ["--seed", "x"], ["--fail-on", "high"], ["folder"], ["--config", "a.yaml"]]) {
    const { status } = await watchedRun(["redteam", ...words], { timeoutMs: 60_000 });
    assert.equal(status, 2, words.join(" "));
  }
});
