import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { recognise } from "../../formats/index.ts";
import type { PolledSource } from "../../ports/source.ts";
import { alertTimes } from "../../testing/alert-times.ts";
import { openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startOktaLog } from "../../testing/doubles/okta-log.ts";
import kind from "./connector.ts";

async function opened() {
  const product = await startOktaLog({ people: 10 });
  const times = alertTimes();
  const scene: ConnectorScene = {
    kind,
    settings: { url: product.double.url, internal: true, "page-size": 4 },
    secrets: { "api-token": "canary-token" },
    doubles: [product.double],
    view: () => product.events,
    alerts: {
      pageRecords: 4,
      add: (count, how) => times.of(count, how).map((timeMs) => product.add(timeMs)),
      stuck: product.holdStuck,
      clockOff: times.setOff,
    },
    inventory: {
      assets: [],
      identities: Array.from({ length: 10 }, (_, index) => `person-${index}@example.test`),
      stuck: product.holdStuck,
    },
    close: product.double.close,
  };
  return { scene, product };
}

testConnector("Okta", async () => (await opened()).scene);

describe("Okta's System Log", () => {
  test("an event is read by our formats as what Okta says was done, by whom", async () => {
    const { scene, product } = await opened();
    try {
      product.add(Date.UTC(2026, 1, 3));
      const { records } = await (openIn(scene).connector.alerts as PolledSource).page({ cursor: undefined, sinceMs: 0, signal: still() });
      const reader = recognise(records[0]!.bytes)!.open("okta");
      const [record] = [...reader.push(records[0]!.bytes), ...(await reader.end())];
      assert.ok(record?.kind === "event");
      assert.deepEqual(
        [record.event.channel, record.event.action, record.event.timeMs],
        ["okta", "user.mfa.factor.deactivate", Date.UTC(2026, 1, 3)],
      );
      assert.deepEqual(JSON.parse(Buffer.from(records[0]!.bytes).toString("utf8")), product.events[0]);
    } finally {
      await product.double.close();
    }
  });

  test("a place that Okta has forgotten loses nothing: it goes on from before the newest event", async () => {
    const { scene, product } = await opened();
    try {
      const source = openIn(scene).connector.alerts as PolledSource;
      product.add(Date.UTC(2026, 1, 3));
      const { cursor } = await source.page({ cursor: undefined, sinceMs: 0, signal: still() });
      product.forget(true);
      const made = product.add(Date.UTC(2026, 1, 3, 0, 1));
      const again = await source.page({ cursor, sinceMs: 0, signal: still() });
      assert.deepEqual([again.records, again.more], [[], true]);
      const { records } = await source.page({ cursor: again.cursor, sinceMs: 0, signal: still() });
      assert.ok(records.some(({ id }) => id === made));
      assert.equal(product.double.seen.at(-1)?.query.get("since"), "2026-02-02T23:00:00.000Z");
    } finally {
      await product.double.close();
    }
  });

  test("users with a role are privileged, and suspended ones stay", async () => {
    const { scene, product } = await opened();
    try {
      const { identities } = await openIn(scene).connector.inventory!.read(still());
      assert.deepEqual(
        identities.filter((each) => each.privileged).map(({ name, role }) => [name, role]),
        [
          ["person-0@example.test", "administrator"],
          ["person-1@example.test", "administrator"],
        ],
      );
      const { aliases, "display-name": shown } = identities.find(({ name }) => name === "person-2@example.test")!;
      assert.deepEqual([aliases, shown], [["p2@example.test"], "Person 2"]);
    } finally {
      await product.double.close();
    }
  });
});
