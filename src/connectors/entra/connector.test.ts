import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { recognise } from "../../formats/index.ts";
import type { PolledSource } from "../../ports/source.ts";
import { alertTimes } from "../../testing/alert-times.ts";
import { openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startEntraGraph } from "../../testing/doubles/entra-graph.ts";
import kind from "./connector.ts";

const tenant = "11111111-2222-4333-8444-555555555555";

async function opened(more: Readonly<Record<string, unknown>> = {}) {
  const product = await startEntraGraph({ people: 10 });
  const times = alertTimes();
  let turn = 0;
  const scene: ConnectorScene = {
    kind,
    settings: {
      url: product.double.url,
      "login-url": product.double.url,
      internal: true,
      tenant,
      "client-id": tenant,
      "page-size": 4,
      "look-back-hours": 3,
      "requests-per-second": 50,
      ...more,
    },
    secrets: { "client-secret": "canary-secret" },
    doubles: [product.double],
    view: () => [product.detections, product.signIns],
    alerts: {
      pageRecords: 4,
      // Every third is a sign-in, so that both lists have something.
      add: (count, how) =>
        times.of(count, how).map((timeMs) => (turn++ % 3 === 2 ? product.addSignIn(timeMs) : product.addDetection(timeMs))),
      stuck: product.holdStuck,
      clockOff: times.setOff,
    },
    inventory: {
      assets: [],
      identities: ["person2", ...[0, 1, 3, 4, 5, 6, 7, 8, 9].map((index) => `person-${index}@example.test`)],
      stuck: product.holdStuck,
    },
    close: product.double.close,
  };
  return { scene, product };
}

testConnector("Microsoft Entra ID", async () => (await opened()).scene);

describe("Microsoft Entra ID", () => {
  const alertIn = async (bytes: Uint8Array) => {
    const reader = recognise(bytes)!.open("entra");
    const [record] = [...reader.push(bytes), ...(await reader.end())];
    assert.ok(record?.kind === "alert");
    return record.alert;
  };

  test("a detection and a risky sign-in are alerts with who, from where and how bad, kept whole", async () => {
    const { scene, product } = await opened();
    try {
      const timeMs = Date.UTC(2026, 1, 3);
      product.addDetection(timeMs);
      product.addSignIn(timeMs);
      product.addSignIn(timeMs, "none");
      const source = openIn(scene).connector.alerts as PolledSource;
      const first = await source.page({ cursor: undefined, sinceMs: 0, signal: still() });
      const second = await source.page({ cursor: first.cursor, sinceMs: 0, signal: still() });
      assert.deepEqual([first.more, second.more, first.records.length, second.records.length], [true, false, 1, 1]);
      const [risk, signIn] = await Promise.all([alertIn(first.records[0]!.bytes), alertIn(second.records[0]!.bytes)]);
      assert.deepEqual(
        [risk.severity, risk.user, risk.techniques, risk.rule],
        ["high", "mara@example.test", ["T1078.004"], "unfamiliarFeatures"],
      );
      assert.deepEqual([signIn.severity, signIn.user], ["low", "joss@example.test"]);
      const held = new Set(risk.observables.map(({ type, value }) => `${type} ${value}`));
      for (const each of ["user mara@example.test", "ip 198.51.100.7", "user-agent Mozilla/5.0"]) assert.ok(held.has(each), each);
      assert.deepEqual(
        (JSON.parse(Buffer.from(first.records[0]!.bytes).toString("utf8")) as { original: unknown }).original,
        product.detections[0],
      );
    } finally {
      await product.double.close();
    }
  });

  test("only what the settings take is asked for", async () => {
    const { scene, product } = await opened({ take: ["sign-ins"] });
    try {
      product.addDetection(1_000);
      const made = product.addSignIn(1_000);
      const source = openIn(scene).connector.alerts as PolledSource;
      const { records, more } = await source.page({ cursor: undefined, sinceMs: 0, signal: still() });
      assert.deepEqual([records.map(({ id }) => id), more], [[made], false]);
    } finally {
      await product.double.close();
    }
  });

  test("whoever holds a role, by themselves or in a group, is privileged, and nobody else", async () => {
    const { scene, product } = await opened();
    try {
      const { identities } = await openIn(scene).connector.inventory!.read(still());
      const privileged = identities.filter((each) => each.privileged).map(({ name, role }) => [name, role]);
      assert.deepEqual(privileged, [
        ["person-0@example.test", "administrator"],
        ["person-1@example.test", "administrator"],
      ]);
      const short = identities.find(({ name }) => name === "person2");
      assert.deepEqual(short?.aliases, ["other-2@example.test", "p2@example.test", "person-2@example.test"]);
      assert.equal(identities.find(({ name }) => name === "person-3@example.test")?.role, "guest");
    } finally {
      await product.double.close();
    }
  });
});
