import assert from "node:assert/strict";
import { describe } from "node:test";
import { startSentinelone } from "../../testing/doubles/sentinelone.ts";
import { testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { realClock } from "../../testing/real/open-effector.ts";
import { testsOver } from "../../testing/tests-over.ts";
import { testVendor, type VendorScene } from "../../testing/vendor-contract.ts";
import { host, onDouble, orderOn, silentLimitMs } from "../../testing/vendor-scene.ts";
import sentinelone from "./effector.ts";

const [first, second] = ["1000000000000000001", "1000000000000000002"];

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
  return { product, effector: sentinelone.open(order, { get: () => "canary-token" }, { clock: realClock, limitMs }) };
}

const about = testsOver(open, ({ product }) => product.double.close());

async function scene(): Promise<VendorScene> {
  const { product, effector } = await open({ limitMs: silentLimitMs });
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
    ...onDouble(double, ({ path }) => path.includes("/actions/")),
  };
}

testEffector("SentinelOne", scene);
testVendor("SentinelOne", scene);

describe("SentinelOne", () => {
  const order = orderOn("isolate-host", host("ws-1.example.test"), first);

  about("every change holds exactly one id, and nobody else feels it", async ({ product, effector }) => {
    await effector.perform(order, nothingStops);
    const bodies = product.double.seen.filter(({ method }) => method === "POST").map(({ text }) => JSON.parse(text));
    assert.deepEqual(bodies, [{ filter: { ids: [first] }, data: {} }]);
    for (const id of [second, "1000000000000000003", "1000000000000000004"]) assert.equal(product.statusOf(id), "connected");
  });

  about(
    "what is under way already is not asked for again",
    async ({ product, effector }) => {
      await effector.perform(order, nothingStops);
      await effector.perform(order, nothingStops);
      product.set(first, "connecting");
      await effector.undo({ ...order, before: { networkStatus: "connected" } }, nothingStops);
      assert.equal(product.double.seen.filter(({ method }) => method === "POST").length, 1);
    },
    { looksUntilDone: 10 },
  );

  about("a success that counts more than one is an alarm, not a success", async ({ product, effector }) => {
    product.double.twist = ({ method }, json) => (method === "POST" ? { data: { affected: 4_000 } } : json);
    await assert.rejects(effector.perform(order, nothingStops), { code: "connector/unexpected-answer" });
  });

  about("a success that counts nobody is a refusal", async ({ product, effector }) => {
    product.leaveScope();
    await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
    assert.equal(product.statusOf(first), "connected");
  });

  about(
    "names that only contain ours are not ours, on whichever page they come",
    async ({ effector }) => {
      assert.equal(await effector.locate(host("ws-1.example.test"), "isolate-host"), first);
      await assert.rejects(effector.locate(host("twin"), "isolate-host"), { code: "effector/several-targets" });
    },
    { pageSizeMax: 1 },
  );

  about("a name that is part of half the fleet is refused before all of it is read", async ({ product, effector }) => {
    for (let count = 0; count < 1_200; count++) product.add(`2${String(count).padStart(10, "0")}`, `pc-${count}`);
    await assert.rejects(effector.locate(host("pc.example.test"), "isolate-host"), { code: "effector/several-targets" });
  });
});
