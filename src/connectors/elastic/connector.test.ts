import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { EventQuery } from "../../core/query/query.ts";
import { SocError } from "../../core/soc-error.ts";
import { recognise } from "../../formats/index.ts";
import type { FindingNote, VerdictNote } from "../../ports/connector.ts";
import type { PolledSource } from "../../ports/source.ts";
import { alertTimes } from "../../testing/alert-times.ts";
import { openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startElastic } from "../../testing/doubles/elastic.ts";
import { held } from "../../testing/doubles/search-index.ts";
import kind from "./connector.ts";

const time = { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 0, 2) };
const asks = (text: string): EventQuery => ({ time, where: { field: "user", op: "eq", value: text }, sort: "oldest", limit: 100 });
const finding = (key: string): FindingNote & { readonly key: string } => ({
  key,
  caseId: "case-1",
  finding: { class_uid: 2005, time: time.fromMs },
});

async function opened(settings: Readonly<Record<string, unknown>> = {}, parts: { readonly space?: string } = {}) {
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
  const verdict = (key: string, alert: string, more: Partial<VerdictNote> = {}): VerdictNote & { readonly key: string } => ({
    key,
    alert,
    verdict: "true-positive",
    escalated: true,
    severity: "high",
    because: "what was seen",
    techniques: ["T1059"],
    caseId: "case-1",
    ...more,
  });
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
      what: verdict("case-1.verdict", alerts[0]!),
      another: verdict("case-2.verdict", alerts[1]!),
      view: () => product.alertsOf().filter(({ _source }) => held(_source, "kibana.alert.workflow_tags").includes("watchkeeper")),
    },
    findings: {
      what: finding("case-1.finding"),
      another: finding("case-2.finding"),
      view: () => product.indexes.inIndexes("watchkeeper-findings"),
    },
    close: product.close,
  };
  return { scene, product, alerts, verdict };
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

testConnector("Elastic Security", async () => (await opened()).scene);

type Opened = Awaited<ReturnType<typeof opened>>;
/** A test over a scene, closed whatever happens. */
const about = (title: string, body: (given: Opened) => Promise<void>, ...how: Parameters<typeof opened>) =>
  test(title, async () => {
    const given = await opened(...how);
    try {
      await body(given);
    } finally {
      await given.product.close();
    }
  });

