import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { severities } from "../../core/alert/severity.ts";
import { Inventory } from "../../core/asset/asset.ts";
import { indexInventory } from "../../core/asset/inventory-index.ts";
import { verifyAnswers } from "../../core/evidence/answer.ts";
import type { LearningCommand } from "../../core/learning/decide.ts";
import type { Learned, Suppression } from "../../core/learning/learning.ts";
import { sampledOneIn, suppressedShareMax } from "../../core/learning/suppression.ts";
import { correctionDigest } from "../../learning/analyst/correction.ts";
import { rankedTacticsOf } from "../../stages/map-attack/map-case.ts";
import { assessmentOf } from "../../stages/report/assessment.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { inputOf, smallWorld } from "../../testing/small-world.ts";
import { eventsIn } from "../journal/read-opened.ts";
import { type Recorder, replay } from "../recorder.ts";
import { runToEnd } from "../run.ts";
import type { World } from "../world.ts";
import { labelsFor } from "./label-alerts.ts";
import { learnedNow, openLearning } from "./learning-recorder.ts";
import { groundsNow, overviewOf, proposalsFor } from "./overview.ts";
import { surveyOf } from "./survey.ts";

// Guarantees of learning from analysts over whole runs: what is suppressed stays counted, what is grave is never hidden, and replay gives the same.

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 0, 1);

type Line = { readonly title: string; readonly host: string; readonly severity?: string; readonly minute?: number };
const alertLine = ({ title, host, severity = "medium", minute = 0 }: Line) =>
  JSON.stringify({ alert: 1, time: new Date(startMs - dayMs + minute * 60_000).toISOString(), source: "sensor", title, severity, host });
const evidence = (lines: readonly Line[]) => [inputOf("alerts.jsonl", `${lines.map(alertLine).join("\n")}\n`)];

const suppression = (more: Partial<Suppression> = {}): Suppression => ({
  id: "s-1",
  scope: { product: "sensor", rule: "noisy" },
  verdict: "false-positive",
  because: "the backup does it",
  untilMs: startMs + 30 * dayMs,
  grounds: { right: 0, of: 100, alertsShare: 0.1 },
  proposedBy: "agent:watchkeeper",
  status: "approved",
  approvedBy: "person:mara",
  sampleKey: "0f".repeat(32),
  ...more,
});
const inventory = indexInventory(
  Inventory.parse({
    assets: [
      { name: "vault", protected: true },
      { name: "ledger", criticality: "critical" },
    ],
    identities: [{ name: "root", protected: true }],
  }),
);
const noisy = (count: number, more: Partial<Line> = {}) =>
  Array.from({ length: count }, (_, minute) => ({ title: "noisy", host: `h${minute}`, minute, ...more }));
const others = (count: number) => Array.from({ length: count }, (_, minute) => ({ title: `other ${minute}`, host: `k${minute}`, minute }));

const assessed = ({ state }: Recorder, world: World) =>
  assessmentOf(state, {
    catalogue: world.catalogue,
    inventory: world.inventory,
    tacticsOf: (techniques, named) => rankedTacticsOf(techniques, world.catalogue, named),
  });
async function run(lines: readonly Line[], learned: Learned, parts: Partial<World> = {}) {
  const world = smallWorld({ inputs: evidence(lines), learned, inventory, ...parts });
  const recorder = await runToEnd(world);
  return { recorder, world, assessment: assessed(recorder, world) };
}
const suppressedIn = ({ state }: Recorder) => state.suppressed ?? new Map<string, string>();

