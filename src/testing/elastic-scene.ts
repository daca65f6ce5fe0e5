import kind from "../connectors/elastic/connector.ts";
import type { EventQuery } from "../core/query/query.ts";
import type { FindingNote } from "../ports/connector.ts";
import { alertTimes } from "./alert-times.ts";
import type { ConnectorScene } from "./connector-contract.ts";
import { startElastic } from "./doubles/elastic.ts";
import { held } from "./doubles/search-index.ts";
import { verdictNote } from "./notes.ts";
import { testsOver } from "./tests-over.ts";

// Elastic Security with three events and two alerts, and the connector over it.

export const time = { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 0, 2) };
export const asks = (text: string): EventQuery => ({ time, where: { field: "user", op: "eq", value: text }, sort: "oldest", limit: 100 });

const finding = (key: string): FindingNote & { readonly key: string } => ({
  key,
  caseId: "case-1",
  finding: { class_uid: 2005, time: time.fromMs },
});

export async function opened(settings: Readonly<Record<string, unknown>> = {}, parts: { readonly space?: string } = {}) {
  const product = await startElastic(parts);
  for (const index of [1, 2, 3])
    product.indexes.add("logs-system.security-default", `event-${index}`, {
      "@timestamp": new Date(time.fromMs + index).toISOString(),
      event: { module: "system", code: "4624" },
      host: { name: "WS01" },
      user: { name: "mara" },
      source: { ip: `192.0.2.${index}` },
    });
  const alerts = [product.addAlert(time.fromMs), product.addAlert(time.fromMs + 1)];
  const times = alertTimes();
  const scene: ConnectorScene = {
    kind,
    settings: {
      url: product.kibana.url,
      internal: true,
      elasticsearch: { url: product.elasticsearch.url, internal: true },
      "page-size": 4,
      ...settings,
    },
    secrets: { "api-key": "canary-key" },
    doubles: [product.kibana, product.elasticsearch],
    isWrite: ({ method, path }) => path.includes("/_create/") || (method === "POST" && /signals\/(?:status|tags)$/.test(path)),
    view: () => product.indexes.documents,
    alerts: {
      pageRecords: 4,
      add: (count, how) => times.of(count, how).map((timeMs) => product.addAlert(timeMs)),
      stuck: product.holdStuck,
      clockOff: times.setOff,
    },
    search: {
      query: asks("mara"),
      rows: 3,
      literal: {
        asks,
        sent: ({ text }) => (text.includes("user.name") ? userIn(text) : undefined),
      },
    },
    verdicts: {
      what: verdictNote("case-1.verdict", alerts[0]!),
      another: verdictNote("case-2.verdict", alerts[1]!),
      view: () => product.alertsOf().filter(({ _source }) => held(_source, "kibana.alert.workflow_tags").includes("watchkeeper")),
    },
    findings: {
      what: finding("case-1.finding"),
      another: finding("case-2.finding"),
      view: () => product.indexes.inIndexes("watchkeeper-findings"),
    },
    close: product.close,
  };
  return { scene, product, alerts };
}

/** The user that a body asks for, as JSON is read: another text would not be the same literal. */
function userIn(text: string): string | undefined {
  let found: string | undefined;
  JSON.parse(text, (key, value: unknown) => {
    if (key === "user.name" && typeof value === "object" && value !== null && "value" in value) found = String(value.value);
    return value;
  });
  return found;
}

export const about = testsOver(opened, ({ product }) => product.close());
