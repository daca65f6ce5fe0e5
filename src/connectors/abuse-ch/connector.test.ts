import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startAbuseCh } from "../../testing/doubles/abuse-ch.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import { reputationCases } from "../../testing/reputation-cases.ts";
import abuseCh from "./connector.ts";

const secrets = { "auth-key": "canary-key" };
const settings = (url: string, more: Record<string, unknown> = {}) => ({
  "urlhaus-url": url,
  "threatfox-url": url,
  internal: true,
  "requests-per-second": 100,
  ...more,
});
const words = { bad: "known-bad", odd: "suspicious", good: "unknown", unknown: "unknown" } as const;

testConnector("abuse-ch on a double", async (): Promise<ConnectorScene> => {
  const double = await startAbuseCh();
  return {
    kind: abuseCh,
    settings: settings(double.url),
    secrets,
    doubles: [double],
    isWrite: () => false,
    reputation: { cases: reputationCases(["ip", "domain", "url", "hash"], words) },
    close: double.close,
  };
});

// Guarantees: a part of another value is no match; a host with bad links is not bad itself; a key that is not known is named, though the answer is a 200.
test("only the very value counts, each service can be left out, and a bad key is named", async () => {
  const double = await startAbuseCh();
  try {
    const signal = new AbortController().signal;
    const open = (more: Record<string, unknown>) => openConnectorOf(abuseCh, { name: "ch", settings: settings(double.url, more), secrets });
    const fox = open({ ask: ["threatfox"] }).reputation!;
    assert.equal((await fox.lookUp({ type: "ip", value: "203.0.113.6" }, signal)).answer, "unknown");
    assert.equal((await fox.lookUp({ type: "ip", value: "203.0.113.66" }, signal)).answer, "known-bad");
    assert.equal(
      (await open({ ask: ["threatfox"], "bad-from": 50 }).reputation!.lookUp({ type: "ip", value: "203.0.113.67" }, signal)).answer,
      "known-bad",
    );
    const haus = open({ ask: ["urlhaus"] }).reputation!;
    assert.equal((await haus.lookUp({ type: "domain", value: "bad.example.test" }, signal)).answer, "suspicious");
    assert.equal((await haus.lookUp({ type: "url", value: "https://bad.example.test/x?a=1#a" }, signal)).answer, "known-bad");
    const sent = double.seen.length;
    assert.equal((await haus.lookUp({ type: "hash", value: "aa".repeat(20) }, signal)).answer, "unknown");
    assert.equal(double.seen.length, sent);
    double.twist = () => ({ query_status: "unknown_auth_key" });
    await assert.rejects(open({}).check(signal), { code: "connector/credentials" });
    double.twist = () => ({ query_status: "something_else" });
    await assert.rejects(open({}).check(signal), { code: "connector/unexpected-answer" });
  } finally {
    await double.close();
  }
});
