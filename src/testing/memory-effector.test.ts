import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { containmentVerbs } from "../core/containment/action.ts";
import type { Handle } from "../core/containment/handle.ts";
import { testEffector } from "./effector-contract.ts";
import { nothingStops } from "./guards.ts";
import { memoryEffector } from "./memory-effector.ts";
import { memoryProduct } from "./memory-product.ts";

const handle = (name: string): Handle => ({ kind: "host", id: `host:${name}`, name, knownTo: "inventory", aliases: [] });
const open = () => {
  const product = memoryProduct({ targets: { "d-1": ["host:ws-1"], "d-2": ["host:ws-2"], "d-3": ["host:twin"], "d-4": ["host:twin"] } });
  return { product, effector: memoryEffector({ product, limitMs: 100 }) };
};

for (const [title, verb, observations] of [
  ["at once", "isolate-host", 0],
  ["consistent later", "isolate-host", 3],
  ["irreversible", "kill-process", 0],
] as const)
  testEffector(`a product in memory, ${title}`, async () => {
    const { product, effector } = open();
    if (observations > 0)
      product.fault = ({ call }) => (call === "perform" || call === "undo" ? { fault: "late", observations } : undefined);
    const always = (fault: "refuse" | "drop-answer") => () => {
      product.fault = ({ call }) => (call === "perform" ? { fault } : undefined);
      return Promise.resolve();
    };
    return {
      effector,
      verb,
      target: handle("ws-1"),
      bystander: handle("ws-2"),
      unknown: handle("nobody"),
      ambiguous: handle("twin"),
      viewOf: async ({ name }) => {
        const view = product.viewOf(name === "ws-1" ? "d-1" : "d-2");
        return Object.keys(view).length === 0 ? { [verb]: { inForce: false, by: null, note: "" } } : view;
      },
      containByAnother: async () => product.setByAnother("d-1", verb, true),
      refuse: always("refuse"),
      loseAnswer: always("drop-answer"),
      fallSilent: async () => {
        product.fault = ({ call }) => (call === "perform" ? { fault: "hang", until: new Promise(() => {}) } : undefined);
      },
      silenceMsMax: 100,
      pass: async () => {},
      close: async () => {},
    };
  });

describe("a product in memory", () => {
  test("remembers every call that arrived, and whether it changed anything", async () => {
    const { product, effector } = open();
    const order = {
      effectId: "c-1.1",
      verb: "isolate-host",
      target: handle("ws-1"),
      located: "d-1",
      parameters: {},
      releaseAfterMs: null,
    } as const;
    product.fault = ({ call }) => (call === "perform" ? { fault: "duplicate" } : undefined);
    await effector.perform(order, nothingStops);
    product.fault = () => ({ fault: "drop-request" });
    await assert.rejects(effector.observe(order));
    assert.deepEqual(
      product.ledger.map(({ call, changed, effectId }) => [call, changed, effectId]),
      [
        ["perform", true, "c-1.1"],
        ["perform", false, "c-1.1"],
      ],
    );
    assert.deepEqual(product.contained(), ["d-1"]);
    assert.deepEqual(effector.verbs, containmentVerbs);
  });
});