describe("a suppression in a run", () => {
  test("closes its alerts as one case that says who decided, and every alert stays counted", async () => {
    const { assessment, recorder } = await run([...noisy(20), ...others(80)], { suppressions: [suppression()] });
    const [closed, ...more] = assessment.cases.filter(({ title }) => title.startsWith("Suppressed until 2026-01-31"));
    assert.ok(closed && more.length === 0);
    assert.equal(closed.verdict, "false-positive");
    assert.equal(closed.alerts.length + recorder.state.sampled.size, 20);
    assert.match(closed.because, /closed unseen by a decision of person:mara: the backup does it \[e-\d+\]/);
    assert.ok(closed.evidence.some(({ id, tool }) => closed.because.includes(id) && tool === "learning/suppression"));
    assert.ok(closed.maliciousness < 0.05);
    const { accepted, closed: count, escalated, open, deadLettered } = assessment.accounting;
    assert.equal(accepted, 100);
    assert.equal(accepted, count + escalated + open + deadLettered);
    assert.ok(assessment.alerts.every((alert) => assessment.cases.some(({ id }) => id === alert.case)));
  });

  test("lets a sample go the ordinary way, so that a person can see what is missed", async () => {
    const { recorder } = await run([...noisy(200), ...others(600)], { suppressions: [suppression()] });
    const { sampled } = recorder.state;
    assert.ok(sampled.size >= 200 / sampledOneIn / 4 && sampled.size <= (200 / sampledOneIn) * 3, String(sampled.size));
    for (const id of sampled.keys()) assert.ok(!suppressedIn(recorder).has(id));
  });

  test("draws that sample by the secret of its approval: another secret, other alerts; without one nothing is closed unseen", async () => {
    const sampleBy = async (sampleKey: string) => {
      const { recorder } = await run([...noisy(200), ...others(600)], { suppressions: [suppression({ sampleKey })] });
      return [...recorder.state.sampled.keys()];
    };
    const ours = await sampleBy("aa".repeat(32));
    assert.deepEqual(await sampleBy("aa".repeat(32)), ours);
    assert.notDeepEqual(await sampleBy("bb".repeat(32)), ours);
    const { sampleKey: _, ...old } = suppression();
    const { recorder } = await run([...noisy(20), ...others(80)], { suppressions: [old] });
    assert.equal(suppressedIn(recorder).size, 0);
  });

  test("shows its secret to nobody: the record of the case has its digest alone", async () => {
    const { recorder, assessment } = await run([...noisy(20), ...others(80)], { suppressions: [suppression()] });
    const kept = JSON.stringify([assessment, [...recorder.state.cases.values()]]);
    assert.ok(!kept.includes("0f".repeat(32)));
  });

  test("covers no more than its share of a run, whatever floods in", async () => {
    const { recorder, assessment } = await run([...noisy(90), ...others(10)], { suppressions: [suppression()] });
    assert.equal(suppressedIn(recorder).size, Math.floor(100 * suppressedShareMax));
    assert.equal(assessment.accounting.accepted, 100);
  });

  test("draws in nothing: an alert that shares its host with suppressed ones is in a case of its own kind", async () => {
    const lines = [...noisy(20, { host: "shared" }), { title: "odd login", host: "shared", severity: "high", minute: 5 }, ...others(80)];
    const { assessment } = await run(lines, { suppressions: [suppression()] });
    const odd = assessment.alerts.find(({ title }) => title === "odd login");
    assert.ok(!assessment.cases.find(({ id }) => id === odd?.case)?.title.startsWith("Suppressed"));
  });

  test("that has ended by the time it would be applied covers nothing", async () => {
    const { recorder } = await run([...noisy(20), ...others(80)], { suppressions: [suppression({ untilMs: startMs })] });
    assert.equal(suppressedIn(recorder).size, 0);
  });

  test("leaves a record that replays to the same state and whose answers verify", async () => {
    const journal = memoryJournalStore();
    const { recorder, world, assessment } = await run([...noisy(20), ...others(80)], { suppressions: [suppression()] }, { journal });
    const events = await eventsIn(journal);
    const again = replay(events);
    assert.deepEqual(again.suppressed, recorder.state.suppressed);
    assert.deepEqual(assessed({ ...recorder, state: again }, world), assessment);
    assert.equal(verifyAnswers(events.map((event) => JSON.parse(event))).intact, true);
  });

  test("is what the run began with: one that is resumed does not go by what was decided since", async () => {
    const journal = memoryJournalStore();
    const controller = new AbortController();
    const stopping = { step: (doing: string) => void (doing === "triage" && controller.abort()), note: () => {} };
    const parts = { inputs: evidence([...noisy(20), ...others(80)]), inventory, journal };
    await assert.rejects(
      runToEnd(smallWorld({ ...parts, learned: { suppressions: [suppression()] }, progress: stopping }), controller.signal),
    );
    const resumed = await runToEnd(smallWorld({ ...parts, learned: { suppressions: [] } }));
    assert.ok(suppressedIn(resumed).size > 0);
  });
});

