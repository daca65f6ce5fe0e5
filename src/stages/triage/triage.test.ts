import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Alert } from "../../core/alert/alert.ts";
import { categories } from "../../core/alert/category.ts";
import { severities, severityRank } from "../../core/alert/severity.ts";
import { emptyFields } from "../../core/event/event.ts";
import { logOddsOf } from "../../core/hypothesis/hypothesis.ts";
import { type Observable, observableTypes } from "../../core/observable/observable.ts";
import type { AlertFeatures } from "../../ports/scorer.ts";
import { alertOf, noonMs, placed } from "../../testing/alerts.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { type Repeats, repeatKey, repeatOf, slimmed } from "./repeats.ts";
import { baseRateLogOdds, scorecard } from "./scorecard.ts";
import { priorityOf, type TriageContext, triageAlert } from "./triage.ts";

const { catalogue } = smallWorld({});
const criticality = fc.constantFrom("low" as const, "medium" as const, "high" as const, "critical" as const, "unknown" as const);
const indicator = fc.constantFrom("known-bad" as const, "suspicious" as const, "known-good" as const);
const tactics = fc.uniqueArray(fc.constantFrom("TA0001", "TA0002", "TA0006", "TA0008", "TA0010", "TA0040"), { maxLength: 4 });
const features: fc.Arbitrary<AlertFeatures> = fc.record({
  severity: fc.constantFrom(...severities),
  category: fc.constantFrom(...categories),
  ownDetection: fc.boolean(),
  techniquesCount: fc.nat(5),
  tactics,
  ruleAlerts: fc.nat(500),
  ruleHosts: fc.nat(50),
  worldHosts: fc.nat(50),
  assetCriticality: criticality,
  indicators: fc.array(indicator, { maxLength: 4 }),
  rarity: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe("the scorecard", () => {
  test("its contributions and the base rate are the whole of the score, and every one says what it is for", () => {
    fc.assert(
      fc.property(features, (given) => {
        const { contributions, maliciousness } = scorecard.score(given);
        const sum = contributions.reduce((total, { logOdds }) => total + logOdds, baseRateLogOdds);
        assert.ok(Math.abs(logOddsOf(maliciousness) - sum) < 0.05, `${logOddsOf(maliciousness)} is not ${sum}`);
        for (const { says } of contributions) assert.ok(says.length > 5);
      }),
    );
  });

  // Guarantees that nobody can hide by doing more: what is added only ever raises.
  test("one thing more against it never lowers maliciousness, severity or priority", () => {
    const more: [string, (given: AlertFeatures) => AlertFeatures][] = [
      ["a known-bad indicator", (given) => ({ ...given, indicators: [...given.indicators, "known-bad"] })],
      ["a suspicious indicator", (given) => ({ ...given, indicators: [...given.indicators, "suspicious"] })],
      ["an indicator of an allow list", (given) => ({ ...given, indicators: [...given.indicators, "known-good"] })],
      ["a technique", (given) => ({ ...given, techniquesCount: given.techniquesCount + 1 })],
      ["a grave tactic", (given) => ({ ...given, tactics: [...given.tactics, "TA0006"] })],
      ["a rarer observable", (given) => ({ ...given, rarity: 1 })],
      ["a critical asset", (given) => ({ ...given, assetCriticality: "critical" })],
      ["one step of severity", (given) => ({ ...given, severity: severities[Math.min(4, severityRank(given.severity) + 1)]! })],
    ];
    for (const [what, add] of more) {
      fc.assert(
        fc.property(features, (given) => {
          const [before, after] = [scorecard.score(given), scorecard.score(add(given))];
          assert.ok(after.maliciousness >= before.maliciousness, what);
          assert.ok(severityRank(after.severity) >= severityRank(before.severity), what);
          assert.ok(priorityOf(after.severity, after.maliciousness) <= priorityOf(before.severity, before.maliciousness), what);
        }),
        { numRuns: 60 },
      );
    }
  });

  test("severity is never below what the source said, and rises by one step at most", () => {
    fc.assert(
      fc.property(features, (given) => {
        const risen = severityRank(scorecard.score(given).severity) - severityRank(given.severity);
        assert.ok(risen === 0 || risen === 1);
      }),
    );
  });
});

const observable: fc.Arbitrary<Observable> = fc.record({
  type: fc.constantFrom(...observableTypes),
  value: fc.oneof(fc.constantFrom("198.51.100.7", "ws-1", "EXAMPLE\\mara", "https://portal.example.test/A"), fc.string({ maxLength: 20 })),
});

/** Everything looked up, as the given hosts see each entity; nothing else of the world. */
function contextOf(worldHosts: number, spread: (key: string) => number = () => 1): TriageContext {
  return {
    scorer: scorecard,
    catalogue,
    repeats: new Map(),
    ruleSpreadOf: () => ({ alerts: 1, hosts: 1 }),
    ruleSubjectsOf: () => ({ subjects: 1, worldSubjects: worldHosts }),
    criticalityOf: () => "unknown",
    indicatorsOf: ({ observables }) => observables.flatMap(({ value }) => (value === "198.51.100.7" ? ["known-bad" as const] : [])),
    nameOf: (key) => key,
    spreadOf: (key) => ({ hosts: spread(key), users: 0 }),
    worldHosts,
  };
}

describe("the triage of one alert", () => {
  test("more observables never lower maliciousness, severity or priority", () => {
    fc.assert(
      fc.property(fc.array(observable, { maxLength: 6 }), observable, fc.nat(20), (observables, another, worldHosts) => {
        const spread = (key: string) => key.length % 20;
        const before = triageAlert(alertOf(1, { observables }), contextOf(worldHosts, spread));
        const after = triageAlert(alertOf(1, { observables: [...observables, another] }), contextOf(worldHosts, spread));
        assert.ok(after.maliciousness >= before.maliciousness);
        assert.ok(severityRank(after.severity) >= severityRank(before.severity));
        assert.ok(after.priority <= before.priority);
      }),
    );
  });

  // Guarantees that prose cannot argue: what an attacker gets written into an alert's sentences changes no number.
  test("title and description change nothing where the rule names its category", () => {
    const words = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.constantFrom("benign, ignore this", "ransomware exfiltration mimikatz", "severity: low"),
    );
    fc.assert(
      fc.property(words, words, fc.constantFrom(...categories), (title, description, category) => {
        const given: Partial<Alert> = { rule: "a rule", ruleId: "r-1", category, techniques: ["T1110"], host: "ws-1" };
        const plain = triageAlert(alertOf(1, given), contextOf(10));
        assert.deepEqual(triageAlert(alertOf(1, { ...given, title, description }), contextOf(10)), plain);
      }),
    );
  });

  test("what is on every machine is not rare, however its account or link is written", () => {
    const everywhere = (key: string) => (key === "user:mara" || key === "url:https://portal.example.test/A" ? 40 : 1);
    for (const [type, value] of [
      ["user", "EXAMPLE\\Mara"],
      ["url", "https://portal.example.test/A"],
    ] as const) {
      const { because } = triageAlert(alertOf(1, { observables: [{ type, value }] }), contextOf(40, everywhere));
      assert.ok(!because.some((says) => says.includes("rare")), because.join("; "));
    }
    const { because } = triageAlert(alertOf(1, { observables: [{ type: "user", value: "EXAMPLE\\joss" }] }), contextOf(40, everywhere));
    assert.ok(because.some((says) => says.includes("rare")));
  });

  const tacticsFor = (given: Partial<Alert>) => triageAlert(alertOf(1, given), contextOf(1)).tactics;

  test("techniques that ATT&CK does not hold are left out", () => {
    assert.deepEqual(triageAlert(alertOf(1, { techniques: ["T1110.001", "T9999", "constructor"] }), contextOf(1)).techniques, [
      "T1110.001",
    ]);
  });

  test("tactics follow the techniques, the first technique's first, and else stand in the order of the matrix", () => {
    const tactics = ["TA0010", "TA0001", "TA0006"];
    assert.deepEqual(tacticsFor({ techniques: [], tactics }), ["TA0001", "TA0006", "TA0010"]);
    assert.deepEqual(tacticsFor({ techniques: ["T1110.001", "T9999"], tactics }), ["TA0006", "TA0001", "TA0010"]);
    assert.deepEqual(tacticsFor({ techniques: ["T1110.001", "T1041"], tactics }), ["TA0006", "TA0010", "TA0001"]);
    assert.deepEqual(tacticsFor({ techniques: ["T1110.001", "T1053.005"], tactics: [] }), ["TA0006", "TA0002", "TA0003", "TA0004"]);
  });
});

describe("alerts that repeat one another", () => {
  const sameAt = (number: number, hours: number) => alertOf(number, { timeMs: noonMs + hours * 3_600_000, ruleId: "r-1", host: "ws-1" });

  test("name the earliest of their kind, in whatever order they were read, and are news again after a day", async () => {
    for (const hours of [
      [0, 1, 23, 30],
      [30, 23, 1, 0],
    ]) {
      const { state } = await placed(hours.map((hour, index) => sameAt(index + 1, hour)));
      const repeats = hours.map((hour, index) => [hour, state.triages.get(`a-${index + 1}`)?.repeats?.alertId] as const);
      const first = `a-${hours.indexOf(0) + 1}`;
      assert.deepEqual(
        new Map(repeats),
        new Map([
          [0, undefined],
          [1, first],
          [23, first],
          [30, undefined],
        ] as const),
      );
    }
  });

  // Guarantees that firing a harmless twin first hides nothing: what is graver, or says something else at length, is news.
  test("never hide what their first does not say: another severity, technique or long command line is news", async () => {
    const padding = "A".repeat(2_000);
    const command = (text: string) => Object.assign(emptyFields(), { CommandLine: `powershell ${padding} ${text}` });
    const later: [string, Partial<Alert>][] = [
      ["a graver severity", { severity: "critical" }],
      ["a further technique", { techniques: ["T1003.001"] }],
      ["a command line too long to be an observable", { fields: command("get-secret") }],
      ["an observable", { observables: [{ type: "hash", value: "aa11" }] }],
    ];
    for (const [what, parts] of later) {
      const twin = { ...sameAt(1, 0), severity: "low" as const, fields: command("get-date") };
      const other = { ...twin, ...sameAt(2, 1), severity: "low" as const, fields: twin.fields, ...parts };
      const { state } = await placed([twin, other, { ...twin, id: "a-3", timeMs: other.timeMs }]);
      assert.equal(state.triages.get("a-2")?.repeats, undefined, what);
      assert.equal(state.triages.get("a-3")?.repeats?.alertId, "a-1", what);
    }
  });

  test("are held against how the first was rated: an indicator that is known only later makes news", () => {
    const repeats: Repeats = new Map();
    const rated = (maliciousness: number) => ({ severity: "high" as const, maliciousness });
    assert.equal(repeatOf(sameAt(1, 0), rated(0.4), repeats), undefined);
    assert.equal(repeatOf(sameAt(2, 1), rated(0.4), repeats)?.alertId, "a-1");
    assert.equal(repeatOf(sameAt(3, 2), rated(0.8), repeats), undefined);
    assert.equal(repeatOf(sameAt(4, 3), rated(0.4), repeats)?.alertId, "a-3");
  });

  test("keep their identity when a storm lets their records go", () => {
    for (const text of ["short", "x".repeat(5_000)]) {
      const alert = alertOf(1, { fields: Object.assign(emptyFields(), { CommandLine: text }) });
      assert.equal(repeatKey(slimmed(alert)), repeatKey(alert));
      assert.ok(JSON.stringify(slimmed(alert)).length < 1_000);
    }
  });
});
