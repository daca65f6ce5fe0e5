import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Alert } from "../../core/alert/alert.ts";
import { severities, severityRank } from "../../core/alert/severity.ts";
import type { Triage } from "../../core/alert/triage.ts";
import { emptyFields } from "../../core/event/event.ts";
import { logOddsOf } from "../../core/hypothesis/hypothesis.ts";
import type { AlertFeatures, Neighbourhood } from "../../ports/scorer.ts";
import { alertOf, minuteMs, noonMs, placed } from "../../testing/alerts.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { readAlertModel, writeAlertModel } from "./alert-model.ts";
import { textOfRule } from "./neighbourhood/known-rules.ts";
import { baseRateLogOdds, scorecard } from "./scorecard.ts";
import { loweredMax, openTrainedScorer } from "./trained-scorer.ts";

const text = readFileSync(new URL("../../../trained/triage/model.json", import.meta.url), "utf8");
const model = readAlertModel(text);
const scorer = openTrainedScorer(model);
const backgroundBelow = 0.05;
const world = () => smallWorld({ scorer });

/** Rules that the model knows, as their sensors name them, and one that it does not. */
const ordinary = { product: "wazuh", title: "Dovecot Authentication Success." };
const rules = [
  ordinary,
  { product: "wazuh", title: "Web server 400 error code." },
  { product: "suricata", title: "Alert - ET SCAN Possible Nmap User-Agent Observed" },
  { product: "aminer", title: "New event type." },
  { product: "wazuh", title: "Successful sudo to ROOT executed." },
  { product: "gatekeeper", title: "turnstile opened twice" },
];
const alertParts = fc.record({
  timeMs: fc.nat(3 * 24 * 60).map((minutes) => noonMs + minutes * minuteMs),
  rule: fc.constantFrom(...rules),
  host: fc.constantFrom("web", "mail", "vpn"),
  user: fc.constantFrom(undefined, "alice", "bob"),
  severity: fc.constantFrom(...severities),
});
const alerts = fc
  .array(alertParts, { minLength: 1, maxLength: 25 })
  .map((all) => all.map(({ rule, ...rest }, at) => alertOf(at + 1, { ...rest, ...rule, rule: undefined })));

async function triagesOf(given: readonly Alert[]): Promise<Map<string, Triage>> {
  return (await placed(given, world())).state.triages;
}

const ratedAs = ({ maliciousness, severity, priority, category, tactics }: Triage) => ({
  maliciousness,
  severity,
  priority,
  category,
  tactics,
});
/** How a queue stands: priority first, then maliciousness. */
const byUrgency = (a: Triage, b: Triage) => a.priority - b.priority || b.maliciousness - a.maliciousness;

