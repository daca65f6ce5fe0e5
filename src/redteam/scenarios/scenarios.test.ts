import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Inventory } from "../../core/asset/asset.ts";
import type { InputRecord } from "../../formats/format.ts";
import { readInput } from "../../formats/read.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import type { ExerciseWorld } from "../bases/base-case.ts";
import { type AttackScenario, type Tape, variants } from "./scenario.ts";
import { attackScenarios } from "./scenarios.ts";

const scenarios = attackScenarios();
const catalogue = loadAttackCatalogue();
const modifiedMs = Date.UTC(2026, 4, 30);

const tellings = ({ attack, twin }: AttackScenario, seed: number): readonly (readonly [string, Tape])[] => [
  ...variants.map((variant) => [variant, attack(seed, variant)] as const),
  ["twin", twin(seed)],
];
const bytesOf = (tape: Tape) => JSON.stringify(tape.world());

async function readAll({ evidence }: ExerciseWorld): Promise<{ path: string; record: InputRecord }[]> {
  const read: { path: string; record: InputRecord }[] = [];
  for (const { path, text } of evidence)
    for await (const step of readInput(path, once(text), { modifiedMs }))
      if (step.kind === "batch") for (const record of step.records) read.push({ path, record });
  return read;
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** What kind of record it is: which log of which product, and what was done. */
const kindOf = ({ path, record }: { path: string; record: InputRecord }) =>
  record.kind === "event" ? `${path}: ${record.event.dataset} ${record.event.channel} ${record.event.action}` : `${path}: ${record.kind}`;

test("there are fifteen trades and more, each told in three ways beside ordinary work", () => {
  assert.ok(scenarios.length >= 15);
  assert.equal(new Set(scenarios.map(({ id }) => id)).size, scenarios.length);
  assert.equal(new Set(scenarios.map(({ trade }) => trade)).size, scenarios.length);
});

for (const scenario of scenarios)
  describe(scenario.id, () => {
    test("the same seed gives the same bytes; another seed and another telling do not", () => {
      for (const [at, [name, tape]] of tellings(scenario, 7).entries()) {
        assert.equal(bytesOf(tellings(scenario, 7)[at]![1]), bytesOf(tape), name);
        assert.notEqual(bytesOf(tellings(scenario, 8)[at]![1]), bytesOf(tape), name);
      }
      assert.equal(new Set(tellings(scenario, 7).map(([, tape]) => bytesOf(tape))).size, variants.length + 1);
    });

    test("every record is read by the product's own readers, as an event and never as an alert", async () => {
      for (const [name, tape] of tellings(scenario, 1)) {
        const read = await readAll(tape.world());
        assert.deepEqual(read.filter(({ record }) => record.kind !== "event").slice(0, 3), [], name);
        assert.equal(read.length, tape.records, name);
        assert.ok(tape.records >= 50 && tape.records <= 900, `${name}: ${tape.records} records`);
      }
    });

    test("the truth points at records of its times, names techniques that exist, and hides no step of a noisy telling", async () => {
      for (const variant of variants) {
        const { truth, world, timeOf } = scenario.attack(3, variant);
        const read = await readAll(world());
        assert.ok(truth.steps.length >= 4, variant);
        const times = new Map<string, number>();
        const numbers = new Map<string, number>();
        for (const { path, record } of read) {
          const number = (numbers.get(path) ?? 0) + 1;
          numbers.set(path, number);
          if (record.kind === "event") times.set(`${path}#${number}`, record.event.timeMs);
        }
        for (const { step, technique, records, fromMs, toMs } of truth.steps) {
          assert.equal(catalogue.current(technique), technique, `${step}: ${technique}`);
          for (const key of records) {
            const timeMs = times.get(key);
            // CloudTrail and web servers write whole seconds.
            assert.ok(timeMs !== undefined && timeMs >= fromMs - 1_000 && timeMs <= toMs + 1_000, `${variant} ${step} ${key}`);
            const at = key.lastIndexOf("#");
            assert.ok(Math.abs(timeOf(key.slice(0, at), Number(key.slice(at + 1)))! - timeMs) < 1_000, key);
          }
        }
        assert.ok(truth.names.length > 0);
      }
    });

    test("cut at a moment it holds what had been written by then, and each record keeps its number", async () => {
      const { truth, world } = scenario.attack(2, "noisy");
      const untilMs = truth.steps[1]!.toMs;
      const whole = world();
      for (const { path, text } of world(untilMs).evidence) {
        const full = whole.evidence.find((file) => file.path === path)!.text;
        assert.ok(full.startsWith(text) || path.endsWith("trail.json"), path);
      }
      for (const { record } of await readAll(world(untilMs))) assert.ok(record.kind === "event" && record.event.timeMs <= untilMs);
    });

    test("its twin has records of the same kinds from the same products, and other bytes", async () => {
      const attack = scenario.attack(1, "noisy");
      const own = new Set(attack.truth.steps.flatMap(({ records }) => records));
      const numbers = new Map<string, number>();
      const malicious = new Set<string>();
      for (const each of await readAll(attack.world())) {
        const number = (numbers.get(each.path) ?? 0) + 1;
        numbers.set(each.path, number);
        if (own.has(`${each.path}#${number}`)) malicious.add(kindOf(each));
      }
      const twin = await readAll(scenario.twin(1).world());
      const paths = (world: ExerciseWorld) => new Set(world.evidence.map(({ path }) => path.split("/")[0]));
      assert.deepEqual(paths(scenario.twin(1).world()), paths(attack.world()));
      const ordinary = new Set(twin.map(kindOf));
      const shared = [...malicious].filter((kind) => ordinary.has(kind));
      assert.ok(
        shared.length >= malicious.size * 0.4,
        `${shared.length} of ${malicious.size}: missing ${[...malicious].filter((kind) => !ordinary.has(kind)).join("; ")}`,
      );
    });

    test("its inventory is one that the product accepts, and no address or name in it belongs to anybody", () => {
      for (const [name, tape] of tellings(scenario, 5)) {
        const { inventory, evidence } = tape.world();
        Inventory.parse(JSON.parse(inventory!.text));
        for (const { path, text } of evidence) assert.deepEqual(strangersIn(text), [], `${name} ${path}`);
      }
    });
  });

const documented = /^(192\.0\.2|198\.51\.100|203\.0\.113|10\.\d+\.\d+|127\.0\.0|0\.0\.0|255\.255\.255)\.\d+$/;
/** Names of products' own services that stand in their records as they are. */
const known = /(^|\.)(amazonaws\.com|cloudfront\.net|microsoftonline\.com|mega\.nz|schemas\.microsoft\.com|k8s\.io)$/;

function strangersIn(text: string): string[] {
  const addresses = [...text.matchAll(/(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g)]
    .map(([address]) => address)
    .filter((address) => address.split(".").every((part) => Number(part) < 256));
  const names = [...text.matchAll(/https?:\/\/([a-z0-9.-]+)/g)].map(([, name = ""]) => name).filter((name) => /[a-z]/.test(name));
  const mails = [...text.matchAll(/[a-z0-9._-]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)/g)].map(([, name = ""]) => name);
  const isOurs = (name: string) => known.test(name) || /(^|\.)(example(\.(com|net|org))?|test|invalid)$/.test(name);
  return [
    ...new Set([
      ...addresses.filter((address) => !documented.test(address) && !/^(10|6|16|7|4|5|1|136|137|138)\.0\./.test(address)),
      ...[...names, ...mails].filter((name) => !isOurs(name)),
    ]),
  ];
}
