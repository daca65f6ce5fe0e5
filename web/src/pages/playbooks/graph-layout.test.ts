import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { graphOf, pathOf } from "./graph-layout.ts";
import type { Question } from "./queries.ts";

const question = (id: string, about: string, group: string): Question => ({
  ...{ id, about, group, asks: `Is ${id} so?`, tool: "events/search", attackerCanWrite: true, window: null, lookFor: null },
  ...{ answers: [], up: 1, down: 0, cost: 1, shows: null, pressing: false, ownKindOnly: false },
});
const questions = [
  question("one", "case.hosts", "failures"),
  question("two", "case.users", "identity"),
  question("three", "case.hosts", "failures"),
];
const contain = [
  { action: "isolate-host", on: "case.hosts", undoneBy: "release-host" },
  { action: "disable-account", on: "case.users", undoneBy: "enable-account" },
];

describe("a playbook as a graph", () => {
  const graph = graphOf({ questions, contain });

  test("names each thing once, and its lines end at what is there", () => {
    const ids = graph.nodes.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const { from, to } of graph.edges) assert.ok(ids.includes(from) && ids.includes(to), `${from} to ${to}`);
  });

  test("goes from left to right alone, so it has no cycle", () => {
    const x = new Map(graph.nodes.map((node) => [node.id, node.x]));
    for (const { from, to } of graph.edges) assert.ok(x.get(from)! < x.get(to)!, `${from} to ${to}`);
  });

  test("nothing lies upon another, and everything is inside", () => {
    for (const one of graph.nodes) {
      assert.ok(one.y >= 0 && one.y + one.height <= graph.height && one.x + one.width <= graph.width, one.id);
      for (const other of graph.nodes)
        if (one !== other && one.x === other.x) assert.ok(Math.abs(one.y - other.y) >= one.height, `${one.id} upon ${other.id}`);
    }
  });

  test("questions of one fact stand together, and a path holds what the question moves", () => {
    const order = graph.nodes.filter(({ kind }) => kind === "question").map(({ says }) => says);
    assert.deepEqual(order, ["one", "three", "two"]);
    assert.ok(pathOf(questions[0]!, graph).has("fact failures"));
    assert.ok(!pathOf(questions[0]!, graph).has("fact identity"));
  });

  test("a playbook that proposes nothing has a graph too", () => {
    assert.equal(graphOf({ questions: questions.slice(0, 1), contain: [] }).nodes.length, 4);
  });
});
