import assert from "node:assert/strict";
import { describe } from "node:test";
import { startDefender } from "../../testing/doubles/defender.ts";
import { testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { realClock } from "../../testing/real/open-effector.ts";
import { testsOver } from "../../testing/tests-over.ts";
import { testVendor, type VendorScene } from "../../testing/vendor-contract.ts";
import { host, onDouble, orderOn, silentLimitMs } from "../../testing/vendor-scene.ts";
import defender from "./effector.ts";

const [first, second] = ["a1".repeat(20), "b2".repeat(20)];
const tenant = "11111111-2222-4333-8444-555555555555";

async function open({ isolation, end, limitMs = 15_000 }: { isolation?: string; end?: "Failed"; limitMs?: number } = {}) {
  const product = await startDefender(end ? { end } : {});
  product.add(first, "ws-1.example.test");
  product.add(second, "ws-2");
  product.add("c3".repeat(20), "twin.example.test");
  product.add("d4".repeat(20), "twin.example.test", "Inactive");
  const settings = {
    url: product.double.url,
    "login-url": product.double.url,
    internal: true,
    tenant,
    "client-id": tenant,
    ...(isolation ? { isolation } : {}),
  };
  const order = { name: "mde", product: "defender", for: ["isolate-host" as const], settings, secrets: {} };
  return { product, effector: defender.open(order, { get: () => "canary-secret" }, { clock: realClock, limitMs }) };
}

const about = testsOver(open, ({ product }) => product.double.close());

async function scene(): Promise<VendorScene> {
  const { product, effector } = await open({ limitMs: silentLimitMs });
  const { double } = product;
  return {
    effector,
    verb: "isolate-host",
    target: host("ws-1.example.test"),
    bystander: host("ws-2.example.test"),
    unknown: host("nobody.example.test"),
    ambiguous: host("twin.example.test"),
    viewOf: async ({ name }) => product.standOf(name.startsWith("ws-1") ? first : second),
    containByAnother: async () => void product.record("Isolate", first, "Full", "by an analyst", "Succeeded"),
    refuse: async () => product.refuse(),
    ...onDouble(double, ({ path }) => path.endsWith("isolate")),
  };
}

testEffector("Microsoft Defender for Endpoint", scene);
testVendor("Microsoft Defender for Endpoint", scene);

describe("Microsoft Defender for Endpoint", () => {
  const order = orderOn("isolate-host", host("ws-1.example.test"), first);

  about(
    "an isolation that fails at the machine is not in force, and says so",
    async ({ effector }) => {
      await effector.perform(order, nothingStops);
      assert.equal((await effector.observe(order)).inForce, "pending");
      const seen = await effector.observe(order);
      assert.equal(seen.inForce, "no");
      assert.match(seen.says, /failed/);
    },
    { end: "Failed" },
  );

  about("an old isolation that was released since does not count, whatever the order of the list", async ({ product, effector }) => {
    product.record("Isolate", first, "Full", "", "Succeeded");
    product.record("Unisolate", first, null, "", "Succeeded");
    product.record("RunAntiVirusScan", first, "Quick", "", "Pending");
    product.actions.reverse();
    assert.equal((await effector.observe(order)).inForce, "no");
  });

  about("somebody's selective isolation is neither taken for a full one nor replaced by it", async ({ product, effector }) => {
    product.record("Isolate", first, "Selective", "", "Succeeded");
    assert.equal((await effector.observe(order)).inForce, "no");
    await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
    const selective = await open({ isolation: "Selective" });
    selective.product.record("Isolate", first, "Selective", "", "Succeeded");
    assert.equal((await selective.effector.observe(order)).inForce, "yes");
    await selective.product.double.close();
  });

  about("thousands of older actions are read page by page, and the link in the answer is not followed", async ({ product, effector }) => {
    for (let time = 0; time < 1_500; time++) product.record("RunAntiVirusScan", first, "Quick", "", "Succeeded");
    product.record("Isolate", first, "Full", "", "Succeeded");
    assert.equal((await effector.observe(order)).inForce, "yes");
    assert.equal(product.double.seen.filter(({ path }) => path === "/api/machineactions").length, 2);
    for (let time = 0; time < 4_000; time++) product.record("RunAntiVirusScan", first, "Quick", "", "Succeeded");
    await assert.rejects(effector.observe(order), { code: "connector/unexpected-answer" });
  });

  about("an answer about another machine is never taken for ours", async ({ product, effector }) => {
    product.double.twist = ({ method }, json) => (method === "POST" ? { ...(json as object), machineId: second } : json);
    await assert.rejects(effector.perform(order, nothingStops), { code: "connector/unexpected-answer" });
    product.actions.splice(0);
    const isolated = { ...product.record("Isolate", second, "Full", "", "Succeeded") };
    product.double.twist = ({ path }, json) => (path === "/api/machineactions" ? { ...(json as object), value: [isolated] } : json);
    assert.equal((await effector.observe(order)).inForce, "no");
  });

  about("a list that ignores our filter finds the right machine, and one that is not whole finds none", async ({ product, effector }) => {
    const all = [
      { id: second, computerDnsName: "ws-2" },
      { id: "e5".repeat(20), computerDnsName: "ws-1.other.test" },
      { id: first, computerDnsName: "WS-1.example.test" },
      { id: "f6".repeat(20), computerDnsName: null },
    ];
    product.double.twist = ({ path }, json) => (path === "/api/machines" ? { value: all } : json);
    assert.equal(await effector.locate(host("ws-1.example.test"), "isolate-host"), first);
    product.double.twist = ({ path }, json) =>
      path === "/api/machines" ? { value: all, "@odata.nextLink": "https://192.0.2.1/next" } : json;
    await assert.rejects(effector.locate(host("ws-1.example.test"), "isolate-host"), { code: "effector/several-targets" });
  });

  about("a second isolation while one is under way is refused by the product, and by us before it", async ({ product, effector }) => {
    product.record("Isolate", first, "Full", "", "Pending");
    assert.match((await effector.perform(order, nothingStops)).says, /yet to isolate/);
    product.actions[0]!.type = "Unisolate";
    await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
  });
});
