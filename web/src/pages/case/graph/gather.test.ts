import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { found, gathered, nodesMax } from "./gather.ts";
import { beginningsOf, keepPlaces, keptPlaces } from "./place.ts";
import type { Edge, Graph, Node } from "./queries.ts";
import { shortLabel } from "./short-label.ts";

const node = (id: string, degree = 0): Node => ({
  id,
  kind: "host",
  type: "host",
  value: id,
  label: id,
  roles: [],
  assetRole: null,
  criticality: null,
  known: null,
  hostile: false,
  rarity: null,
  seenIn: "uncounted",
  alerts: 1,
  alertIds: [],
  cases: [],
  severity: null,
  firstTime: null,
  lastTime: null,
  evidence: [],
  degree,
  hidden: degree,
});
const time = "2026-03-17T08:00:00Z";
const edge = (from: string, to: string): Edge => ({
  from,
  to,
  relation: "reaches",
  count: 1,
  firstTime: time,
  lastTime: time,
  evidence: [],
});
const answer = (nodes: Node[], edges: Edge[]): Graph => ({ nodes, edges, nodesTotal: 9, edgesTotal: 9, alertsRead: 5, alertsTotal: 5 });

describe("answers about entities together", () => {
  test("each entity and relation stands once, and what is still hidden is counted against all that is shown", () => {
    const all = gathered([answer([node("a", 3), node("b", 1)], [edge("a", "b")]), answer([node("a", 3), node("c", 1)], [edge("a", "c")])])!;
    assert.deepEqual(
      all.nodes.map(({ id, hidden }) => [id, hidden]),
      [
        ["a", 1],
        ["b", 0],
        ["c", 0],
      ],
    );
    assert.equal(all.edges.length, 2);
    assert.equal(gathered([]), undefined);
  });

  test("a picture has room for so many and says when more was asked for; no relation leads to what is not there", () => {
    const many = Array.from({ length: nodesMax + 5 }, (_, at) => node(`n${at}`));
    const all = gathered([answer(many, [edge("n0", `n${nodesMax + 1}`), edge("n0", "n1")])])!;
    assert.deepEqual([all.nodes.length, all.edges.length, all.full], [nodesMax, 1, true]);
  });

  test("words find an entity by its value without case, and no words find nothing", () => {
    const nodes = [node("WS-FIN-07"), node("fs01")];
    assert.deepEqual(
      found(nodes, " ws-fin ").map(({ id }) => id),
      ["WS-FIN-07"],
    );
    assert.deepEqual(found(nodes, " "), []);
  });
});

describe("places", () => {
  test("what has a place keeps it; what comes begins beside its neighbour, at the same place each time", () => {
    const held = new Map([["a", { x: 1_000, y: 0 }]]);
    const begin = () => beginningsOf([node("a"), node("b"), node("c")], [edge("a", "b")], held);
    assert.deepEqual(begin(), begin());
    assert.ok(!begin().has("a") && Math.abs(begin().get("b")!.x - 1_000) <= 90 && Math.abs(begin().get("c")!.x) < 200);
  });

  test("places are kept for the window, and nonsense in the store is no place", () => {
    const store = new Map<string, string>();
    const storage = { getItem: (key: string) => store.get(key) ?? null, setItem: (key: string, text: string) => void store.set(key, text) };
    keepPlaces("case-1", new Map([["__proto__", { x: 1.4, y: 2 }]]), storage);
    assert.deepEqual([...keptPlaces("case-1", storage)], [["__proto__", { x: 1, y: 2 }]]);
    for (const nonsense of ["{", "{}", '[["a"],7,["b","x",1],[1,2,3],null]', "null"]) {
      store.set("watchkeeper-graph case-1", nonsense);
      assert.equal(keptPlaces("case-1", storage).size, 0);
    }
  });
});

describe("shortLabel", () => {
  test("the last part of a path, the beginning of a hash, never half a character", () => {
    const of = (type: string, label: string) => shortLabel({ type, label });
    assert.equal(of("process", "C:\\Windows\\System32\\svchost.exe"), "svchost.exe");
    assert.equal(of("file", "/tmp/"), "/tmp/");
    assert.equal(of("hash", "F8878DC09CA0BD8005C9009AE3"), "F8878DC09…");
    assert.equal(of("domain", "x".repeat(24)), "x".repeat(24));
    assert.equal(of("user", "\u{1f600}".repeat(30)), `${"\u{1f600}".repeat(23)}…`);
  });
});
