import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { madeGraph } from "../../../../bench/made-case.ts";
import { nodesMax } from "./gather.ts";
import { beginningsOf, type Places, type Spread, spreadOf } from "./place.ts";
import { spread } from "./spread.ts";

// Guarantees: what has a place keeps it; what is laid out is not upon another, is near what it is tied to, and is laid the same each time; and no step of the
// work is long, so that a press is answered while hundreds are laid out.

const graph = madeGraph(nodesMax);
const few = madeGraph(60);
const laid = (held: Places = new Map(), { nodes, edges } = graph): Spread => {
  const of = spreadOf({ nodes, edges }, held, beginningsOf(nodes, edges, held));
  for (const _ of spread(of));
  return of;
};
const apart = (of: Spread, one: number, other: number) =>
  Math.hypot(of.places[one]!.x - of.places[other]!.x, of.places[one]!.y - of.places[other]!.y);
const middle = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

describe("entities are laid out", () => {
  test("three hundred stand apart from each other, and nearer to what they are tied to than to others", () => {
    const of = laid();
    const [tied, others]: [number[], number[]] = [[], []];
    for (let one = 0; one < of.places.length; one++)
      for (let other = one + 1; other < of.places.length; other++)
        (of.ties[one]!.includes(other) ? tied : others).push(apart(of, one, other));
    const nearest = Math.min(...tied, ...others);
    assert.ok(nearest > 30, `two stand ${nearest} pixels from each other`);
    assert.ok(middle(tied) * 3 < middle(others), `${middle(tied)} and ${middle(others)}`);
  });

  test("the same entities are laid the same each time", () => assert.deepEqual(laid().places, laid().places));

  test("whoever has a place keeps it, however many come, and however two were put upon each other", () => {
    const place = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) }, { noNullPrototype: true });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(few.nodes.length - 1), { maxLength: 40 }),
        fc.array(place, { minLength: 40, maxLength: 40 }),
        (numbers, places) => {
          const held = new Map(numbers.map((number, at) => [few.nodes[number]!.id, places[at]!]));
          const of = laid(held, few);
          for (const [at, { id }] of few.nodes.entries()) if (held.has(id)) assert.deepEqual(of.places[at], held.get(id));
          for (const { x, y } of of.places) assert.ok(Number.isFinite(x) && Number.isFinite(y));
        },
      ),
      { numRuns: 20 },
    );
  });

  test("the work halts between small steps", () => {
    const of = spreadOf(graph, new Map(), beginningsOf(graph.nodes, graph.edges, new Map()));
    const tookMs: number[] = [];
    const began = process.cpuUsage();
    let before = performance.now();
    for (const _ of spread(of)) {
      tookMs.push(performance.now() - before);
      before = performance.now();
    }
    const { user, system } = process.cpuUsage(began);
    assert.ok(tookMs.length > 200, `${tookMs.length} steps`);
    // Of the processor's time, as the machine may be busy: a step is some hundredth of all of it.
    assert.ok((user + system) / 1_000 / tookMs.length < 20, `${(user + system) / 1_000} ms over ${tookMs.length} steps`);
  });

  test("one, none, and what is tied to itself alone are laid out too", () => {
    for (const ties of [[], [[]], [[], []], [[1], [0]]]) {
      const of: Spread = { places: ties.map(() => ({ x: 0, y: 0 })), held: ties.map(() => false), ties };
      for (const _ of spread(of));
      assert.ok(of.places.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
      assert.equal(new Set(of.places.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`)).size, ties.length);
    }
  });
});
