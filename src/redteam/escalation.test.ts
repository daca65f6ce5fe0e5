import assert from "node:assert/strict";
import { test } from "node:test";
import { quietAssessment, sampleAssessment } from "../testing/sample-assessment.ts";
import { playScenario } from "./escalation.ts";
import { attackScenarios } from "./scenarios/scenarios.ts";

const scenarios = attackScenarios();

test("there are eight attacks and more, in several trades, quiet and noisy, each with a twin of the same kind of evidence", () => {
  assert.ok(scenarios.length >= 8);
  assert.equal(new Set(scenarios.map(({ id }) => id)).size, scenarios.length);
  assert.ok(new Set(scenarios.map(({ trade }) => trade)).size >= 5);
  assert.deepEqual(new Set(scenarios.map(({ loudness }) => loudness)), new Set(["quiet", "noisy"]));
  for (const { id, attack, twin } of scenarios) {
    assert.deepEqual(
      twin.evidence.map(({ path }) => path),
      attack.evidence.map(({ path }) => path),
      id,
    );
    assert.notDeepEqual(twin.evidence, attack.evidence, id);
  }
});

test("an attack that nobody is called to is said to be one", async () => {
  const [scenario] = scenarios;
  const missed = await playScenario(scenario!, async () => quietAssessment());
  assert.deepEqual([missed.attackEscalated, missed.twinEscalated], [false, false]);
  const found = await playScenario(scenario!, async (world) => (world === scenario!.attack ? sampleAssessment() : quietAssessment()));
  assert.deepEqual([found.attackEscalated, found.twinEscalated], [true, false]);
});
