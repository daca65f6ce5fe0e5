import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { severityRank } from "../../src/core/alert/severity.ts";
import { coverageOf, rulesBelow } from "../kit/coverage.ts";
import { playOfficeDay } from "./generate.ts";

// Steps whose miss would let the intrusion through: each is the only sign of what it shows.
const mustBeSeen = [
  "macro-runs-shell",
  "discovery",
  "credentials-read",
  "stolen-credentials-used",
  "moved-to-file-server",
  "moved-to-second-desk",
  "task-created",
  "archive-made",
  "carried-away",
  "logs-cleared",
];
const ordinaryMatchesMax = 60;

describe("the built-in rules on an office day", () => {
  const coverage = coverageOf(playOfficeDay(7), rulesBelow());

  for (const step of mustBeSeen)
    test(`see ${step}`, async () => {
      const { steps } = await coverage;
      assert.notDeepEqual(steps.find((candidate) => candidate.step === `intrusion/${step}`)?.rules, []);
    });

  test("see the administrator too: only the reason differs", async () => {
    const { steps } = await coverage;
    const titles = (step: string) => steps.find((candidate) => candidate.step === step)?.rules.map(({ title }) => title) ?? [];
    const twin = titles("administrator/remote-service");
    assert.ok(titles("intrusion/moved-to-file-server").some((title) => twin.includes(title)));
  });

  test("keep quiet about the ordinary rest", async () => {
    const { ordinary } = await coverage;
    assert.deepEqual(
      ordinary.filter(({ level }) => severityRank(level) >= severityRank("high")),
      [],
    );
    const matches = ordinary.reduce((sum, { times }) => sum + times, 0);
    assert.ok(matches <= ordinaryMatchesMax, `${matches} matches: ${ordinary.map(({ title, times }) => `${times} ${title}`).join("; ")}`);
  });
});
