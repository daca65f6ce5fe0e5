import assert from "node:assert/strict";
import { describe } from "node:test";
import { valuesOf } from "../../core/query/meaning.ts";
import type { EventQuery } from "../../core/query/query.ts";
import { recognise } from "../../formats/index.ts";
import type { PolledSource } from "../../ports/source.ts";
import { alertTimes } from "../../testing/alert-times.ts";
import { openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startSentinel } from "../../testing/doubles/sentinel.ts";
import { kqlLiteral } from "../../testing/kql-literal.ts";
import { verdictNote } from "../../testing/notes.ts";
import { testsOver } from "../../testing/tests-over.ts";
import kind from "./connector.ts";

const fromMs = Date.UTC(2026, 0, 1);
const tenant = "11111111-2222-4333-8444-555555555555";
const asks = (value: string): EventQuery => ({
  time: { fromMs, toMs: fromMs + 86_400_000 },
  where: { field: "host", op: "eq", value },
  sort: "oldest",
  limit: 100,
});

async function opened(settings: Readonly<Record<string, unknown>> = {}) {
  const product = await startSentinel();
  const times = alertTimes();
  for (const index of [1, 2, 3])
    product.rows.push({
      WatchkeeperTable: "SecurityEvent",
      TimeGenerated: new Date(fromMs + index).toISOString(),
      Computer: "ws01",
      EventID: 4688,
      CommandLine: `whoami /${index}`,
      IpAddress: "",
    });
  const alerts = times.of(2, "apart").map((timeMs) => product.addAlert(timeMs));
  for (const alert of alerts) product.addIncident([alert]);
  const scene: ConnectorScene = {
    kind,
    settings: {
      url: product.double.url,
      "login-url": product.double.url,
      "logs-url": product.double.url,
      internal: true,
      tenant,
      "client-id": tenant,
      subscription: product.ids.subscription,
      "resource-group": "soc",
      workspace: "soc-logs",
      "workspace-id": product.ids.workspaceId,
      "page-size": 4,
      ...settings,
    },
    secrets: { "client-secret": "canary-secret" },
    doubles: [product.double],
    isWrite: ({ method }) => method === "PUT",
    view: () => [product.incidents, [...product.comments]],
    emptyIsHonest: {},
    alerts: {
      pageRecords: 4,
      add: (count, how) => times.of(count, how).map((timeMs) => product.addAlert(timeMs)),
      stuck: product.holdStuck,
      clockOff: times.setOff,
    },
    search: {
      query: asks("ws01"),
      rows: 3,
      literal: {
        asks,
        sent: ({ path, text }) =>
          path.endsWith("/query") ? kqlLiteral((JSON.parse(text) as { query: string }).query, "Computer") : undefined,
      },
    },
    verdicts: {
      what: verdictNote("case-1.verdict", alerts[0]!),
      another: verdictNote("case-2.verdict", alerts[1]!),
      view: () => [...product.comments],
    },
    close: product.double.close,
  };
  return { scene, product, alerts };
}

testConnector("Microsoft Sentinel", async () => (await opened()).scene);

const about = testsOver(opened, ({ product }) => product.double.close());

