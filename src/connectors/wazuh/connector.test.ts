import assert from "node:assert/strict";
import { describe } from "node:test";
import type { EventQuery } from "../../core/query/query.ts";
import { recognise } from "../../formats/index.ts";
import type { FindingNote, VerdictNote } from "../../ports/connector.ts";
import type { PolledSource } from "../../ports/source.ts";
import { alertTimes } from "../../testing/alert-times.ts";
import { openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startIndexer } from "../../testing/doubles/indexer.ts";
import { testsOver } from "../../testing/tests-over.ts";
import kind from "./connector.ts";

const time = { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 0, 2) };
const asks = (text: string): EventQuery => ({ time, where: { field: "target.user", op: "eq", value: text }, sort: "oldest", limit: 100 });
const finding = (key: string): FindingNote & { readonly key: string } => ({ key, caseId: "case-1", finding: { class_uid: 2005 } });
const verdict = (key: string, because = "what was seen"): VerdictNote & { readonly key: string } => ({
  key,
  alert: "1700000000.1",
  verdict: "true-positive",
  escalated: true,
  severity: "high",
  because,
  techniques: ["T1110"],
  caseId: "case-1",
});

/** An alert of Wazuh 4 as its indexer keeps it. */
const four = (id: string, timeMs: number) => ({
  timestamp: new Date(timeMs).toISOString().replace("Z", "+0000"),
  id,
  rule: { level: 10, id: "5712", description: "sshd: brute force", groups: ["sshd"], mitre: { id: ["T1110"] } },
  agent: { id: "004", name: "Web01" },
  manager: { name: "keeper" },
  decoder: { name: "sshd" },
  data: { srcip: "198.51.100.7", dstuser: "mara" },
  full_log: "Failed password for mara",
  location: "/var/log/auth.log",
});
/** The same of Wazuh 5, by its migration guide. */
const five = (id: string, timeMs: number) => ({
  "@timestamp": new Date(timeMs).toISOString(),
  event: { id, original: "Failed password for mara" },
  wazuh: { rule: { id: "5712", title: "sshd: brute force", level: "high", tags: ["sshd"] }, agent: { id: "004", name: "Web01" } },
  source: { ip: "198.51.100.7" },
  user: { name: "mara" },
});

async function opened(settings: Readonly<Record<string, unknown>> = {}) {
  const product = await startIndexer();
  const version = settings.version === 5 ? 5 : 4;
  let made = 0;
  const add = (timeMs: number, id = `1700000000.${made}`): string => {
    const _id = `document-${made++}`;
    if (version === 5) product.indexes.add("wazuh-findings-v5-security-000001", _id, five(id, timeMs));
    else product.indexes.add("wazuh-alerts-4.x-2026.01.01", _id, four(id, timeMs));
    return _id;
  };
  const first = [1, 2, 3].map((offset) => add(time.fromMs + offset));
  const times = alertTimes();
  const scene: ConnectorScene = {
    kind,
    settings: { url: product.double.url, internal: true, user: "keeper", "page-size": 4, ...settings },
    secrets: { password: "canary-password" },
    doubles: [product.double],
    view: () => product.indexes.documents,
    alerts: {
      pageRecords: 4,
      add: (count, how) => times.of(count, how).map((timeMs) => add(timeMs)),
      clockOff: times.setOff,
    },
    search: {
      query: { ...asks("mara"), where: { field: version === 5 ? "user" : "target.user", op: "eq", value: "mara" } },
      rows: 3,
      ...(version === 4 && { literal: { asks, sent: ({ text }) => (text.includes("data.dstuser") ? userIn(text) : undefined) } }),
    },
    verdicts: {
      what: verdict("case-1.verdict"),
      another: verdict("case-2.verdict"),
      view: () => product.indexes.inIndexes("watchkeeper-verdicts"),
      text: {
        holding: (text) => verdict(`text.${product.indexes.documents.length}`, text),
        shown: () => {
          const [last] = product.indexes.inIndexes("watchkeeper-verdicts").slice(-1);
          return (last?._source.verdict as { readonly because: string } | undefined)?.because;
        },
      },
    },
    findings: {
      what: finding("case-1.finding"),
      another: finding("case-2.finding"),
      view: () => product.indexes.inIndexes("watchkeeper-findings"),
    },
    close: product.double.close,
  };
  return { scene, product, add, first };
}

/** The user that a body asks for, as JSON is read: another text would not be the same literal. */
function userIn(text: string): string | undefined {
  let found: string | undefined;
  JSON.parse(text, (key, value: unknown) => {
    if (key === "data.dstuser" && typeof value === "object" && value !== null && "value" in value) found = String(value.value);
    return value;
  });
  return found;
}

testConnector("Wazuh 4", async () => (await opened()).scene);
testConnector("Wazuh 5", async () => (await opened({ version: 5 })).scene);

const about = testsOver(opened, ({ product }) => product.double.close());
async function allIds(scene: ConnectorScene): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let more = true; more; ) {
    const page = await (openIn(scene).connector.alerts as PolledSource).page({ cursor, sinceMs: 0, signal: still() });
    ids.push(...page.records.map(({ id }) => id));
    ({ cursor, more } = page);
  }
  return ids;
}

describe("Wazuh", () => {
  for (const version of [4, 5] as const)
    about(
      `an alert of Wazuh ${version} is read by our formats as what it is`,
      async ({ scene }) => {
        const { records } = await (openIn(scene).connector.alerts as PolledSource).page({ cursor: undefined, sinceMs: 0, signal: still() });
        const reader = recognise(records[0]!.bytes)!.open("siem");
        const [record] = [...reader.push(records[0]!.bytes), ...(await reader.end())];
        assert.ok(record?.kind === "alert", JSON.stringify(record));
        const { givenId, product, title, ruleId, host, severity, observables } = record.alert;
        assert.deepEqual(
          { givenId, product, title, ruleId, host, severity },
          {
            givenId: "1700000000.0",
            product: "wazuh",
            title: "sshd: brute force",
            ruleId: "5712",
            host: "web01",
            severity: version === 5 ? "high" : "medium",
          },
        );
        assert.ok(observables.some(({ type, value }) => type === "ip" && value === "198.51.100.7"));
      },
      { version },
    );

  about("alerts of several managers with one time and one id are all read", async ({ scene, add }) => {
    const made = Array.from({ length: 3 }, () => add(Date.now(), "1700000000.9"));
    const ids = await allIds(scene);
    assert.deepEqual(
      made.filter((id) => !ids.includes(id)),
      [],
    );
  });

  about("more alerts of one time and id than a page holds are no endless list", async ({ scene, add }) => {
    for (let index = 0; index < 9; index++) add(Date.now(), "1700000000.9");
    await assert.rejects(allIds(scene), { code: "connector/unexpected-answer" });
  });

  about("alerts below the level are left out", async ({ scene }) => assert.deepEqual(await allIds(scene), []), { "level-min": 11 });

  about("a range of addresses is refused, not answered with nothing", async ({ scene }) => {
    const query: EventQuery = { time, where: { field: "src.ip", op: "cidr", value: "198.51.100.0/24" }, sort: "oldest", limit: 10 };
    await assert.rejects(openIn(scene).connector.search!.search(query, still()), { code: "query/not-supported" });
  });

  about("an index that we may not read is told by the check", async ({ scene, product }) => {
    product.deny("wazuh-alerts-*");
    await assert.rejects(openIn(scene).connector.check(still()), { code: "connector/not-allowed" });
  });
});
