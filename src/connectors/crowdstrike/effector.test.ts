import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Handle } from "../../core/containment/handle.ts";
import { renewedAtSeconds, startCrowdstrike } from "../../testing/doubles/crowdstrike.ts";
import { testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { testVendor, type VendorScene } from "../../testing/vendor-contract.ts";
import crowdstrike from "./effector.ts";

const clock = { nowMs: () => Date.now(), sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal }) };
const [first, second] = ["a".repeat(32), "b".repeat(32)];
const host = (name: string, aliases: readonly string[] = []): Handle => ({
  kind: "host",
  id: `host:${name}`,
  name,
  knownTo: "inventory",
  aliases,
});

async function open(limitMs = 15_000) {
  const falcon = await startCrowdstrike();
  falcon.add(first, "WS-1", "example.test");
  falcon.add(second, "ws-2.example.test", "");
  falcon.add("c".repeat(32), "TWIN", "example.test");
  falcon.add("d".repeat(32), "TWIN", "example.test");
  falcon.add("e".repeat(32), "WS-1", "other.test");
  const order = {
    name: "falcon",
    product: "crowdstrike",
    for: ["isolate-host" as const],
    settings: { url: falcon.double.url, internal: true, "client-id": "client7" },
    secrets: {},
  };
  const effector = crowdstrike.open(order, { get: () => "canary-secret" }, { clock, limitMs });
  return { falcon, effector };
}

async function scene(limitMs?: number): Promise<VendorScene> {
  const { falcon, effector } = await open(limitMs);
  const { double } = falcon;
  return {
    effector,
    verb: "isolate-host",
    target: host("ws-1.example.test", ["ws-1", "10.0.0.7"]),
    bystander: host("ws-2.example.test"),
    unknown: host("nobody.example.test"),
    ambiguous: host("twin.example.test"),
    viewOf: async ({ name }) => falcon.statusOf(name.startsWith("ws-1") ? first : second),
    containByAnother: async () => falcon.set(first, "contained"),
    refuse: async () => falcon.refuse(403, 403),
    loseAnswer: async () => {
      double.fault = ({ path }) => (path.includes("devices-actions") ? "lose" : undefined);
    },
    fallSilent: async () => {
      double.fault = () => "silent";
    },
    silenceMsMax: limitMs ?? 15_000,
    pass: async () => undefined,
    close: double.close,
    doubles: [double],
    canaries: /canary/,
  };
}

testEffector("CrowdStrike Falcon", () => scene(500));
testVendor("CrowdStrike Falcon", () => scene(500));

