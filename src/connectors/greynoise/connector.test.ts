import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startGreynoise } from "../../testing/doubles/greynoise.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import { reputationCases } from "../../testing/reputation-cases.ts";
import greynoise from "./connector.ts";

const secrets = { "api-key": "canary-key" };

testConnector("greynoise on a double", async (): Promise<ConnectorScene> => {
  const double = await startGreynoise();
  return {
    kind: greynoise,
    settings: { url: double.url, internal: true },
    secrets,
    doubles: [double],
    reputation: { cases: reputationCases(["ip"], { bad: "known-bad", odd: "suspicious", good: "known-good", unknown: "unknown" }) },
    close: double.close,
  };
});

// Guarantees: what attacks is never called ordinary because it is also somebody's service; a service that others use for their own ends is not ordinary either.
test("attacks outweigh a good name, and trust has levels", async () => {
  const double = await startGreynoise();
  try {
    const signal = new AbortController().signal;
    const open = (more: Record<string, unknown>) =>
      openConnectorOf(greynoise, { name: "gn", settings: { url: double.url, internal: true, ...more }, secrets }).reputation!;
    const both = (classification: string, trust: string) => (_seen: unknown, json: unknown) => ({
      ...(json as object),
      internet_scanner_intelligence: { found: classification !== "", classification },
      business_service_intelligence: { found: true, name: "A cloud", category: "cloud", trust_level: trust },
    });
    const asked = { type: "ip", value: "203.0.113.68" } as const;
    const words = [];
    for (const [classification, trust] of [
      ["malicious", "1"],
      ["", "2"],
      ["", "1"],
      ["benign", "2"],
    ] as const) {
      double.twist = both(classification, trust);
      words.push((await open({}).lookUp(asked, signal)).answer);
    }
    assert.deepEqual(words, ["known-bad", "unknown", "known-good", "known-good"]);
    double.twist = both("malicious", "1");
    assert.equal((await open({ "malicious-is": "suspicious" }).lookUp(asked, signal)).answer, "suspicious");
    assert.equal((await open({}).lookUp({ type: "ip", value: "2001:db8::1" }, signal)).answer, "unknown");
  } finally {
    await double.close();
  }
});
