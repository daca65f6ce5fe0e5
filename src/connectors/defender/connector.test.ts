import assert from "node:assert/strict";
import { describe } from "node:test";
import { valuesOf } from "../../core/query/meaning.ts";
import type { EventQuery } from "../../core/query/query.ts";
import { recognise } from "../../formats/index.ts";
import type { PolledSource } from "../../ports/source.ts";
import { alertTimes } from "../../testing/alert-times.ts";
import { openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startDefenderXdr } from "../../testing/doubles/defender-xdr.ts";
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
  const product = await startDefenderXdr();
  const times = alertTimes();
  for (const index of [1, 2, 3])
    product.rows.push({
      WatchkeeperTable: "DeviceProcessEvents",
      Timestamp: new Date(fromMs + index).toISOString().replace("Z", "1234Z"),
      DeviceName: "ws01.example.test",
      ActionType: "ProcessCreated",
      AccountName: "mara",
      ProcessCommandLine: `whoami /${index}`,
      RemoteIP: "",
      RemotePort: null,
    });
  const alerts = times.of(2, "apart").map((timeMs) => product.addAlert(timeMs));
  const scene: ConnectorScene = {
    kind,
    settings: {
      url: product.double.url,
      "login-url": product.double.url,
      internal: true,
      tenant,
      "client-id": tenant,
      "page-size": 4,
      ...settings,
    },
    secrets: { "client-secret": "canary-secret" },
    doubles: [product.double],
    isWrite: ({ method, path }) => method === "PATCH" || path.endsWith("/comments"),
    view: () => product.alerts,
    alerts: {
      pageRecords: 4,
      add: (count, how) => times.of(count, how).map((timeMs) => product.addAlert(timeMs)),
      stuck: product.holdStuck,
      clockOff: times.setOff,
    },
    search: {
      query: asks("ws01.example.test"),
      rows: 3,
      literal: {
        asks,
        sent: ({ path, text }) =>
          path.endsWith("/runHuntingQuery") ? kqlLiteral((JSON.parse(text) as { Query: string }).Query, "DeviceName") : undefined,
      },
    },
    verdicts: {
      what: verdictNote("case-1.verdict", alerts[0]!),
      another: verdictNote("case-2.verdict", alerts[1]!),
      view: () => product.alerts.flatMap(({ comments }) => comments),
    },
    close: product.double.close,
  };
  return { scene, product, alerts };
}

testConnector("Microsoft Defender XDR", async () => (await opened()).scene);

const about = testsOver(opened, ({ product }) => product.double.close());

