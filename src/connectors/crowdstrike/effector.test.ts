import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { renewedAtSeconds, startCrowdstrike } from "../../testing/doubles/crowdstrike.ts";
import { testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { realClock } from "../../testing/real/open-effector.ts";
import { testsOver } from "../../testing/tests-over.ts";
import { testVendor, type VendorScene } from "../../testing/vendor-contract.ts";
import { host, onDouble, orderOn, silentLimitMs } from "../../testing/vendor-scene.ts";
import crowdstrike from "./effector.ts";

const [first, second] = ["a".repeat(32), "b".repeat(32)];

async function open(limitMs = 15_000) {
  const product = await startCrowdstrike();
  product.add(first, "WS-1", "example.test");
  product.add(second, "ws-2.example.test", "");
  product.add("c".repeat(32), "TWIN", "example.test");
  product.add("d".repeat(32), "TWIN", "example.test");
  product.add("e".repeat(32), "WS-1", "other.test");
  const order = {
    name: "falcon",
    product: "crowdstrike",
    for: ["isolate-host" as const],
    settings: { url: product.double.url, internal: true, "client-id": "client7" },
    secrets: {},
  };
  const effector = crowdstrike.open(order, { get: () => "canary-secret" }, { clock: realClock, limitMs });
  return { product, effector };
}

const about = testsOver(open, ({ product }) => product.double.close());

async function scene(): Promise<VendorScene> {
  const { product, effector } = await open(silentLimitMs);
  const { double } = product;
  return {
    effector,
    verb: "isolate-host",
    target: host("ws-1.example.test", ["ws-1", "10.0.0.7"]),
    bystander: host("ws-2.example.test"),
    unknown: host("nobody.example.test"),
    ambiguous: host("twin.example.test"),
    viewOf: async ({ name }) => product.statusOf(name.startsWith("ws-1") ? first : second),
    containByAnother: async () => product.set(first, "contained"),
    refuse: async () => product.refuse(403, 403),
    ...onDouble(double, ({ path }) => path.includes("devices-actions")),
  };
}

testEffector("CrowdStrike Falcon", scene);
testVendor("CrowdStrike Falcon", scene);

describe("CrowdStrike Falcon", () => {
  const order = orderOn("isolate-host", host("ws-1.example.test"), first);

  about("a machine of the same short name in another domain is never taken for ours", async ({ effector }) => {
    assert.equal(await effector.locate(host("ws-1.example.test", ["ws-1"]), "isolate-host"), first);
    assert.equal(await effector.locate(host("ws-1.other.test"), "isolate-host"), "e".repeat(32));
    await assert.rejects(effector.locate(host("ws-1"), "isolate-host"), { code: "effector/several-targets" });
    await assert.rejects(effector.locate(host("ws-1.third.test"), "isolate-host"), { code: "effector/no-target" });
  });

  about("names that would change the filter find nothing and are not sent", async ({ product, effector }) => {
    for (const name of ["'],hostname:*'*", "*", "a'b", "10.0.0.7", "ws-1\n"])
      await assert.rejects(effector.locate(host(name), "isolate-host"), { code: "effector/no-target" });
    assert.equal(product.double.seen.length, 0);
  });

  about("a token that ran out is renewed, and the containment is asked for once", async ({ product, effector }) => {
    await effector.check();
    product.tokens.expire();
    await effector.perform(order, nothingStops);
    assert.equal(product.tokens.given(), 2);
    assert.equal(product.double.seen.filter(({ path }) => path.includes("devices-actions")).length, 1);
  });

  about("a wrong secret is a matter of credentials, and says nothing of it", async ({ product }) => {
    const settings = { url: product.double.url, internal: true, "client-id": "client7" };
    const wrong = crowdstrike.open(
      { name: "falcon", product: "crowdstrike", for: ["isolate-host"], settings, secrets: {} },
      { get: () => "canary-wrong" },
      { clock: realClock },
    );
    await assert.rejects(wrong.check(), { code: "connector/credentials" });
    await assert.rejects(wrong.check(), (error: Error) => !JSON.stringify([error, error.stack]).includes("canary"));
  });

  about("an acceptance that holds a refusal inside is a refusal", async ({ product, effector }) => {
    product.answerWithErrorsInside();
    await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
    assert.equal(product.statusOf(first), "normal");
  });

  about("an answer about other hosts, or with errors beside, is never taken for success", async ({ product, effector }) => {
    const ids = (...given: string[]) => given.map((id) => ({ id }));
    for (const change of [
      { resources: ids(first, second) },
      { resources: ids(second) },
      { resources: [] },
      { resources: ids(first), errors: [{ code: 500 }] },
      { resources: [], errors: [{ code: 500 }] },
    ]) {
      product.set(first, "normal");
      product.double.twist = ({ path }, json) => (path.includes("devices-actions") ? { ...(json as object), ...change } : json);
      await assert.rejects(effector.perform(order, nothingStops), { code: "connector/unexpected-answer" });
    }
  });

  about(
    "details of more hosts than asked for are looked through for ours; a list that is not whole finds nobody",
    async ({ product, effector }) => {
      const other = { device_id: second, hostname: "x", machine_domain: "", status: "contained" };
      product.double.twist = ({ path }, json) =>
        path.endsWith("devices/v2") ? { ...(json as object), resources: [other, ...(json as { resources: object[] }).resources] } : json;
      assert.equal((await effector.observe(order)).inForce, "no");
      product.double.twist = ({ path }, json) =>
        path.includes("queries") ? { ...(json as object), meta: { pagination: { total: 101 } } } : json;
      await assert.rejects(effector.locate(host("ws-1.example.test"), "isolate-host"), { code: "effector/several-targets" });
      product.double.twist = (_seen, json) => ({ ...(json as object), errors: [{ code: 503, message: "one shard is missing" }] });
      await assert.rejects(effector.locate(host("ws-1.example.test"), "isolate-host"), { code: "connector/unexpected-answer" });
      await assert.rejects(effector.observe(order), { code: "connector/unexpected-answer" });
    },
  );

  about("a status of tomorrow is an answer that we do not understand", async ({ product, effector }) => {
    for (const status of ["contained_partially", "", "constructor"]) {
      product.set(first, status);
      await assert.rejects(effector.observe(order), { code: "connector/unexpected-answer" });
    }
  });

  test("a setting that does not fit is named", () => {
    const bad = (settings: Record<string, unknown>) => () =>
      crowdstrike.open(
        { name: "falcon", product: "crowdstrike", for: ["isolate-host"], settings, secrets: {} },
        { get: () => "x" },
        { clock: realClock },
      );
    assert.throws(bad({ url: "https://api.example.test" }), /client-id/);
    assert.throws(bad({ url: "https://api.example.test", "client-id": "a", wrong: 1 }), /wrong/);
    assert.throws(bad({ url: "http://api.example.test", "client-id": "a" }), { code: "connector/bad-settings" });
  });

  test("until its allowance is renewed nothing is sent, and it says when that is", async () => {
    const { product } = await open();
    let nowMs = (renewedAtSeconds - 40) * 1_000;
    const settings = { url: product.double.url, internal: true, "client-id": "client7" };
    const order = { name: "crowdstrike", product: "crowdstrike", for: ["isolate-host" as const], settings, secrets: {} };
    const effector = crowdstrike.open(order, { get: () => "canary-secret" }, { clock: { ...realClock, nowMs: () => nowMs } });
    try {
      await effector.check();
      product.double.fault = () => "rate-limit";
      await assert.rejects(effector.check(), { code: "connector/rate-limited", retry: { afterMs: 40_000 } });
      const sent = product.double.seen.length;
      product.double.fault = undefined;
      nowMs += 39_999;
      await assert.rejects(effector.check(), { code: "connector/rate-limited" });
      assert.equal(product.double.seen.length, sent);
      nowMs += 1;
      await effector.check();
    } finally {
      await product.double.close();
    }
  });
});
