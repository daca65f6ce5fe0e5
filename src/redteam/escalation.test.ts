import assert from "node:assert/strict";
import { test } from "node:test";
import type { Assessment } from "../core/assessment/assessment.ts";
import { quietAssessment, sampleAssessment } from "../testing/sample-assessment.ts";
import type { ExerciseWorld } from "./bases/base-case.ts";
import { playScenario, playTwin } from "./escalation.ts";
import { drillsOf } from "./report/drill-count.ts";
import { attackScenarios } from "./scenarios/scenarios.ts";

const scenario = attackScenarios().find(({ id }) => id === "ransomware-by-hand")!;
const told = { seed: 1, variant: "noisy" } as const;
const { truth } = scenario.attack(told.seed, told.variant);
const partsOf = (key: string) => ({ path: key.slice(0, key.lastIndexOf("#")), record: Number(key.slice(key.lastIndexOf("#") + 1)) });

/** An assessment with one escalated case: an alert on each of these records, naming these machines. */
function assessmentOn(records: readonly string[], name: string): Assessment {
  const sample = sampleAssessment();
  const one = sample.cases.find(({ escalated }) => escalated)!;
  const alert = sample.alerts[0]!;
  return {
    ...sample,
    alerts: records.map((key, at) => ({ ...alert, id: `a-${at}`, case: one.id, source: { ...alert.source, ...partsOf(key) } })),
    cases: [
      {
        ...one,
        assets: [{ name, criticality: "high", role: "server", known: true, observables: [] }],
        observables: [],
        techniques: [{ id: "T1490", confidence: 0.9, evidence: [] }],
      },
    ],
  };
}

const linesOf = ({ evidence }: ExerciseWorld) => evidence.reduce((sum, { text }) => sum + text.split("\n").length - 1, 0);
const own = truth.steps.find(({ step }) => step === "removes-recovery")!;

test("an attack that nobody is called to is said to be one, with all that was not seen", async () => {
  const missed = await playScenario(scenario, told, async () => quietAssessment());
  assert.equal(missed.escalated, false);
  assert.deepEqual(
    missed.silent,
    truth.steps.map(({ step }) => step),
  );
  assert.deepEqual([missed.mapped, missed.missed.length > 5], [[], true]);
  assert.equal(missed.afterFirstRecordMs, undefined);
});

test("a case that is brought to a person counts for the attack only where it stands on the attack's records and names what was attacked", async () => {
  const play = (assessment: Assessment) => playScenario(scenario, told, async () => assessment);
  assert.equal((await play(assessmentOn(own.records, truth.names[0]!))).escalated, true);
  assert.equal((await play(assessmentOn(own.records, "bystander-9"))).escalated, false, "another machine");
  const others = ["windows/events.json#1", "windows/events.json#2"].filter(
    (key) => !truth.steps.some(({ records }) => records.includes(key)),
  );
  assert.ok(others.length > 0);
  assert.equal((await play(assessmentOn(others, truth.names[0]!))).escalated, false, "ordinary records");
});

test("time to escalation is that of the alert at which the case, played as far as it had been written, was one for a person", async () => {
  const first = truth.steps[0]!;
  const late = truth.steps.at(-1)!;
  const whole = linesOf(scenario.attack(told.seed, told.variant).world());
  const early = assessmentOn([first.records[0]!], truth.names[0]!);
  const waiting: Assessment = { ...early, cases: early.cases.map((each) => ({ ...each, escalated: false })) };
  const played = await playScenario(scenario, told, async (world) =>
    linesOf(world) === whole ? assessmentOn([first.records[0]!, late.records[0]!], truth.names[0]!) : waiting,
  );
  assert.equal(played.escalated, true);
  const { timeOf } = scenario.attack(told.seed, told.variant);
  const at = (key: string) => timeOf(partsOf(key).path, partsOf(key).record)!;
  assert.equal(played.afterFirstRecordMs, at(late.records[0]!) - first.fromMs);
  assert.equal(played.afterFirstAlertMs, at(late.records[0]!) - at(first.records[0]!));
  const atOnce = await playScenario(scenario, told, async () => assessmentOn([first.records[0]!, late.records[0]!], truth.names[0]!));
  assert.equal(atOnce.afterFirstAlertMs, 0);
});

test("figures are counted by kind and trade, and goals that are missed are named", async () => {
  const seen = await playScenario(scenario, told, async () => assessmentOn(own.records, truth.names[0]!));
  const missed = await playScenario(scenario, { seed: 1, variant: "quiet" }, async () => quietAssessment());
  const twin = await playTwin(scenario, 1, async () => sampleAssessment());
  assert.equal(twin.escalated, true);
  const drills = drillsOf([1], [seen, missed], [twin, { ...twin, escalated: false }]);
  assert.deepEqual(
    [drills.noisy.seen, drills.noisy.of, drills.quiet.seen, drills.quiet.of, drills.twins.seen, drills.twins.of],
    [1, 1, 0, 1, 1, 2],
  );
  assert.deepEqual(drills.missedGoals, ["quiet", "twins"]);
  assert.deepEqual(
    drills.techniques.find(({ technique }) => technique === "T1490"),
    { technique: "T1490", mapped: 1, of: 2 },
  );
  assert.equal(drills.trades.length, 1);
});
