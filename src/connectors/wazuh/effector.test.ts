import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ContainmentVerb } from "../../core/containment/action.ts";
import { startWazuh } from "../../testing/doubles/wazuh.ts";
import { testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { realClock } from "../../testing/real/open-effector.ts";
import { testsOver } from "../../testing/tests-over.ts";
import { testVendor, type VendorScene } from "../../testing/vendor-contract.ts";
import { address, host, onDouble, orderOn, silentLimitMs } from "../../testing/vendor-scene.ts";
import wazuh from "./effector.ts";

const both: readonly ContainmentVerb[] = ["isolate-host", "block-address"];

async function open({ limitMs = 15_000, version = "4.9.2" } = {}) {
  const product = await startWazuh({ version });
  product.add("000", "manager");
  product.add("001", "ws-1");
  product.add("002", "WS-2");
  product.add("003", "twin");
  product.add("004", "twin", "never_connected");
  product.add("005", "gateway");
  product.add("006", "asleep", "disconnected");
  const settings = {
    url: product.double.url,
    internal: true,
    user: "keeper",
    "isolate-host": { do: "!isolate", undo: "!release" },
    "block-address": { do: "!block", undo: "!unblock", agent: "005" },
  };
  const order = { name: "wazuh", product: "wazuh", for: [...both], settings, secrets: {} };
  return { product, effector: wazuh.open(order, { get: () => "canary-password" }, { clock: realClock, limitMs }) };
}

const about = testsOver(open, ({ product }) => product.double.close());

const scene = (verb: "isolate-host" | "block-address") => async (): Promise<VendorScene> => {
  const { product, effector } = await open({ limitMs: silentLimitMs });
  const { double } = product;
  const isHost = verb === "isolate-host";
  return {
    effector,
    verb,
    target: isHost ? host("ws-1.example.test") : address("198.51.100.7"),
    bystander: isHost ? host("ws-2.example.test") : address("198.51.100.8"),
    unknown: isHost ? host("nobody.example.test") : address("nobody"),
    ambiguous: isHost ? host("twin.example.test") : address("198.51.100.0/24"),
    viewOf: async ({ name }) =>
      isHost ? product.marksOn(name.startsWith("ws-1") ? "001" : "002") : product.marksOn("005").filter((mark) => mark.endsWith(name)),
    containByAnother: async () => (isHost ? product.mark("001", "isolated") : product.mark("005", "blocked-198.51.100.7")),
    refuse: async () => product.refuse(),
    ...onDouble(double, ({ path }) => path === "/active-response"),
  };
};

for (const verb of ["isolate-host", "block-address"] as const) {
  testEffector(`Wazuh, ${verb}`, scene(verb));
  testVendor(`Wazuh, ${verb}`, scene(verb));
}

describe("Wazuh", () => {
  const order = orderOn("isolate-host", host("ws-1"), "001");
  const commands = (product: Awaited<ReturnType<typeof open>>["product"]) =>
    product.double.seen.filter(({ path }) => path === "/active-response");

  about("a command names exactly one agent, and the manager never", async ({ product, effector }) => {
    await effector.perform(order, nothingStops);
    await effector.perform({ ...order, verb: "block-address", target: address("198.51.100.7"), located: "198.51.100.7" }, nothingStops);
    assert.deepEqual(
      commands(product).map(({ query }) => query.get("agents_list")),
      ["001", "005"],
    );
    await assert.rejects(effector.perform({ ...order, located: "000" }, nothingStops), { code: "effector/refused" });
    await assert.rejects(effector.locate(host("manager"), "isolate-host"), { code: "effector/no-target" });
    assert.equal(commands(product).length, 2);
  });

  about("an id of one action is refused for the other", async ({ product, effector }) => {
    await assert.rejects(effector.perform({ ...order, located: "198.51.100.7" }, nothingStops), { code: "effector/refused" });
    await assert.rejects(effector.perform({ ...order, verb: "block-address", located: "001" }, nothingStops), {
      code: "effector/refused",
    });
    assert.equal(commands(product).length, 0);
  });

  about(
    "a version without active response is asked for nothing",
    async ({ product, effector }) => {
      await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
      assert.equal(commands(product).length, 0);
    },
    { version: "5.0.0" },
  );

  about("answers about other agents are never taken for ours", async ({ product, effector }) => {
    const all = [
      { id: "001", name: "ws-1" },
      { id: "002", name: "ws-1-old" },
      { id: "007", name: null },
    ];
    product.double.twist = ({ path }, json) =>
      path === "/agents" ? { data: { affected_items: all, total_affected_items: 3 }, error: 0 } : json;
    assert.equal(await effector.locate(host("ws-1.example.test"), "isolate-host"), "001");
    product.double.twist = ({ path }, json) =>
      path === "/agents" ? { data: { affected_items: all, total_affected_items: 300 }, error: 0 } : json;
    await assert.rejects(effector.locate(host("ws-1.example.test"), "isolate-host"), { code: "effector/several-targets" });
    for (const items of [["001", "002"], ["002"]]) {
      product.double.twist = ({ path }, json) => (path === "/active-response" ? { data: { affected_items: items }, error: 0 } : json);
      await assert.rejects(effector.perform(order, nothingStops), { code: "connector/unexpected-answer" });
    }
    product.double.twist = ({ path }, json) =>
      path.startsWith("/syscheck") ? { data: { affected_items: [{ file: "/etc/passwd" }], total_affected_items: 1 }, error: 0 } : json;
    assert.equal((await effector.observe(order)).inForce, "no");
  });

  about("a command that reached nobody is a refusal", async ({ effector }) => {
    await assert.rejects(effector.perform({ ...order, located: "006" }, nothingStops), { code: "effector/refused" });
  });

  test("a command without its way back, and an action without its command, are refused when opened", () => {
    const settings = (more: Record<string, unknown>) => ({ url: "https://manager.example.test:55000", user: "keeper", ...more });
    const opening = (given: Record<string, unknown>, verbs: readonly ContainmentVerb[]) => () =>
      wazuh.open(
        { name: "wazuh", product: "wazuh", for: [...verbs], settings: settings(given), secrets: {} },
        { get: () => "x" },
        { clock: realClock },
      );
    for (const given of [
      {},
      { "isolate-host": { do: "!isolate" } },
      { "isolate-host": { do: "rm -rf /", undo: "!x" } },
      { "block-address": { do: "a", undo: "b", agent: "all" } },
    ]) {
      assert.throws(opening(given, ["isolate-host"]), { code: "connector/bad-settings" });
    }
    assert.throws(opening({ "isolate-host": { do: "!isolate", undo: "!release" } }, both), /block-address/);
  });
});