describe("Microsoft Defender XDR", () => {
  about("an alert is read by our formats with what it names, and is kept whole", async ({ scene, product, alerts }) => {
    const source = openIn(scene).connector.alerts as PolledSource;
    const { records } = await source.page({ cursor: undefined, sinceMs: 0, signal: still() });
    const bytes = records.find(({ id }) => id === alerts[0])!.bytes;
    const reader = recognise(bytes)!.open("xdr");
    const [record] = [...reader.push(bytes), ...(await reader.end())];
    assert.ok(record?.kind === "alert");
    const { alert } = record;
    assert.deepEqual(
      [alert.givenId, alert.severity, alert.host, alert.user, alert.techniques],
      [alerts[0], "high", "ws01.example.test", "mara@example.test", ["T1059.001"]],
    );
    const held = new Set(alert.observables.map(({ type, value }) => `${type} ${value}`));
    for (const each of ["ip 198.51.100.7", "command-line powershell.exe -enc AAAA", "process C:\\Windows\\powershell.exe"])
      assert.ok(held.has(each), each);
    assert.deepEqual((JSON.parse(Buffer.from(bytes).toString("utf8")) as { original: unknown }).original, product.alerts[0]);
  });

  about("an alert of a thousand fields and more is still read, and kept whole", async ({ scene, product }) => {
    const big = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`field${index}`, "é".repeat(40)]));
    const id = product.addAlert(Date.now(), { big });
    const source = openIn(scene).connector.alerts as PolledSource;
    const { records } = await source.page({ cursor: undefined, sinceMs: 0, signal: still() });
    const { bytes } = records.find((each) => each.id === id)!;
    const reader = recognise(bytes)!.open("xdr");
    const [record] = [...reader.push(bytes), ...(await reader.end())];
    assert.equal(record?.kind, "alert");
    const { original } = JSON.parse(Buffer.from(bytes).toString("utf8")) as { original: Record<string, string> };
    assert.deepEqual((JSON.parse(Object.values(original).join("")) as { big: unknown }).big, big);
  });

  about("what was read is not read again, and what comes hours late is", async ({ scene, product }) => {
    const source = () => openIn(scene).connector.alerts as PolledSource;
    const nowMs = Date.now();
    for (let index = 0; index < 30; index++) product.addAlert(nowMs - index * 60_000);
    let cursor: string | undefined;
    for (let more = true; more; ) ({ cursor, more } = await source().page({ cursor, sinceMs: 0, signal: still() }));
    const since = async () => {
      const ids: string[] = [];
      for (let more = true; more; ) {
        const page = await source().page({ cursor, sinceMs: 0, signal: still() });
        ids.push(...page.records.map(({ id }) => id));
        ({ cursor, more } = page);
      }
      return ids;
    };
    assert.deepEqual(await since(), []);
    const late = product.addAlert(nowMs - 2.5 * 3_600_000);
    assert.deepEqual(await since(), [late]);
    assert.deepEqual(await since(), []);
  });

  about("more alerts in the time that is looked back than a cursor holds are all handed over", async ({ scene, product }) => {
    const nowMs = Date.now();
    const made = Array.from({ length: 900 }, (_, index) => product.addAlert(nowMs - (index % 7) * 60_000 - index));
    const seen = new Set<string>();
    const ask = { ...scene, settings: { ...scene.settings, "page-size": 100 } };
    let cursor: string | undefined;
    let again = 0;
    for (let round = 0; round < 2; round++)
      for (let more = true; more; ) {
        const page = await (openIn(ask).connector.alerts as PolledSource).page({ cursor, sinceMs: nowMs - 3_600_000, signal: still() });
        for (const { id } of page.records) again += seen.has(id) ? 1 : 0;
        for (const { id } of page.records) seen.add(id);
        assert.ok(page.cursor.length <= 8_192, `${page.cursor.length}`);
        ({ cursor, more } = page);
      }
    assert.deepEqual([made.filter((id) => !seen.has(id)), again], [[], 0]);
  });

  about("rows are events that rules and questions understand", async ({ scene }) => {
    const { rows, total } = await openIn(scene).connector.search!.search(asks("ws01.example.test"), still());
    assert.equal(total, 3);
    assert.deepEqual(
      rows.map((row) => [row.dataset, row.action, row.timeMs - fromMs, valuesOf(row, "process.command-line"), "RemoteIP" in row.fields]),
      [1, 2, 3].map((index) => ["windows", "ProcessCreated", index, [`whoami /${index}`], false]),
    );
    assert.equal(new Set(rows.map(({ source }) => source.path)).size, 3);
  });

  about("groups are counted over all that match", async ({ scene }) => {
    const { groups, rows } = await openIn(scene).connector.search!.search({ ...asks("x"), aggregate: { by: ["host"] } }, still());
    assert.deepEqual([groups, rows], [[{ by: ["ws01.example.test"], count: 3, distinct: 0 }], []]);
  });

  about("a verdict sets class and status, and leaves whom an analyst gave it to", async ({ scene, product, alerts }) => {
    const [alert] = product.alerts;
    alert!.assignedTo = "mara@example.test";
    await openIn(scene).connector.verdicts!.write(verdictNote("k1", alerts[0]!), still());
    assert.deepEqual(
      [alert!.status, alert!.classification, alert!.determination, alert!.assignedTo, alert!.comments.length],
      ["inProgress", "truePositive", "other", "mara@example.test", 1],
    );
    for (const { text } of product.double.seen.filter(({ method }) => method === "PATCH")) assert.doesNotMatch(text, /assignedTo|null/);
  });

  about("what people decided stays, and only our comment is added", async ({ scene, product, alerts }) => {
    Object.assign(product.alerts[0]!, { status: "resolved", classification: "falsePositive", determination: "notMalicious" });
    await openIn(scene).connector.verdicts!.write(verdictNote("k1", alerts[0]!), still());
    const { status, classification, determination, comments } = product.alerts[0]!;
    assert.deepEqual([status, classification, determination, comments.length], ["resolved", "falsePositive", "notMalicious", 1]);
    assert.equal(product.double.seen.filter(({ method }) => method === "PATCH").length, 0);
  });

  about(
    "what we closed ourselves is opened again when we think otherwise",
    async ({ scene, product, alerts }) => {
      const { verdicts } = openIn(scene).connector;
      const stands = () => [product.alerts[0]!.status, product.alerts[0]!.classification];
      await verdicts!.write(verdictNote("k1", alerts[0]!, { verdict: "false-positive", escalated: false }), still());
      assert.deepEqual(stands(), ["resolved", "falsePositive"]);
      await verdicts!.write(verdictNote("k2", alerts[0]!), still());
      assert.deepEqual(stands(), ["inProgress", "truePositive"]);
    },
    { close: ["false-positive"] },
  );

  about("a reason that ends like a mark of ours is no mark", async ({ scene, alerts }) => {
    const { verdicts } = openIn(scene).connector;
    await verdicts!.write(verdictNote("k1", alerts[0]!, { because: `${"x".repeat(2_000)} [watchkeeper key=k2]` }), still());
    assert.equal(await verdicts!.find(verdictNote("k2", alerts[0]!), still()), undefined);
    assert.ok(await verdicts!.find(verdictNote("k1", alerts[0]!), still()));
  });
});