describe("Microsoft Sentinel", () => {
  about("an alert is read by our formats as what it is", async ({ scene, alerts }) => {
    const source = openIn(scene).connector.alerts as PolledSource;
    const { records } = await source.page({ cursor: undefined, sinceMs: 0, signal: still() });
    const reader = recognise(records[0]!.bytes)!.open("sentinel");
    const [record] = [...reader.push(records[0]!.bytes), ...(await reader.end())];
    assert.ok(record?.kind === "alert");
    const { givenId, severity, host, techniques } = record.alert;
    assert.deepEqual([givenId, severity, host, techniques], [alerts[0], "high", "ws01.example.test", ["T1110"]]);
  });

  about("an alert that changes is handed over once, as it was first", async ({ scene, product, alerts }) => {
    product.alerts.push({ ...product.alerts[0]!, WatchkeeperAt: product.alerts[1]!.WatchkeeperAt, Status: "Resolved" });
    const source = openIn(scene).connector.alerts as PolledSource;
    const { records } = await source.page({ cursor: undefined, sinceMs: 0, signal: still() });
    assert.deepEqual(
      records.map(({ id }) => id),
      alerts,
    );
    assert.doesNotMatch(Buffer.from(records[0]!.bytes).toString("utf8"), /Resolved/);
  });

  about("an answer in part loses no alert, and is said of a search", async ({ scene, product }) => {
    product.double.twist = (_seen, json) =>
      typeof json === "object" && json !== null && "tables" in json ? { ...json, error: { code: "PartialError" } } : json;
    const { alerts, search } = openIn(scene).connector;
    await assert.rejects((alerts as PolledSource).page({ cursor: undefined, sinceMs: 0, signal: still() }), {
      code: "connector/unavailable",
    });
    assert.match((await search!.search(asks("ws01"), still())).note ?? "", /did not answer/);
  });

  about("rows are events that rules and questions understand", async ({ scene }) => {
    const { rows, total } = await openIn(scene).connector.search!.search(asks("ws01"), still());
    assert.equal(total, 3);
    assert.deepEqual(
      rows.map((row) => [row.dataset, row.host, row.action, row.timeMs - fromMs, valuesOf(row, "process.command-line")]),
      [1, 2, 3].map((index) => ["windows", "ws01", "4688", index, [`whoami /${index}`]]),
    );
  });

  about("a change puts back all that the incident was, with its etag", async ({ scene, product, alerts }) => {
    const [incident] = product.incidents;
    Object.assign(incident!.properties, {
      owner: { objectId: "x", assignedTo: "mara" },
      labels: [{ labelName: "of people", labelType: "User" }],
    });
    const { etag } = incident!;
    await openIn(scene).connector.verdicts!.write(verdictNote("k1", alerts[0]!), still());
    const [put] = product.double.seen.filter(({ method, path }) => method === "PUT" && !path.includes("/comments/"));
    assert.equal((JSON.parse(put!.text) as { etag: string }).etag, etag);
    assert.equal(put!.header("if-match"), etag);
    const { title, description, severity, status, owner, labels } = incident!.properties;
    assert.deepEqual(
      [title, description, severity, status, owner],
      ["Brute force", "kept", "High", "Active", { objectId: "x", assignedTo: "mara" }],
    );
    assert.deepEqual(
      (labels as { labelName: string }[]).map(({ labelName }) => labelName),
      ["of people", "watchkeeper", "watchkeeper:true-positive", "watchkeeper:escalated"],
    );
  });

  about("somebody else's change at the same time is not written over; it is tried again", async ({ scene, product, alerts }) => {
    const [incident] = product.incidents;
    product.double.delayMs = ({ method }) => {
      if (method === "PUT") Object.assign(incident!, { etag: '"of somebody"' });
      return 0;
    };
    await assert.rejects(openIn(scene).connector.verdicts!.write(verdictNote("k1", alerts[0]!), still()), {
      code: "sink/refused",
      retry: { afterMs: 5_000 },
    });
    assert.equal(incident!.properties.status, "New");
    assert.equal(product.comments.size, 0);
  });

  about(
    "an incident is closed only where the alert is all that it holds, and what we closed is opened again",
    async ({ scene, product, alerts }) => {
      const { verdicts } = openIn(scene).connector;
      const properties = () => product.incidents[0]!.properties;
      const more = { verdict: "false-positive", escalated: false } as const;
      await verdicts!.write(verdictNote("k1", alerts[0]!, more), still());
      assert.deepEqual([properties().status, properties().classification], ["Closed", "FalsePositive"]);
      await verdicts!.write(verdictNote("k2", alerts[0]!), still());
      assert.deepEqual([properties().status, properties().classification], ["Active", undefined]);
      const both = product.addIncident([product.addAlert(Date.now()), product.addAlert(Date.now())]);
      await verdicts!.write(verdictNote("k3", both.alerts[0]!, more), still());
      assert.equal(both.properties.status, "New");
    },
    { close: ["false-positive"] },
  );

  about("what people closed stays closed", async ({ scene, product, alerts }) => {
    Object.assign(product.incidents[0]!.properties, { status: "Closed", classification: "BenignPositive", classificationComment: "known" });
    await openIn(scene).connector.verdicts!.write(verdictNote("k1", alerts[0]!), still());
    const { status, classification, classificationComment } = product.incidents[0]!.properties;
    assert.deepEqual([status, classification, classificationComment], ["Closed", "BenignPositive", "known"]);
  });

  about("an alert of no incident is tried again later, and an id that is none asks for nothing", async ({ scene, product }) => {
    const { verdicts } = openIn(scene).connector;
    const lone = product.addAlert(Date.now());
    await assert.rejects(verdicts!.write(verdictNote("k1", lone), still()), { code: "sink/refused", retry: { afterMs: 300_000 } });
    const before = product.double.seen.length;
    await assert.rejects(verdicts!.write(verdictNote("k1", `x") or true //`), still()), { code: "sink/refused" });
    assert.equal(product.double.seen.length, before);
  });

  about("what a comment says is text, whatever it holds", async ({ scene, product, alerts }) => {
    const because = `<img src=x> [here](https://example.test) & ${"&".repeat(4_000)}`;
    await openIn(scene).connector.verdicts!.write(verdictNote("k1", alerts[0]!, { because }), still());
    const [message = ""] = [...product.comments.values()].map((each) => each.message);
    assert.doesNotMatch(message, /<|>|\]\(/);
    assert.ok(message.length <= 3_000);
  });
});
