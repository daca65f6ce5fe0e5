import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Handle } from "../../core/containment/handle.ts";
import { startFortinet } from "../../testing/doubles/fortinet.ts";
import { testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { testVendor, type VendorScene } from "../../testing/vendor-contract.ts";
import fortinet from "./effector.ts";

const clock = { nowMs: () => Date.now(), sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal }) };
const address = (name: string): Handle => ({ kind: "address", id: `address:${name}`, name, knownTo: "evidence", aliases: [] });

async function open(limitMs = 15_000) {
  const product = await startFortinet();
  const order = {
    name: "gate",
    product: "fortinet",
    for: ["block-address" as const],
    settings: { url: product.double.url, internal: true },
    secrets: {},
  };
  return { product, effector: fortinet.open(order, { get: () => "canary-token" }, { clock, limitMs }) };
}

const scene = (name: string) => async (): Promise<VendorScene> => {
  const limitMs = 500;
  const { product, effector } = await open(limitMs);
  const { double } = product;
  return {
    effector,
    verb: "block-address",
    target: address(name),
    bystander: address("198.51.100.8"),
    unknown: address("host.example.test"),
    ambiguous: address("198.51.100.0/24"),
    viewOf: async (target) => product.bansOn(target.name),
    containByAnother: async () => product.ban(name, "IPS"),
    refuse: async () => product.refuse(),
    loseAnswer: async () => {
      double.fault = ({ method }) => (method === "POST" ? "lose" : undefined);
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
};

testEffector("Fortinet FortiGate", scene("198.51.100.7"));
testEffector("Fortinet FortiGate, IPv6", scene("2001:db8::7"));
testVendor("Fortinet FortiGate", scene("198.51.100.7"));

describe("Fortinet FortiGate", () => {
  const order = {
    effectId: "c-1.1",
    verb: "block-address",
    target: address("198.51.100.7"),
    located: "198.51.100.7",
    parameters: {},
    releaseAfterMs: null,
  } as const;

  test("other people's bans stay when ours is lifted, and nothing is ever cleared at once", async () => {
    const { product, effector } = await open();
    try {
      product.ban("203.0.113.9", "IPS");
      await effector.perform(order, nothingStops);
      await effector.undo({ ...order, before: { banned: false } }, nothingStops);
      assert.equal(product.bansOn("203.0.113.9").length, 1);
      assert.ok(product.double.seen.every(({ path }) => !path.endsWith("clear_all")));
    } finally {
      await product.double.close();
    }
  });

  test("the firewall gets the time limit too", async () => {
    const { product, effector } = await open();
    try {
      await effector.perform({ ...order, releaseAfterMs: 3_599_001 }, nothingStops);
      assert.equal(product.bansOn("198.51.100.7")[0]?.expires, 1_767_322_800 + 3_600);
    } finally {
      await product.double.close();
    }
  });

  test("a list that holds an error inside is not an empty list", async () => {
    const { product, effector } = await open();
    try {
      product.double.twist = (_seen, json) => ({ ...(json as object), status: "error", results: [] });
      await assert.rejects(effector.observe(order), { code: "connector/unexpected-answer" });
    } finally {
      await product.double.close();
    }
  });

  test("a success that holds an error inside is a refusal", async () => {
    const { product, effector } = await open();
    try {
      product.answerWithErrorsInside();
      await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
      assert.deepEqual(product.bansOn("198.51.100.7"), []);
    } finally {
      await product.double.close();
    }
  });
});
