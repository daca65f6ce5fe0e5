import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startOtx } from "../../testing/doubles/otx.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import { reputationCases } from "../../testing/reputation-cases.ts";
import otx from "./connector.ts";

const secrets = { "api-key": "canary-key" };
const settings = (url: string, more: Record<string, unknown> = {}) => ({ url, internal: true, "requests-per-hour": 1_000_000, ...more });

testConnector("otx on a double", async (): Promise<ConnectorScene> => {
  const double = await startOtx();
  const words = { bad: "known-bad", odd: "suspicious", good: "unknown", unknown: "unknown" } as const;
  return {
    kind: otx,
    settings: settings(double.url),
    secrets,
    doubles: [double],
    reputation: { cases: reputationCases(["ip", "domain", "url", "hash"], words) },
    close: double.close,
  };
});

// Guarantees: that somebody named a value once does not make it bad, unless the site trusts that author; lists of ordinary things are heeded; facts stay few.
test("authors and numbers decide, and thousands of pulses are few facts", async () => {
  const double = await startOtx();
  try {
    const signal = new AbortController().signal;
    const open = (more: Record<string, unknown>) =>
      openConnectorOf(otx, { name: "otx", settings: settings(double.url, more), secrets }).reputation!;
    const odd = { type: "domain", value: "odd.example.test" } as const;
    assert.equal((await open({ authors: ["somebody"] }).lookUp(odd, signal)).answer, "known-bad");
    assert.equal((await open({ authors: [] }).lookUp({ type: "domain", value: "bad.example.test" }, signal)).answer, "suspicious");
    assert.equal((await open({ "suspicious-from": 2 }).lookUp(odd, signal)).answer, "unknown");
    const many = Array.from({ length: 5_000 }, () => ({
      name: "a\u202ename ".repeat(20),
      author: { username: "x".repeat(500) },
      malware_families: [],
    }));
    double.twist = (_seen, json) => ({ ...(json as object), pulse_info: { count: many.length, pulses: many } });
    const said = await open({}).lookUp(odd, signal);
    assert.equal(said.answer, "known-bad");
    assert.ok(JSON.stringify(said.facts).length < 4_096);
    assert.doesNotMatch(JSON.stringify(said), /\u202e/);
  } finally {
    await double.close();
  }
});
