import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConnectorScene, hostileTexts, testConnector } from "../../testing/connector-contract.ts";
import { startOpencti } from "../../testing/doubles/opencti.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import { reputationCases } from "../../testing/reputation-cases.ts";
import opencti from "./connector.ts";

const secrets = { token: "canary-token" };
const settings = (url: string, more: Record<string, unknown> = {}) => ({ url, internal: true, "requests-per-second": 100, ...more });

testConnector("opencti on a double", async (): Promise<ConnectorScene> => {
  const double = await startOpencti();
  const words = { bad: "known-bad", odd: "suspicious", good: "unknown", unknown: "unknown" } as const;
  return {
    kind: opencti,
    settings: settings(double.url),
    secrets,
    doubles: [double],
    isWrite: () => false,
    reputation: { cases: reputationCases(["ip", "domain", "url", "hash"], words) },
    close: double.close,
  };
});

// Guarantees: an error inside a 200 is an error with a name; a value never becomes part of the question's text; what is over or taken back counts for nothing.
test("errors of GraphQL are told apart, and the text of the question is always the same", async () => {
  const double = await startOpencti();
  try {
    const signal = new AbortController().signal;
    const open = (more: Record<string, unknown> = {}, own = secrets) =>
      openConnectorOf(opencti, { name: "cti", settings: settings(double.url, more), secrets: own });
    await assert.rejects(open({}, { token: "canary-other" }).check(signal), { code: "connector/credentials" });
    for (const [code, expected] of [
      ["FORBIDDEN_ACCESS", "connector/not-allowed"],
      ["GRAPHQL_VALIDATION_FAILED", "connector/unexpected-answer"],
    ] as const) {
      double.twist = () => ({ data: null, errors: [{ message: "no", extensions: { code } }] });
      await assert.rejects(open().check(signal), { code: expected });
    }
    double.twist = undefined;
    double.seen.length = 0;
    const { lookUp } = open().reputation!;
    for (const text of hostileTexts) await lookUp({ type: "url", value: `https://bad.example.test/${text}` }, signal);
    assert.equal(new Set(double.seen.map(({ text }) => (JSON.parse(text) as { query: string }).query)).size, 1);
    assert.equal((await open({ "bad-from": 95 }).reputation!.lookUp({ type: "ip", value: "203.0.113.66" }, signal)).answer, "suspicious");
  } finally {
    await double.close();
  }
});