// Guarantees, in whole runs, that nothing grave is hidden: no alert of critical severity, about a protected machine or account or a machine of critical
// importance, or of high severity without the approver's own reason, is ever among the suppressed, whatever the suppression says.
test("no run suppresses what must be seen", async () => {
  const line = fc.record({
    title: fc.constantFrom("noisy", "other"),
    host: fc.constantFrom("h1", "h2", "VAULT", "vault.example.test", "ledger"),
    severity: fc.constantFrom(...severities),
    minute: fc.nat(100),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 20 }), fc.boolean(), async (lines, high) => {
      const { recorder } = await run(lines, { suppressions: [suppression(high ? { highBecause: "known" } : {})] });
      for (const id of suppressedIn(recorder).keys()) {
        const alert = recorder.state.alerts.get(id)!;
        assert.equal(alert.title, "noisy");
        assert.notEqual(alert.severity, "critical");
        assert.ok(high || alert.severity !== "high");
        assert.match(alert.host ?? "", /^h[12]$/);
      }
    }),
    { numRuns: 40 },
  );
});

describe("a correction in a run", () => {
  const correctionOf = (logOdds: number): Learned => {
    const correction = { version: 1 as const, shifts: [{ product: "sensor", rule: "noisy", logOdds, right: 0, of: 60 }] };
    return { suppressions: [], correction: { digest: correctionDigest(correction), correction } };
  };
  const triageOf = ({ state }: Recorder, title: string) => {
    const alert = [...state.alerts.values()].find((each) => each.title === title);
    return state.triages.get(alert?.id ?? "")!;
  };

  test("moves the alerts of its rule and says so; others stay as they were", async () => {
    const lines = [...noisy(1), ...others(1)];
    const [before, after] = [await run(lines, { suppressions: [] }), await run(lines, correctionOf(-2))];
    assert.ok(triageOf(after.recorder, "noisy").maliciousness < triageOf(before.recorder, "noisy").maliciousness / 3);
    assert.match(triageOf(after.recorder, "noisy").because[0] ?? "", /people here found this rule right 0 of 60 times \(-2\.0\)/);
    assert.deepEqual(triageOf(after.recorder, "other 0"), triageOf(before.recorder, "other 0"));
  });

  test("never lowers a protected machine, one of critical importance, or an alert of critical severity; it may raise them", async () => {
    for (const more of [{ host: "vault" }, { host: "ledger" }, { severity: "critical" }]) {
      const lines = noisy(1, more);
      const [before, lowered, raised] = [
        await run(lines, { suppressions: [] }),
        await run(lines, correctionOf(-3)),
        await run(lines, correctionOf(2)),
      ];
      assert.deepEqual(triageOf(lowered.recorder, "noisy"), triageOf(before.recorder, "noisy"));
      assert.ok(triageOf(raised.recorder, "noisy").maliciousness > triageOf(before.recorder, "noisy").maliciousness);
    }
  });
});

