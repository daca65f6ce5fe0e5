import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Person } from "../person/person.ts";
import { SocError } from "../soc-error.ts";
import { decideQualitySamples, type QualityCommand } from "./decide.ts";
import { commitmentOf } from "./draw.ts";
import { evolveQualitySamples } from "./evolve.ts";
import { emptyQualitySamples, outcomeOf, QualitySampleEvent, type QualitySamples } from "./quality-sample.ts";
import { sequentialSteps } from "./sequential-test.ts";

// Guarantees of the law, over any order of commands: nobody judges twice or what they worked on, nothing is drawn without a commitment, a revealed secret is the
// one that was committed to, a class is stopped exactly when its test is, and the record alone gives the state again.

const secretOf = (epoch: number) => Buffer.alloc(32, epoch);
const plan = { base: 0.5, rare: 0.5, highRisk: 0.5, shares: [], second: 0.5, gold: 0.5 };
const blind = { fromMs: 0, toMs: 0, alerts: [], alertsTotal: 1, assets: [], observables: [], found: [] };
const agent = { verdict: "benign", severity: "low", category: "other", title: "", because: "" } as const;
const people: readonly Person[] = ["person:mara", "person:Mara", "person:wim"];

const epochs = fc.integer({ min: 1, max: 3 });
const cases = fc.integer({ min: 1, max: 5 });
const verdict = fc.constantFrom("true-positive", "benign", "insufficient-data" as const);
const commands: fc.Arbitrary<QualityCommand> = fc.oneof(
  epochs.map((epoch): QualityCommand => ({ type: "CommitEpoch", epoch, commitment: commitmentOf(secretOf(epoch)), plan, atMs: 0 })),
  epochs.map((epoch): QualityCommand => ({ type: "BeginEpoch", epoch, after: { world: "watch-000001", sequence: 10 * epoch }, atMs: 0 })),
  fc
    .tuple(epochs, epochs)
    .map(([epoch, of]): QualityCommand => ({ type: "RevealEpoch", epoch, secret: secretOf(of).toString("hex"), atMs: 0 })),
  fc.record({ of: cases, at: fc.integer({ min: 0, max: 40 }), chance: fc.double({ min: 0, max: 0.999, noNaN: true }) }).map(
    ({ of, at, chance }): QualityCommand => ({
      ...{ type: "CountClosure", caseId: `case-${of}`, revision: 1, place: { world: "watch-000001", sequence: at }, closedAtMs: at },
      ...{ stratum: { class: `c-${of % 2}`, severity: "low", path: "p", criticality: "low" }, category: "other", alertIds: [`a-${of}`] },
      ...{
        classes: [`c-${of % 2}`],
        chances: { epoch: Math.min(3, Math.floor(at / 10)), of: { drawn: chance, second: chance, gold: chance } },
      },
      ...{ blind, agent, gold: { blind, agent }, dueAtMs: 0, atMs: 0 },
    }),
  ),
  fc
    .record({ id: fc.integer({ min: 1, max: 9 }), by: fc.constantFrom(...people), verdict, worked: fc.subarray(["person:WIM"]) })
    .map(({ id, ...rest }): QualityCommand => ({ type: "Judge", id: `qs-${id}`, because: "", atMs: 0, ...rest })),
  cases.map((of): QualityCommand => ({ type: "ComeTruth", caseId: `case-${of}`, from: { kind: "label", id: "a" }, atMs: 0 })),
  cases.map((of): QualityCommand => ({ type: "CarryOut", class: `c-${of % 2}`, step: "demoted", atMs: 0 })),
  cases.map((of): QualityCommand => ({ type: "Reset", class: `c-${of % 2}`, by: "person:lea", because: "", atMs: 0 })),
  cases.map((of): QualityCommand => ({ type: "OpenReviews", opened: [`case-${of}`], gone: [], atMs: 0 })),
);

/** Most histories begin with an epoch, so that something is drawn. */
const first: readonly QualityCommand[] = [
  { type: "CommitEpoch", epoch: 1, commitment: commitmentOf(secretOf(1)), plan, atMs: 0 },
  { type: "BeginEpoch", epoch: 1, after: { world: "watch-000001", sequence: 10 }, atMs: 0 },
];

test("the law holds over any order of commands", () => {
  let facts = 0;
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 120, size: "max" }), (asked) => {
      const state = emptyQualitySamples();
      const record: QualitySampleEvent[] = [];
      for (const command of [...(asked.length % 8 === 0 ? [] : first), ...asked]) {
        const before = structuredClone(state);
        const decided = attempt(command, state);
        assert.deepEqual(state, before);
        if (command.type === "Judge" && decided.length > 0)
          assert.ok(!command.worked.some((name) => name.toLowerCase() === command.by.toLowerCase()));
        if (command.type === "Reset" && decided.length > 0) assert.equal(before.classes.get(command.class)?.stopped?.demoted, true);
        for (const fact of decided) {
          record.push(QualitySampleEvent.parse(JSON.parse(JSON.stringify(fact))));
          evolveQualitySamples(state, fact);
        }
        requireLaw(state);
      }
      facts += record.length;
      const again = emptyQualitySamples();
      for (const fact of record) evolveQualitySamples(again, fact);
      assert.deepEqual(again, state);
    }),
    { numRuns: 400 },
  );
  assert.ok(facts > 2_000, `${facts} facts are too few to say anything`);
});

function attempt(command: QualityCommand, state: QualitySamples): readonly QualitySampleEvent[] {
  try {
    return decideQualitySamples(command, state);
  } catch (error) {
    // The chances of another epoch are a mistake of the caller's.
    if (error instanceof SocError || (error as Error).message.startsWith("the chances")) return [];
    throw error;
  }
}

function requireLaw({ epochs: held, units, samples, waiting, classes }: QualitySamples): void {
  for (const { number, commitment, revealed } of held.values())
    if (revealed)
      assert.deepEqual([commitmentOf(Buffer.from(revealed.secret, "hex")), held.get(number + 1)?.began !== undefined], [commitment, true]);
  for (const { epoch, sample, place, share } of units.values()) {
    if (epoch === null) assert.deepEqual([sample, share], [null, 0]);
    else assert.ok(place.sequence >= (held.get(epoch)?.began?.after.sequence ?? Number.POSITIVE_INFINITY));
  }
  for (const sample of samples.values()) {
    const judges = sample.judged.map(({ by }) => by.toLowerCase());
    assert.equal(new Set(judges).size, judges.length);
    assert.equal(waiting.has(sample.id), sample.blind !== undefined);
    if (sample.kind === "gold") assert.ok(["gold-found", "gold-overlooked", "waiting", "let-go"].includes(outcomeOf(sample)));
  }
  for (const { test, stopped } of classes.values()) {
    assert.equal(test.stopped, stopped !== undefined);
    assert.equal(test.stopped, test.score >= sequentialSteps.stopsAt);
  }
}