describe("Elastic Security", () => {
  about("an alert is read by our formats as what it is", async ({ scene, alerts }) => {
    const source = openIn(scene).connector.alerts as PolledSource;
    const { records } = await source.page({ cursor: undefined, sinceMs: 0, signal: still() });
    assert.deepEqual(
      records.map(({ id }) => id),
      alerts,
    );
    const reader = recognise(records[0]!.bytes)!.open("siem");
    const [record] = [...reader.push(records[0]!.bytes), ...(await reader.end())];
    assert.ok(record?.kind === "alert");
    assert.equal(record.alert.givenId, alerts[0]);
    assert.equal(record.alert.severity, "high");
    assert.equal(record.alert.host, "ws01.example.test");
  });

  about("an alert that comes hours late is found, and what was read before is not read again", async ({ scene, product }) => {
    const source = () => openIn(scene).connector.alerts as PolledSource;
    const nowMs = Date.now();
    for (let index = 0; index < 30; index++) product.addAlert(nowMs - index * 60_000);
    let cursor: string | undefined;
    for (let more = true; more; ) ({ cursor, more } = await source().page({ cursor, sinceMs: 0, signal: still() }));
    const idle = await source().page({ cursor, sinceMs: 0, signal: still() });
    assert.deepEqual([idle.records, idle.more], [[], false]);
    const late = product.addAlert(nowMs - 2.5 * 3_600_000);
    const page = await source().page({ cursor: idle.cursor, sinceMs: 0, signal: still() });
    assert.deepEqual(
      page.records.map(({ id }) => id),
      [late],
    );
  });

  about("after a pause longer than it looks back everything since is read", async ({ scene, product }) => {
    const source = () => openIn(scene).connector.alerts as PolledSource;
    const nowMs = Date.now();
    product.addAlert(nowMs - 20 * 3_600_000);
    let cursor: string | undefined;
    for (let more = true; more; ) ({ cursor, more } = await source().page({ cursor, sinceMs: 0, signal: still() }));
    const made = [-19, -10, -1].map((hours) => product.addAlert(nowMs + hours * 3_600_000));
    const seen = new Set<string>();
    for (let more = true; more; ) {
      const page = await source().page({ cursor, sinceMs: 0, signal: still() });
      for (const { id } of page.records) seen.add(id);
      ({ cursor, more } = page);
    }
    assert.deepEqual(
      made.filter((id) => !seen.has(id)),
      [],
    );
  });

  about("a page that is too large comes in smaller ones, and an alert that is too large alone is named", async ({ scene, product }) => {
    const nowMs = Date.now();
    const good = product.addAlert(nowMs - 5_000);
    const huge = product.addAlert(nowMs - 4_000, { message: "x".repeat(5 * 1_048_576) });
    const after = product.addAlert(nowMs - 3_000);
    const seen = new Set<string>();
    const refused = new Set<string>();
    let cursor: string | undefined;
    for (let more = true; more; ) {
      const page = await (openIn(scene).connector.alerts as PolledSource).page({ cursor, sinceMs: nowMs - 10_000, signal: still() });
      for (const { id } of page.records) seen.add(id);
      for (const { id } of page.refused ?? []) refused.add(id);
      ({ cursor, more } = page);
    }
    assert.deepEqual([[...seen], [...refused]], [[good, after], [huge]]);
  });

  about("an index of which a part did not answer is no whole answer", async ({ scene, product }) => {
    for (const double of [product.kibana, product.elasticsearch])
      double.twist = (_seen, json) =>
        typeof json === "object" && json !== null && "_shards" in json ? { ...json, _shards: { total: 2, failed: 1 } } : json;
    const { alerts, search } = openIn(scene).connector;
    await assert.rejects((alerts as PolledSource).page({ cursor: undefined, sinceMs: 0, signal: still() }), {
      code: "connector/unavailable",
    });
    assert.match((await search!.search(asks("mara"), still())).note ?? "", /did not answer/);
  });

  about("rows are events that rules and questions understand", async ({ scene }) => {
    const { rows } = await openIn(scene).connector.search!.search(asks("mara"), still());
    assert.deepEqual(
      rows.map(({ dataset, host, action, timeMs, fields }) => [dataset, host, action, timeMs - time.fromMs, fields.User, fields.SourceIp]),
      [1, 2, 3].map((index) => ["windows", "ws01", "4624", index, "mara", `192.0.2.${index}`]),
    );
    assert.equal(new Set(rows.map(({ source }) => source.path)).size, 3);
  });

  about("groups are counted over all that match", async ({ scene }) => {
    const { groups, rows } = await openIn(scene).connector.search!.search(
      { ...asks("mara"), aggregate: { by: ["host"], distinct: "src.ip" } },
      still(),
    );
    assert.deepEqual([groups, rows], [[{ by: ["ws01"], count: 3, distinct: 3 }], []]);
  });

  about("changes name one alert by its id, hold no null, and leave assignees alone", async ({ scene, product, alerts, verdict }) => {
    product.alertsOf()[0]!._source["kibana.alert.workflow_assignee_ids"] = ["u_mara"];
    product.alertsOf()[0]!._source["kibana.alert.workflow_tags"] = ["of people"];
    await openIn(scene).connector.verdicts!.write(verdict("k1", alerts[0]!), still());
    const sent = product.kibana.seen
      .filter(({ path }) => /status$|tags$/.test(path))
      .map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    assert.deepEqual(
      sent.map(({ signal_ids, ids }) => signal_ids ?? ids),
      [[alerts[0]], [alerts[0]]],
    );
    for (const body of sent) assert.doesNotMatch(JSON.stringify(body), /null|"query"/);
    const source = product.alertsOf()[0]!._source;
    assert.deepEqual(source["kibana.alert.workflow_assignee_ids"], ["u_mara"]);
    assert.equal(source["kibana.alert.workflow_status"], "acknowledged");
    assert.deepEqual(source["kibana.alert.workflow_tags"], [
      "of people",
      "watchkeeper",
      "watchkeeper:true-positive",
      "watchkeeper:case/case-1",
      "watchkeeper:escalated",
      "watchkeeper:key/k1",
    ]);
  });

  about("a status that people set stays", async ({ scene, product, alerts, verdict }) => {
    product.alertsOf()[0]!._source["kibana.alert.workflow_status"] = "closed";
    await openIn(scene).connector.verdicts!.write(verdict("k1", alerts[0]!), still());
    assert.equal(product.alertsOf()[0]!._source["kibana.alert.workflow_status"], "closed");
  });

  about(
    "what was closed as a false positive is opened again when we think otherwise, and tags of before go",
    async ({ scene, product, alerts, verdict }) => {
      const { verdicts } = openIn(scene).connector;
      const standing = () => product.alertsOf()[0]!._source;
      const first = verdict("k1", alerts[0]!, { verdict: "false-positive", escalated: false });
      await verdicts!.write(first, still());
      assert.equal(standing()["kibana.alert.workflow_status"], "closed");
      await verdicts!.write(verdict("k2", alerts[0]!), still());
      assert.equal(standing()["kibana.alert.workflow_status"], "open");
      const tags = standing()["kibana.alert.workflow_tags"] as string[];
      assert.ok(
        !tags.includes("watchkeeper:false-positive") && !tags.includes("watchkeeper:closed") && tags.includes("watchkeeper:true-positive"),
      );
      // Whoever asks for the first one again is told that it was written, so that it is not written over the second.
      assert.ok(await verdicts!.find(first, still()));
    },
    { close: ["false-positive"], "closing-reasons": true },
  );

  about("an alert that somebody changed at the same time is tried again later", async ({ scene, product, alerts, verdict }) => {
    product.kibana.twist = (seen, json) => (/(?:status|tags)$/.test(seen.path) ? { updated: 0, version_conflicts: 1, failures: [] } : json);
    const error = await openIn(scene)
      .connector.verdicts!.write(verdict("k1", alerts[0]!), still())
      .catch((cause: unknown) => cause);
    assert.ok(error instanceof SocError && error.code === "sink/refused" && error.retry !== "never");
  });

  about("a status without its tags is not called a clear no", async ({ scene, product, alerts, verdict }) => {
    product.kibana.fault = ({ path }) => (path.endsWith("tags") ? "forbidden" : undefined);
    await assert.rejects(openIn(scene).connector.verdicts!.write(verdict("k1", alerts[0]!), still()), { code: "connector/not-allowed" });
  });

  about("an alert that is not there is a clear no", async ({ scene, verdict }) => {
    await assert.rejects(openIn(scene).connector.verdicts!.write(verdict("k1", "nothing"), still()), { code: "sink/refused" });
  });

  about("the check says which right is missing", async ({ scene, product }) => {
    for (const right of ["write", "findings", "read"] as const) {
      product.rights[right] = false;
      await assert.rejects(openIn(scene).connector.check(still()), { code: "connector/not-allowed" });
      product.rights[right] = true;
    }
  });

  about(
    "another space is another address",
    async ({ scene, product }) => {
      await openIn(scene).connector.check(still());
      assert.ok(product.kibana.seen.every(({ path }) => path.startsWith("/s/soc/api/")));
    },
    { space: "soc" },
    { space: "soc" },
  );

  about("without Elasticsearch there are alerts and verdicts alone", async ({ scene, product }) => {
    const settings = { url: product.kibana.url, internal: true };
    const open = (use?: ("alerts" | "verdicts")[]) =>
      kind.open(
        { name: "siem", product: "elastic", settings, secrets: {}, "may-receive": "green", ...(use && { use }) },
        { get: () => "canary-key", has: () => true },
        { clock: { nowMs: () => 0, sleep: async () => {} }, random: { secret: () => "" } },
      );
    assert.throws(() => open(), { code: "connector/bad-settings" });
    assert.equal(open(["alerts", "verdicts"]).search, undefined);
    assert.ok(scene);
  });
});
