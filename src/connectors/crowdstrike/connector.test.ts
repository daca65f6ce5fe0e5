import assert from "node:assert/strict";
import { describe } from "node:test";
import { valuesOf } from "../../core/query/meaning.ts";
import type { EventQuery } from "../../core/query/query.ts";
import { recognise } from "../../formats/index.ts";
import type { PolledSource } from "../../ports/source.ts";
import { alertTimes } from "../../testing/alert-times.ts";
import { openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startCrowdstrikeAlerts } from "../../testing/doubles/crowdstrike-alerts.ts";
import { verdictNote } from "../../testing/notes.ts";
import { testsOver } from "../../testing/tests-over.ts";
import kind from "./connector.ts";

const fromMs = Date.UTC(2026, 0, 1);
const asks = (value: string): EventQuery => ({
  time: { fromMs, toMs: fromMs + 86_400_000 },
  where: { field: "host", op: "eq", value },
  sort: "oldest",
  limit: 100,
});

async function opened(settings: Readonly<Record<string, unknown>> = {}) {
  const product = await startCrowdstrikeAlerts();
  const times = alertTimes();
  for (const index of [1, 2, 3])
    product.rows.push({
      "@timestamp": fromMs + index,
      "@id": `id-${index}`,
      "#event_simpleName": "ProcessRollup2",
      event_platform: "Win",
      ComputerName: "WS01",
      CommandLine: `whoami /${index}`,
    });
  const alerts = times.of(2, "apart").map((timeMs) => product.addAlert(timeMs));
  const scene: ConnectorScene = {
    kind,
    settings: { url: product.double.url, internal: true, "client-id": "abc123", "page-size": 4, ...settings },
    secrets: { "client-secret": "canary-secret" },
    doubles: [product.double],
    isWrite: ({ method }) => method === "PATCH",
    view: () => product.alerts,
    alerts: {
      pageRecords: 4,
      add: (count, how) => times.of(count, how).map((timeMs) => product.addAlert(timeMs)),
      stuck: product.holdStuck,
      clockOff: times.setOff,
    },
    search: {
      query: asks("ws01"),
      rows: 3,
      literal: { asks, sent: ({ path, text }) => (path.endsWith("/queryjobs") ? hostIn(text) : undefined) },
    },
    verdicts: {
      what: verdictNote("case-1.verdict", alerts[0]!),
      another: verdictNote("case-2.verdict", alerts[1]!),
      view: () => product.alerts.flatMap(({ tags }) => tags.filter((tag) => tag.startsWith("watchkeeper-key-"))),
    },
    close: product.double.close,
  };
  return { scene, product, alerts };
}

/** The text that a search compares the host with: a pattern in which every character stands by its number. */
function hostIn(body: string): string | undefined {
  const { queryString } = JSON.parse(body) as { queryString: string };
  if (!queryString.includes("ComputerName = ")) return undefined;
  const found = /ComputerName = \/\\A((?:\\x\{[0-9a-f]+\})*)\\z\/i/.exec(queryString);
  if (!found) return `broken out of: ${queryString}`;
  return [...found[1]!.matchAll(/\\x\{([0-9a-f]+)\}/g)].map(([, code]) => String.fromCodePoint(Number.parseInt(code!, 16))).join("");
}

testConnector("CrowdStrike Falcon", async () => (await opened()).scene);

const about = testsOver(opened, ({ product }) => product.double.close());

