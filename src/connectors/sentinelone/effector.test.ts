import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Handle } from "../../core/containment/handle.ts";
import { startSentinelone } from "../../testing/doubles/sentinelone.ts";
import { testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { testVendor, type VendorScene } from "../../testing/vendor-contract.ts";
import sentinelone from "./effector.ts";

const clock = { nowMs: () => Date.now(), sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal }) };
const [first, second] = ["1000000000000000001", "1000000000000000002"];
const host = (name: string): Handle => ({ kind: "host", id: `host:${name}`, name, knownTo: "inventory", aliases: [] });

async function open({ pageSizeMax = 1_000, looksUntilDone = 2, limitMs = 15_000 } = {}) {
  const product = await startSentinelone({ pageSizeMax, looksUntilDone });
  product.add(first, "WS-1", "EXAMPLE");
  product.add(second, "ws-10");
  product.add("1000000000000000003", "ws-1-old", "EXAMPLE");
  product.add("1000000000000000004", "twin");
  product.add("1000000000000000005", "twin");
  product.add("1000000000000000006", "WS-1", "EXAMPLE", true);
  const order = {
    name: "one",
    product: "sentinelone",
    for: ["isolate-host" as const],
    settings: { url: product.double.url, internal: true },
    secrets: {},
  };
  return { product, effector: sentinelone.open(order, { get: () => "canary-token" }, { clock, limitMs }) };
}

async function scene(): Promise<VendorScene> {
  const limitMs = 500;
  const { product, effector } = await open({ limitMs });
  const { double } = product;
  return {
    effector,
    verb: "isolate-host",
    target: host("ws-1.example.test"),
    bystander: host("ws-10.example.test"),
    unknown: host("ws.example.test"),
    ambiguous: host("twin.example.test"),
    viewOf: async ({ name }) => product.statusOf(name.startsWith("ws-1.") ? first : second),
    containByAnother: async () => product.set(first, "disconnected"),
    refuse: async () => product.refuse(),
    loseAnswer: async () => {
      double.fault = ({ path }) => (path.includes("/actions/") ? "lose" : undefined);
    },
    fallSilent: async () => {
      double.fault = () => "silent";
    },
    silenceMsMax: limitMs,
    pass: async () => undefined,
    close: double.close,
    doubles: [double],
    canaries: /canary/,
  };
}

testEffector("SentinelOne", scene);
testVendor("SentinelOne", scene);

describe("SentinelOne", () => {
  const order = {
    effectId: "c-1.1",
    verb: "isolate-host",
    target: host("ws-1.example.test"),
    located: first,
    parameters: {},
    releaseAfterMs: null,
  } as const;

  test("every change holds exactly one id, and nobody else feels it", async () => {
    const { product, effector } = await open();
    try {
      await effector.perform(order, nothingStops);
      const bodies = product.double.seen.filter(({ method }) => method === "POST").map(({ text }) => JSON.parse(text));
      assert.deepEqual(bodies, [{ filter: { ids: [first] }, data: {} }]);
      for (const id of [second, "1000000000000000003", "1000000000000000004"]) assert.equal(product.statusOf(id), "connected");
    } finally {
      await product.double.close();
    }
  });

  test("what is under way already is not asked for again", async () => {
    const { product, effector } = await open({ looksUntilDone: 10 });
    try {
      await effector.perform(order, nothingStops);
      await effector.perform(order, nothingStops);
      product.set(first, "connecting");
      await effector.undo({ ...order, before: { networkStatus: "connected" } }, nothingStops);
      assert.equal(product.double.seen.filter(({ method }) => method === "POST").length, 1);
    } finally {
      await product.double.close();
    }
  });

  test("a success that counts more than one is an alarm, not a success", async () => {
    const { product, effector } = await open();
    try {
      product.double.twist = ({ method }, json) => (method === "POST" ? { data: { affected: 4_000 } } : json);
      await assert.rejects(effector.perform(order, nothingStops), { code: "connector/unexpected-answer" });
    } finally {
      await product.double.close();
    }
  });

  test("a success that counts nobody is a refusal", async () => {
    const { product, effector } = await open();
    try {
      product.leaveScope();
      await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
      assert.equal(product.statusOf(first), "connected");
    } finally {
      await product.double.close();
    }
  });

  test("names that only contain ours are not ours, on whichever page they come", async () => {
    const { product, effector } = await open({ pageSizeMax: 1 });
    try {
      assert.equal(await effector.locate(host("ws-1.example.test"), "isolate-host"), first);
      await assert.rejects(effector.locate(host("twin"), "isolate-host"), { code: "effector/several-targets" });
    } finally {
      await product.double.close();
    }
  });

  test("a name that is part of half the fleet is refused before all of it is read", async () => {
    const { product, effector } = await open();
    try {
      for (let count = 0; count < 1_200; count++) product.add(`2${String(count).padStart(10, "0")}`, `pc-${count}`);
      await assert.rejects(effector.locate(host("pc.example.test"), "isolate-host"), { code: "effector/several-targets" });
    } finally {
      await product.double.close();
    }
  });
});
