import assert from "node:assert/strict";
import { describe } from "node:test";
import { startFortinet } from "../../testing/doubles/fortinet.ts";
import { testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { realClock } from "../../testing/real/open-effector.ts";
import { testsOver } from "../../testing/tests-over.ts";
import { testVendor, type VendorScene } from "../../testing/vendor-contract.ts";
import { address, onDouble, orderOn, silentLimitMs } from "../../testing/vendor-scene.ts";
import fortinet from "./effector.ts";

async function open(limitMs = 15_000) {
  const product = await startFortinet();
  const order = {
    name: "gate",
    product: "fortinet",
    for: ["block-address" as const],
    settings: { url: product.double.url, internal: true },
    secrets: {},
  };
  return { product, effector: fortinet.open(order, { get: () => "canary-token" }, { clock: realClock, limitMs }) };
}

const about = testsOver(open, ({ product }) => product.double.close());

const scene = (name: string) => async (): Promise<VendorScene> => {
  const { product, effector } = await open(silentLimitMs);
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
    ...onDouble(double, ({ method }) => method === "POST"),
  };
};

testEffector("Fortinet FortiGate", scene("198.51.100.7"));
testEffector("Fortinet FortiGate, IPv6", scene("2001:db8::7"));
testVendor("Fortinet FortiGate", scene("198.51.100.7"));

describe("Fortinet FortiGate", () => {
  const order = orderOn("block-address", address("198.51.100.7"), "198.51.100.7");

  about("other people's bans stay when ours is lifted, and nothing is ever cleared at once", async ({ product, effector }) => {
    product.ban("203.0.113.9", "IPS");
    await effector.perform(order, nothingStops);
    await effector.undo({ ...order, before: { banned: false } }, nothingStops);
    assert.equal(product.bansOn("203.0.113.9").length, 1);
    assert.ok(product.double.seen.every(({ path }) => !path.endsWith("clear_all")));
  });

  about("the firewall gets the time limit too", async ({ product, effector }) => {
    await effector.perform({ ...order, releaseAfterMs: 3_599_001 }, nothingStops);
    assert.equal(product.bansOn("198.51.100.7")[0]?.expires, 1_767_322_800 + 3_600);
  });

  about("a list that holds an error inside is not an empty list", async ({ product, effector }) => {
    product.double.twist = (_seen, json) => ({ ...(json as object), status: "error", results: [] });
    await assert.rejects(effector.observe(order), { code: "connector/unexpected-answer" });
  });

  about("a success that holds an error inside is a refusal", async ({ product, effector }) => {
    product.answerWithErrorsInside();
    await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
    assert.deepEqual(product.bansOn("198.51.100.7"), []);
  });
});