describe("CrowdStrike Falcon", () => {
  about("an alert is read by our formats with what it names, and is kept whole", async ({ scene, product, alerts }) => {
    const source = openIn(scene).connector.alerts as PolledSource;
    const { records } = await source.page({ cursor: undefined, sinceMs: 0, signal: still() });
    const { bytes } = records.find(({ id }) => id === alerts[0])!;
    const reader = recognise(bytes)!.open("falcon");
    const [record] = [...reader.push(bytes), ...(await reader.end())];
    assert.ok(record?.kind === "alert");
    const { givenId, severity, host, user, techniques, observables } = record.alert;
    assert.deepEqual([givenId, severity, host, user, techniques], [alerts[0], "high", "ws01.example.test", "mara", ["T1059.001"]]);
    assert.ok(observables.some(({ type, value }) => type === "command-line" && value === "powershell.exe -enc AAAA"));
    assert.deepEqual((JSON.parse(Buffer.from(bytes).toString("utf8")) as { original: unknown }).original, product.alerts[0]);
  });

  about("an answer of status 200 with errors inside is no answer", async ({ scene, product, alerts }) => {
    const { alerts: source, verdicts } = openIn(scene).connector;
    product.double.twist = ({ path }, json) =>
      path.startsWith("/alerts/") ? { ...(json as object), errors: [{ code: 500, message: "it broke" }] } : json;
    await assert.rejects((source as PolledSource).page({ cursor: undefined, sinceMs: 0, signal: still() }), {
      code: "connector/unexpected-answer",
    });
    await assert.rejects(verdicts!.find(verdictNote("k1", alerts[0]!), still()), { code: "connector/unexpected-answer" });
  });

  about("rows are events that rules and questions understand, and groups are counted", async ({ scene, product }) => {
    const { search } = openIn(scene).connector;
    const { rows, total } = await search!.search(asks("ws01"), still());
    assert.equal(total, 3);
    assert.deepEqual(
      rows.map((row) => [row.dataset, row.host, row.timeMs - fromMs, valuesOf(row, "process.command-line")]),
      [1, 2, 3].map((index) => ["windows", "ws01", index, [`whoami /${index}`]]),
    );
    const { groups } = await search!.search({ ...asks("ws01"), aggregate: { by: ["host"] } }, still());
    assert.deepEqual(groups, [{ by: ["ws01"], count: 3, distinct: 0 }]);
    for (const { text } of product.double.seen.filter(({ method, path }) => method === "POST" && path.endsWith("/queryjobs")))
      assert.deepEqual([JSON.parse(text).start, JSON.parse(text).end], [fromMs, fromMs + 86_400_000]);
  });

  about("a verdict is one change of one alert, of texts, and leaves whom an analyst gave it to", async ({ scene, product, alerts }) => {
    product.alerts[0]!.assigned_to_uuid = "u-mara";
    product.alerts[0]!.tags = ["of people", "watchkeeper-benign"];
    await openIn(scene).connector.verdicts!.write(verdictNote("k1", alerts[0]!), still());
    const sent = product.double.seen.filter(({ method }) => method === "PATCH");
    assert.equal(sent.length, 1);
    const { composite_ids, action_parameters } = JSON.parse(sent[0]!.text) as {
      composite_ids: string[];
      action_parameters: { name: string }[];
    };
    assert.deepEqual(composite_ids, [alerts[0]]);
    assert.ok(action_parameters.every(({ name }) => !/assign|hide|show/.test(name)));
    const { status, tags, comments, assigned_to_uuid } = product.alerts[0]!;
    assert.deepEqual([status, comments.length, assigned_to_uuid], ["in_progress", 1, "u-mara"]);
    assert.deepEqual(tags, [
      "of people",
      "watchkeeper",
      "watchkeeper-true-positive",
      "watchkeeper-escalated",
      "watchkeeper-set-active",
      "watchkeeper-key-k1",
    ]);
  });

  about(
    "what we closed is opened again when we think otherwise, and what people closed stays",
    async ({ scene, product, alerts }) => {
      const { verdicts } = openIn(scene).connector;
      await verdicts!.write(verdictNote("k1", alerts[0]!, { verdict: "false-positive", escalated: false }), still());
      assert.equal(product.alerts[0]!.status, "closed");
      await verdicts!.write(verdictNote("k2", alerts[0]!), still());
      assert.equal(product.alerts[0]!.status, "in_progress");
      product.alerts[1]!.status = "closed";
      await verdicts!.write(verdictNote("k3", alerts[1]!), still());
      assert.equal(product.alerts[1]!.status, "closed");
    },
    { close: ["false-positive"] },
  );
});