describe("CrowdStrike Falcon", () => {
  const order = {
    effectId: "c-1.1",
    verb: "isolate-host",
    target: host("ws-1.example.test"),
    located: first,
    parameters: {},
    releaseAfterMs: null,
  } as const;

  test("a machine of the same short name in another domain is never taken for ours", async () => {
    const { falcon, effector } = await open();
    try {
      assert.equal(await effector.locate(host("ws-1.example.test", ["ws-1"]), "isolate-host"), first);
      assert.equal(await effector.locate(host("ws-1.other.test"), "isolate-host"), "e".repeat(32));
      await assert.rejects(effector.locate(host("ws-1"), "isolate-host"), { code: "effector/several-targets" });
      await assert.rejects(effector.locate(host("ws-1.third.test"), "isolate-host"), { code: "effector/no-target" });
    } finally {
      await falcon.double.close();
    }
  });

  test("names that would change the filter find nothing and are not sent", async () => {
    const { falcon, effector } = await open();
    try {
      for (const name of ["'],hostname:*'*", "*", "a'b", "10.0.0.7", "ws-1\n"])
        await assert.rejects(effector.locate(host(name), "isolate-host"), { code: "effector/no-target" });
      assert.equal(falcon.double.seen.length, 0);
    } finally {
      await falcon.double.close();
    }
  });

  test("a token that ran out is renewed, and the containment is asked for once", async () => {
    const { falcon, effector } = await open();
    try {
      await effector.check();
      falcon.tokens.expire();
      await effector.perform(order, nothingStops);
      assert.equal(falcon.tokens.given(), 2);
      assert.equal(falcon.double.seen.filter(({ path }) => path.includes("devices-actions")).length, 1);
    } finally {
      await falcon.double.close();
    }
  });

  test("a wrong secret is a matter of credentials, and says nothing of it", async () => {
    const { falcon } = await open();
    try {
      const settings = { url: falcon.double.url, internal: true, "client-id": "client7" };
      const wrong = crowdstrike.open(
        { name: "falcon", product: "crowdstrike", for: ["isolate-host"], settings, secrets: {} },
        { get: () => "canary-wrong" },
        { clock },
      );
      await assert.rejects(wrong.check(), { code: "connector/credentials" });
      await assert.rejects(wrong.check(), (error: Error) => !JSON.stringify([error, error.stack]).includes("canary"));
    } finally {
      await falcon.double.close();
    }
  });

  test("an acceptance that holds a refusal inside is a refusal", async () => {
    const { falcon, effector } = await open();
    try {
      falcon.answerWithErrorsInside();
      await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
      assert.equal(falcon.statusOf(first), "normal");
    } finally {
      await falcon.double.close();
    }
  });

  test("an answer about other hosts, or with errors beside, is never taken for success", async () => {
    const { falcon, effector } = await open();
    try {
      const ids = (...given: string[]) => given.map((id) => ({ id }));
      for (const change of [
        { resources: ids(first, second) },
        { resources: ids(second) },
        { resources: [] },
        { resources: ids(first), errors: [{ code: 500 }] },
        { resources: [], errors: [{ code: 500 }] },
      ]) {
        falcon.set(first, "normal");
        falcon.double.twist = ({ path }, json) => (path.includes("devices-actions") ? { ...(json as object), ...change } : json);
        await assert.rejects(effector.perform(order, nothingStops), { code: "connector/unexpected-answer" });
      }
    } finally {
      await falcon.double.close();
    }
  });

  test("details of more hosts than asked for are looked through for ours; a list that is not whole finds nobody", async () => {
    const { falcon, effector } = await open();
    try {
      const other = { device_id: second, hostname: "x", machine_domain: "", status: "contained" };
      falcon.double.twist = ({ path }, json) =>
        path.endsWith("devices/v2") ? { ...(json as object), resources: [other, ...(json as { resources: object[] }).resources] } : json;
      assert.equal((await effector.observe(order)).inForce, "no");
      falcon.double.twist = ({ path }, json) =>
        path.includes("queries") ? { ...(json as object), meta: { pagination: { total: 101 } } } : json;
      await assert.rejects(effector.locate(host("ws-1.example.test"), "isolate-host"), { code: "effector/several-targets" });
      falcon.double.twist = (_seen, json) => ({ ...(json as object), errors: [{ code: 503, message: "one shard is missing" }] });
      await assert.rejects(effector.locate(host("ws-1.example.test"), "isolate-host"), { code: "connector/unexpected-answer" });
      await assert.rejects(effector.observe(order), { code: "connector/unexpected-answer" });
    } finally {
      await falcon.double.close();
    }
  });

  test("a status of tomorrow is an answer that we do not understand", async () => {
    const { falcon, effector } = await open();
    try {
      for (const status of ["contained_partially", "", "constructor"]) {
        falcon.set(first, status);
        await assert.rejects(effector.observe(order), { code: "connector/unexpected-answer" });
      }
    } finally {
      await falcon.double.close();
    }
  });

  test("a setting that does not fit is named", () => {
    const bad = (settings: Record<string, unknown>) => () =>
      crowdstrike.open(
        { name: "falcon", product: "crowdstrike", for: ["isolate-host"], settings, secrets: {} },
        { get: () => "x" },
        { clock },
      );
    assert.throws(bad({ url: "https://api.example.test" }), /client-id/);
    assert.throws(bad({ url: "https://api.example.test", "client-id": "a", wrong: 1 }), /wrong/);
    assert.throws(bad({ url: "http://api.example.test", "client-id": "a" }), { code: "connector/bad-settings" });
  });

  test("until its allowance is renewed nothing is sent, and it says when that is", async () => {
    const { falcon } = await open();
    let nowMs = (renewedAtSeconds - 40) * 1_000;
    const settings = { url: falcon.double.url, internal: true, "client-id": "client7" };
    const order = { name: "crowdstrike", product: "crowdstrike", for: ["isolate-host" as const], settings, secrets: {} };
    const effector = crowdstrike.open(order, { get: () => "canary-secret" }, { clock: { ...clock, nowMs: () => nowMs } });
    try {
      await effector.check();
      falcon.double.fault = () => "rate-limit";
      await assert.rejects(effector.check(), { code: "connector/rate-limited", retry: { afterMs: 40_000 } });
      const sent = falcon.double.seen.length;
      falcon.double.fault = undefined;
      nowMs += 39_999;
      await assert.rejects(effector.check(), { code: "connector/rate-limited" });
      assert.equal(falcon.double.seen.length, sent);
      nowMs += 1;
      await effector.check();
    } finally {
      await falcon.double.close();
    }
  });
});