describe("triage by the shipped model", () => {
  // Guarantees that nobody talks himself out of it: what an attacker can write only ever raises.
  test("text that an attacker may write never lowers maliciousness, severity or priority", async () => {
    const word = fc.string({ maxLength: 60, unit: "grapheme" });
    await fc.assert(
      fc.asyncProperty(alerts, word, word, async (given, first, second) => {
        const before = await triagesOf(given);
        const added = given.map((alert) => ({
          ...alert,
          description: `${alert.description} ${first} benign, approved, false positive`,
          fields: Object.assign(emptyFields(), { UserAgent: second, FileName: first }),
          observables: [
            ...alert.observables,
            { type: "user-agent" as const, value: `${second} allowed` },
            { type: "file" as const, value: `C:\\${first}.txt` },
          ],
        }));
        for (const [id, after] of await triagesOf(added)) {
          const was = before.get(id)!;
          assert.ok(after.maliciousness >= was.maliciousness);
          assert.ok(severityRank(after.severity) >= severityRank(was.severity));
          assert.ok(after.priority <= was.priority);
        }
      }),
      { numRuns: 25 },
    );
  });

  test("other names of hosts and users change nothing, and neither does the order of arrival", async () => {
    await fc.assert(
      fc.asyncProperty(alerts, fc.infiniteStream(fc.nat()), async (given, chance) => {
        const before = await triagesOf(given);
        const others = given
          .map((alert) => ({ ...alert, host: `${alert.host}-x9.example.test`, user: alert.user && `${alert.user}.q` }))
          .map((alert) => ({ alert, draw: chance.next().value as number }))
          .toSorted((a, b) => a.draw - b.draw)
          .map(({ alert }) => alert);
        for (const [id, after] of await triagesOf(others)) assert.deepEqual(ratedAs(after), ratedAs(before.get(id)!));
      }),
      { numRuns: 25 },
    );
  });

  // Guarantees that noise made on purpose buries nothing: before, around and after, of known, unknown and the very same rule.
  test("a flood leaves the critical alert at the head of the queue", async () => {
    const floods: [string, (at: number) => Partial<Alert>][] = [
      ["ordinary alerts for days before", (at) => ({ ...ordinary, timeMs: noonMs - (at + 1) * 5 * minuteMs, host: "db" })],
      [
        "the same rule for days before",
        (at) => ({ ...rules[5], timeMs: noonMs - (at + 1) * 5 * minuteMs, host: "db", severity: "medium" }),
      ],
      ["scans at the same moment", (at) => ({ ...rules[2], timeMs: noonMs + at * 10, host: `h${at % 40}` })],
      ["high ones of invented rules", (at) => ({ product: "x", title: `thing ${at}`, timeMs: noonMs + at, host: "db", severity: "high" })],
    ];
    for (const [what, make] of floods) {
      const flood = Array.from({ length: 800 }, (_, at) => alertOf(at + 2, { severity: "medium", rule: undefined, ...make(at) }));
      const real = alertOf(1, {
        ...rules[5],
        rule: undefined,
        severity: "critical",
        host: "db",
        timeMs: noonMs,
        techniques: ["T1003.001"],
      });
      const alone = (await triagesOf([real])).get("a-1")!;
      const triages = await triagesOf([real, ...flood]);
      assert.equal(triages.get("a-1")!.priority, 1, what);
      assert.ok(triages.get("a-1")!.maliciousness >= alone.maliciousness - 0.1, what);
      assert.equal([...triages.values()].toSorted(byUrgency)[0]!.alertId, "a-1", what);
    }
  });

  // Guarantees that whoever can make alerts fire cannot hide one among its like: each known rule, at medium severity, 500 more of it on other hosts.
  test("a flood of its own rule pushes no alert of a known rule below the background bar", async () => {
    for (const { text: title } of model.knownRules) {
      const made = (number: number, parts: Partial<Alert>) =>
        alertOf(number, { product: "", title, rule: undefined, severity: "medium", host: "db", timeMs: noonMs, ...parts });
      const scan = alertOf(2, { ...rules[2], rule: undefined, severity: "medium", host: "db", timeMs: noonMs - minuteMs });
      const flood = Array.from({ length: 500 }, (_, at) =>
        made(at + 3, { host: `h-${at % 40}`, timeMs: noonMs - 10 * minuteMs + at * 2_400 }),
      );
      for (const near of [[], [scan]]) {
        const alone = (await triagesOf([made(1, {}), ...near])).get("a-1")!.maliciousness;
        if (alone < backgroundBelow) continue;
        const flooded = (await triagesOf([made(1, {}), ...near, ...flood])).get("a-1")!.maliciousness;
        assert.ok(flooded >= backgroundBelow, `${title}: ${alone}, flooded ${flooded}`);
        assert.ok(near.length > 0 || flooded >= alone, `${title}: ${alone}, flooded ${flooded}`);
      }
    }
  });

  // Guarantees that a title is no place to argue in: words before, after or between its own take nothing from an alert.
  test("words added to a title never lower maliciousness, severity or priority", async () => {
    const known = model.knownRules.map(({ text: title }) => title);
    const names = new Set(known);
    const prose = fc.oneof(
      fc.constantFrom(
        "Dovecot Authentication Success",
        "lorem ipsum dolor sit amet ".repeat(8),
        "false positive, approved by IT",
        ...known,
      ),
      fc.string({ maxLength: 120, unit: "grapheme" }),
    );
    const title = fc.oneof(
      fc.constantFrom(...known),
      fc.constantFrom("turnstile opened twice", "Nmap scan of the cellar", "User changed UID"),
    );
    const urgencyOf = async (given: readonly Alert[]) => (await triagesOf(given)).get("a-0")!;
    await fc.assert(
      fc.asyncProperty(
        alerts,
        title,
        prose,
        prose,
        fc.nat(8),
        fc.constantFrom(...severities),
        async (near, plain, first, last, at, severity) => {
          const words = plain.split(" ");
          const titles = [`${first} ${plain}`, `${plain} ${last}`, [...words.slice(0, at), first, ...words.slice(at)].join(" ")];
          const made = (text: string) => alertOf(0, { product: "", rule: undefined, title: text, severity, host: "web", timeMs: noonMs });
          const was = await urgencyOf([made(plain), ...near]);
          for (const padded of titles) {
            // A title that is a known rule's, word for word, is that rule's.
            if (names.has(textOfRule(made(padded))) && textOfRule(made(padded)) !== textOfRule(made(plain))) continue;
            const now = await urgencyOf([made(padded), ...near]);
            assert.ok(now.maliciousness >= was.maliciousness, `${plain} -> ${padded}: ${was.maliciousness} -> ${now.maliciousness}`);
            assert.ok(severityRank(now.severity) >= severityRank(was.severity));
            assert.ok(now.priority <= was.priority);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("what fires all day in the same way is background, and the same rules in an attack are not", async () => {
    const hour = 60 * minuteMs;
    const steady = Array.from({ length: 400 }, (_, at) =>
      alertOf(at + 1, { ...ordinary, rule: undefined, severity: "medium", host: "mail", timeMs: noonMs + at * 5 * minuteMs }),
    );
    const scan = Array.from({ length: 12 }, (_, at) =>
      alertOf(1_000 + at, { ...rules[2], rule: undefined, severity: "medium", host: "web", timeMs: noonMs + 30 * hour + at * 500 }),
    );
    const triages = await triagesOf([...steady, ...scan]);
    const rated = (all: readonly Alert[]) => all.map(({ id }) => triages.get(id)!.maliciousness).toSorted((a, b) => a - b);
    assert.ok(rated(steady).at(200)! < 0.05, "background is known as such");
    assert.ok(rated(scan)[0]! > 0.5, `a scan is not: ${rated(scan)[0]}`);
    assert.equal(triages.get("a-1000")!.category, "reconnaissance");
    assert.ok(triages.get("a-1000")!.because.length > 0);
  });
});

const neighbourhood: fc.Arbitrary<Neighbourhood> = fc.record({
  logOdds: fc.double({ min: -13, max: 13, noNaN: true }),
  knowledge: fc.double({ min: 0, max: 1, noNaN: true }),
  reasons: fc.constant([{ says: "an alert about a scan stands near it", logOdds: 1.5 }]),
  activity: fc.constant({ isLikely: false, category: "other" as const, techniques: [], tactics: [] }),
});
const features: fc.Arbitrary<AlertFeatures> = fc.record({
  severity: fc.constantFrom(...severities),
  category: fc.constant("other" as const),
  ownDetection: fc.boolean(),
  techniquesCount: fc.nat(3),
  tactics: fc.constantFrom([], ["TA0006"]),
  ruleAlerts: fc.nat(500),
  ruleHosts: fc.nat(50),
  worldHosts: fc.nat(50),
  assetCriticality: fc.constantFrom("low" as const, "critical" as const, "unknown" as const),
  indicators: fc.constantFrom([], ["known-bad" as const]),
  rarity: fc.double({ min: 0, max: 1, noNaN: true }),
  neighbourhood,
});

describe("the trained scorer", () => {
  test("leaves alone what it does not know or a judge has judged, and lowers nothing beyond its bound", () => {
    fc.assert(
      fc.property(features, (given) => {
        const { neighbourhood: _, ...plain } = given;
        const base = scorecard.score(plain);
        const scored = scorer.score(given);
        const lowered = logOddsOf(base.maliciousness) - logOddsOf(scored.maliciousness);
        const graver = severityRank(given.severity) >= severityRank("high");
        // The figures are rounded to four digits, which weighs most near 0 and 1.
        assert.ok(scored.maliciousness >= base.maliciousness - 1e-9 || (!graver && lowered <= loweredMax + 0.6));
        assert.equal(scored.severity, base.severity);
        const unknown = { ...given, neighbourhood: { ...given.neighbourhood!, knowledge: 0 } };
        assert.deepEqual(scorer.score(unknown), base);
        const judged = { ...given, judgement: { judge: "mail-1", maliciousness: 0.7, reasons: [] } };
        const { neighbourhood: __, ...judgedPlain } = judged;
        assert.deepEqual(scorer.score(judged), scorecard.score(judgedPlain));
      }),
    );
  });

  test("gives reasons that add up, with the base rate, to the whole of the score", () => {
    fc.assert(
      fc.property(features, (given) => {
        const { contributions, maliciousness } = scorer.score(given);
        const sum = contributions.reduce((total, { logOdds }) => total + logOdds, baseRateLogOdds);
        assert.ok(Math.abs(1 / (1 + Math.exp(-sum)) - maliciousness) < 0.001);
      }),
    );
  });

  test("puts a judge's judgement in the place of the source's severity", () => {
    const plain = { severity: "low" as const, indicators: [], techniquesCount: 0, tactics: [], ruleHosts: 1, worldHosts: 1, rarity: 0 };
    const given = { ...plain, category: "phishing" as const, ownDetection: true, ruleAlerts: 1, assetCriticality: "unknown" as const };
    const judgement = { judge: "mail-1", maliciousness: 0.93, reasons: [{ says: "the sender's domain is a day old", logOdds: 2 }] };
    const judged = scorecard.score({ ...given, judgement, raisedByJudge: true, techniquesCount: 2, tactics: ["TA0006"] });
    assert.equal(judged.maliciousness, 0.93);
    assert.match(judged.contributions[0]!.says, /a day old/);
  });

  // Guarantees: text that makes an event look harmless to a judge takes nothing from a rule that fired on it.
  test("lets a judge raise what a rule says, and never lower it", () => {
    const severity = fc.constantFrom(...severities);
    const maliciousness = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(features, severity, maliciousness, (given, level, judged) => {
        const { judgement: _, raisedByJudge: __, ...plain } = { ...given, severity: level };
        const without = scorecard.score(plain).maliciousness;
        const judgement = { judge: "mail-1", maliciousness: judged, reasons: [] };
        assert.ok(scorecard.score({ ...plain, judgement, raisedByJudge: false }).maliciousness >= without);
      }),
    );
  });
});

describe("the model's file", () => {
  test("is read back as it was written", () => {
    assert.equal(writeAlertModel(model), text);
  });

  test("is refused when it was changed or made for other columns", () => {
    assert.throws(() => readAlertModel(text.replace("neighbourhood-1", "neighbourhood-2")), { code: "model/damaged" });
    const other = { ...model, trees: { ...model.trees, columnsCount: model.trees.columnsCount + 1 } };
    assert.throws(() => readAlertModel(writeAlertModel(other)), { code: "model/damaged" });
    assert.throws(() => readAlertModel("{}"), { code: "model/damaged" });
  });
});
