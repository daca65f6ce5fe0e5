import assert from "node:assert/strict";
import { describe } from "node:test";
import { recognise } from "../../formats/index.ts";
import type { PolledSource } from "../../ports/source.ts";
import { alertTimes } from "../../testing/alert-times.ts";
import { openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startSentineloneThreats } from "../../testing/doubles/sentinelone-threats.ts";
import { verdictNote } from "../../testing/notes.ts";
import { testsOver } from "../../testing/tests-over.ts";
import kind from "./connector.ts";

async function opened(settings: Readonly<Record<string, unknown>> = {}) {
  const product = await startSentineloneThreats();
  const times = alertTimes();
  const alerts = times.of(2, "apart").map((timeMs) => product.addThreat(timeMs));
  const scene: ConnectorScene = {
    kind,
    settings: { url: product.double.url, internal: true, "page-size": 4, ...settings },
    secrets: { "api-token": "canary-token" },
    doubles: [product.double],
    isWrite: ({ method }) => method === "POST",
    view: () => product.threats,
    alerts: {
      pageRecords: 4,
      add: (count, how) => times.of(count, how).map((timeMs) => product.addThreat(timeMs)),
      stuck: product.holdStuck,
      clockOff: times.setOff,
    },
    verdicts: {
      what: verdictNote("case-1.verdict", alerts[0]!),
      another: verdictNote("case-2.verdict", alerts[1]!),
      view: () => product.threats.flatMap(({ notes }) => notes),
    },
    close: product.double.close,
  };
  return { scene, product, alerts };
}

testConnector("SentinelOne", async () => (await opened()).scene);

const about = testsOver(opened, ({ product }) => product.double.close());

describe("SentinelOne", () => {
  about("a threat is read by our formats with what it names", async ({ scene, alerts }) => {
    const source = openIn(scene).connector.alerts as PolledSource;
    const { records } = await source.page({ cursor: undefined, sinceMs: 0, signal: still() });
    const reader = recognise(records[0]!.bytes)!.open("s1");
    const [record] = [...reader.push(records[0]!.bytes), ...(await reader.end())];
    assert.ok(record?.kind === "alert");
    const { givenId, severity, host, user, techniques } = record.alert;
    assert.deepEqual([givenId, severity, host, user, techniques], [alerts[0], "high", "ws01", "EXAMPLE\\mara", ["T1204.002"]]);
  });

  about("every change names exactly one threat, and an id that is none changes nothing", async ({ scene, product, alerts }) => {
    const { verdicts } = openIn(scene).connector;
    const other = JSON.stringify(product.threats[1]);
    await verdicts!.write(verdictNote("k1", alerts[0]!), still());
    const sent = product.double.seen.filter(({ method }) => method === "POST");
    assert.equal(sent.length, 3);
    for (const { text } of sent) assert.deepEqual((JSON.parse(text) as { filter: unknown }).filter, { ids: [alerts[0]] });
    const { analystVerdict, incidentStatus } = product.threats[0]!.threatInfo;
    assert.deepEqual([analystVerdict, incidentStatus, product.threats[0]!.notes.length], ["true_positive", "in_progress", 1]);
    assert.equal(JSON.stringify(product.threats[1]), other);
    for (const id of ["", "1,2", "x", " "]) await assert.rejects(verdicts!.write(verdictNote("k2", id), still()), { code: "sink/refused" });
    assert.equal(product.double.seen.filter(({ method }) => method === "POST").length, 3);
  });

  about("a change that hit other than one threat is no success", async ({ scene, product, alerts }) => {
    product.double.twist = ({ method }, json) => (method === "POST" ? { data: { affected: 0 } } : json);
    await assert.rejects(openIn(scene).connector.verdicts!.write(verdictNote("k1", alerts[0]!), still()), {
      code: "connector/unexpected-answer",
    });
  });

  about(
    "what people decided stays, and what we closed is opened again",
    async ({ scene, product, alerts }) => {
      const { verdicts } = openIn(scene).connector;
      const stands = (at: number) => [product.threats[at]!.threatInfo.analystVerdict, product.threats[at]!.threatInfo.incidentStatus];
      await verdicts!.write(verdictNote("k1", alerts[0]!, { verdict: "false-positive", escalated: false }), still());
      assert.deepEqual(stands(0), ["false_positive", "resolved"]);
      await verdicts!.write(verdictNote("k2", alerts[0]!), still());
      assert.deepEqual(stands(0), ["true_positive", "in_progress"]);
      Object.assign(product.threats[1]!.threatInfo, { analystVerdict: "suspicious", incidentStatus: "resolved" });
      await verdicts!.write(verdictNote("k3", alerts[1]!), still());
      assert.deepEqual(stands(1), ["suspicious", "resolved"]);
    },
    { close: ["false-positive"] },
  );
});
