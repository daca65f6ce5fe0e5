import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startAbuseipdb } from "../../testing/doubles/abuseipdb.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import { reputationCases } from "../../testing/reputation-cases.ts";
import abuseipdb from "./connector.ts";

const secrets = { "api-key": "canary-key" };

testConnector("abuseipdb on a double", async (): Promise<ConnectorScene> => {
  const double = await startAbuseipdb();
  return {
    kind: abuseipdb,
    settings: { url: double.url, internal: true },
    secrets,
    doubles: [double],
    reputation: { cases: reputationCases(["ip"], { bad: "known-bad", odd: "suspicious", good: "unknown", unknown: "unknown" }) },
    close: double.close,
  };
});

// Guarantees: the site's own thresholds decide, and an address inside is never sent.
test("thresholds are settings, and what is private never leaves", async () => {
  const double = await startAbuseipdb();
  try {
    const settings = { url: double.url, internal: true, "bad-from": 30, "within-days": 7 };
    const { lookUp } = openConnectorOf(abuseipdb, { name: "ip", settings, secrets }).reputation!;
    const signal = new AbortController().signal;
    assert.equal((await lookUp({ type: "ip", value: "::ffff:203.0.113.67" }, signal)).answer, "known-bad");
    await lookUp({ type: "ip", value: "192.168.1.1" }, signal);
    assert.deepEqual(
      double.seen.map(({ query }) => [...query]),
      [
        [
          ["ipAddress", "203.0.113.67"],
          ["maxAgeInDays", "7"],
        ],
      ],
    );
  } finally {
    await double.close();
  }
});
