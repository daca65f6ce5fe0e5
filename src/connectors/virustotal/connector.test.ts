import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startVirustotal } from "../../testing/doubles/virustotal.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import { reputationCases } from "../../testing/reputation-cases.ts";
import virustotal from "./connector.ts";

const settings = (url: string, more: Record<string, unknown> = {}) => ({ url, internal: true, "requests-per-minute": 6_000, ...more });
const secrets = { "api-key": "canary-key" };
const words = { bad: "known-bad", odd: "suspicious", good: "unknown", unknown: "unknown" } as const;

testConnector("virustotal on a double", async (): Promise<ConnectorScene> => {
  const double = await startVirustotal();
  return {
    kind: virustotal,
    settings: settings(double.url),
    secrets,
    doubles: [double],
    reputation: { cases: reputationCases(["ip", "domain", "url", "hash"], words) },
    close: double.close,
  };
});

// Guarantees: thresholds are the site's own; the quota of a day is not passed; nothing private is ever sent.
test("thresholds decide, the day's quota ends the questions, and what is private never leaves", async () => {
  const double = await startVirustotal();
  try {
    const signal = new AbortController().signal;
    const open = (more: Record<string, unknown>) =>
      openConnectorOf(virustotal, { name: "vt", settings: settings(double.url, more), secrets }).reputation!;
    const odd = { type: "ip", value: "203.0.113.67" } as const;
    assert.equal((await open({ "bad-from": 1 }).lookUp(odd, signal)).answer, "known-bad");
    assert.equal((await open({ "suspicious-from": 3 }).lookUp(odd, signal)).answer, "unknown");
    const few = open({ "requests-per-day": 2 });
    const sent = double.seen.length;
    assert.equal((await few.lookUp({ type: "ip", value: "10.0.0.1" }, signal)).answer, "unknown");
    assert.equal(double.seen.length, sent);
    await few.lookUp(odd, signal);
    await few.lookUp(odd, signal);
    await assert.rejects(few.lookUp(odd, signal), { code: "connector/quota-spent" });
  } finally {
    await double.close();
  }
});