describe("from verdicts to proposals", () => {
  const worldsOf = (worlds: ReadonlyMap<string, World>) => ({
    worldNames: async () => [...worlds.keys()],
    world: async (name: string) => worlds.get(name)!,
  });

  test("a rule that people always found wrong is proposed by the agent, with its share; nothing is in force before a person approves", async () => {
    // Hours apart, so that each is a case of its own.
    const apart = noisy(40).map((line, index) => ({ ...line, minute: index * 600 }));
    const { recorder, world } = await run([...apart, ...others(160)], { suppressions: [] });
    const learning = await openLearning(memoryJournalStore(), world.clock);
    const targets = [...recorder.state.alerts.values()].filter(({ title }) => title === "noisy").map(({ id }) => id);
    const said = { by: "person:mara", because: "backup", atMs: startMs } as const;
    const labels = targets.flatMap((id) => labelsFor(id, "false-positive", { run: recorder.state, world: "w" }));
    await learning.obey(labels.map((label): LearningCommand => ({ type: "GiveVerdict", label, ...said })));
    const survey = await surveyOf(worldsOf(new Map([["w", world]])), world.clock);
    assert.equal(survey.alerts, 200);
    await learning.obey(proposalsFor(learning.state, survey, startMs));
    const [proposed] = [...learning.state.suppressions.values()];
    assert.deepEqual(
      [proposed?.scope, proposed?.status, proposed?.grounds],
      [{ product: "sensor", rule: "noisy" }, "proposed", { right: 0, of: 40, alertsShare: 0.2 }],
    );
    assert.deepEqual(learnedNow(learning.state, startMs).suppressions, []);
    assert.deepEqual(groundsNow(learning.state, survey, startMs).get("s-1"), proposed?.grounds);
    await learning.obey([{ type: "ApproveSuppression", id: "s-1", groundsNow: new Map(), sampleKey: "0f".repeat(32), ...said }]);
    assert.equal(learnedNow(learning.state, startMs).suppressions.length, 1);
    assert.equal(learnedNow(learning.state, startMs + 91 * dayMs).suppressions.length, 0);
    const overview = overviewOf(learning.state, survey, { nowMs: startMs + 91 * dayMs, recentDays: 7 });
    assert.deepEqual(
      overview.suppressions.map(({ inForce, expired }) => [inForce, expired]),
      [[false, true]],
    );
    assert.deepEqual([overview.rules[0]?.right, overview.rules[0]?.of], [0, 40]);
  });

  test("a verdict on a case labels each of its alerts; one on nothing is refused", async () => {
    const { recorder } = await run(noisy(5, { host: "same" }), { suppressions: [] });
    const caseId = [...recorder.state.cases.keys()][0] ?? "";
    const labels = labelsFor(caseId, "true-positive", { run: recorder.state, world: "w" });
    assert.ok(labels.length >= 1 && labels.every(({ group }) => group === caseId));
    for (const name of ["a-99", "constructor", ""])
      assert.throws(() => labelsFor(name, "benign", { run: recorder.state, world: "w" }), { code: "learn/unknown-alert" });
  });

  test("a refusal in the middle of several commands leaves nothing behind, and the journal folds to the same", async () => {
    const store = memoryJournalStore();
    const { clock } = smallWorld({});
    const learning = await openLearning(store, clock);
    const propose = (rule: string): LearningCommand => ({
      type: "ProposeSuppression",
      scope: { product: "sensor", rule },
      verdict: "benign",
      grounds: { right: 0, of: 60, alertsShare: 0.1 },
      untilMs: startMs + dayMs,
      by: "person:mara",
      because: "noise",
      atMs: startMs,
    });
    await assert.rejects(learning.obey([propose("a"), propose("")]), { code: "learn/unknown-rule" });
    assert.equal(learning.state.suppressions.size, 0);
    await learning.obey([propose("a")]);
    const again = await openLearning(store, clock);
    assert.deepEqual(again.state, learning.state);
    assert.deepEqual(again.head(), learning.head());
  });
});
