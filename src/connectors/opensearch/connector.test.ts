import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { EventQuery } from "../../core/query/query.ts";
import type { FindingNote } from "../../ports/connector.ts";
import { openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startIndexer } from "../../testing/doubles/indexer.ts";
import kind from "./connector.ts";

const time = { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 0, 2) };
const asks = (text: string): EventQuery => ({ time, where: { field: "user", op: "eq", value: text }, sort: "oldest", limit: 100 });
const finding = (key: string): FindingNote & { readonly key: string } => ({ key, caseId: "case-1", finding: { class_uid: 2005 } });

async function opened() {
  const product = await startIndexer();
  for (const place of [1, 2, 3])
    product.indexes.add("logs-linux", `event-${place}`, {
      "@timestamp": new Date(time.fromMs + place).toISOString(),
      event: { module: "auditd" },
      user: { name: "mara" },
    });
  const scene: ConnectorScene = {
    kind,
    settings: { url: product.double.url, internal: true, user: "keeper", events: "logs-*" },
    secrets: { password: "canary-password" },
    doubles: [product.double],
    view: () => product.indexes.documents,
    search: { query: asks("mara"), rows: 3 },
    findings: {
      what: finding("case-1.finding"),
      another: finding("case-2.finding"),
      view: () => product.indexes.inIndexes("watchkeeper-findings"),
    },
    close: product.double.close,
  };
  return { scene, product };
}

testConnector("OpenSearch", async () => (await opened()).scene);

describe("OpenSearch", () => {
  test("what it is asked about stays a value of JSON, and rows are events", async () => {
    const { scene, product } = await opened();
    try {
      const { search } = openIn(scene).connector;
      const { rows } = await search!.search(asks("mara"), still());
      assert.deepEqual(
        rows.map(({ dataset, timeMs }) => [dataset, timeMs - time.fromMs]),
        [1, 2, 3].map((place) => ["syslog", place]),
      );
      assert.deepEqual((await search!.search(asks('mara"}},{"match_all":{}'), still())).rows, []);
    } finally {
      await product.double.close();
    }
  });

  test("an index that we may not read is told by the check", async () => {
    const { scene, product } = await opened();
    try {
      product.deny("logs-*");
      await assert.rejects(openIn(scene).connector.check(still()), { code: "connector/not-allowed" });
    } finally {
      await product.double.close();
    }
  });
});
