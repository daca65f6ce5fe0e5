import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { indicatorOf, startTaxiiServer } from "../../testing/doubles/taxii-server.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import taxii from "./connector.ts";

// Guarantees: a collection is read whole, and from then on only what is new; a part is never taken for the whole; what its author takes back says nothing more.

const settings = (url: string, more: Record<string, unknown> = {}) => ({
  url,
  internal: true,
  root: "api1",
  collections: ["feed-1"],
  user: "watchkeeper",
  ...more,
});
const secrets = { password: "canary-password" };

testConnector("taxii on a double", async (): Promise<ConnectorScene> => {
  const server = await startTaxiiServer(120);
  return {
    kind: taxii,
    settings: settings(server.double.url),
    secrets,
    doubles: [server.double],
    view: () => server.objects,
    emptyIsHonest: { indicators: "an envelope without objects is how the standard says that there are none" },
    indicators: {
      values: Array.from({ length: 120 }, (_, index) => `bad-${index}.example.test`),
      add: server.addDomain,
      stuck: server.holdStuck,
    },
    close: server.double.close,
  };
});

const still = () => new AbortController().signal;
async function withServer(body: (server: Awaited<ReturnType<typeof startTaxiiServer>>) => Promise<void>): Promise<void> {
  const server = await startTaxiiServer(3);
  try {
    await body(server);
  } finally {
    await server.double.close();
  }
}
const open = (url: string, more: Record<string, unknown> = {}) =>
  openConnectorOf(taxii, { name: "feed", settings: settings(url, more), secrets });
const first = { cursor: undefined, ids: new Set<string>() };

test("a newer version takes the place of an older one in whatever order they come, and one that is revoked names nothing", () =>
  withServer(async (server) => {
    const id = String(server.objects[0]!.object.id);
    server.add(indicatorOf("newer.example.test", { id, modified: "2026-03-03T00:00:00.000Z" }));
    server.add(indicatorOf("older.example.test", { id, modified: "2026-03-02T00:00:00.000Z" }));
    const { items, cursor } = await open(server.double.url).indicators!.read(first, still());
    const item = items.find((each) => each.id.endsWith(id))!;
    assert.deepEqual(
      item.indicators.map(({ value }) => value),
      ["newer.example.test"],
    );
    server.add(indicatorOf("newer.example.test", { id, modified: "2026-03-04T00:00:00.000Z", revoked: true }));
    const later = await open(server.double.url).indicators!.read({ cursor, ids: new Set(items.map((each) => each.id)) }, still());
    assert.deepEqual(later.items.find((each) => each.id === item.id)?.indicators, []);
    assert.deepEqual(later.gone, []);
  }));

test("what the server deleted is gone with the next whole reading, and so is a collection that is no longer configured", () =>
  withServer(async (server) => {
    const { items, cursor } = await open(server.double.url).indicators!.read(first, still());
    const [deleted] = server.objects.splice(0, 1);
    const ids = new Set([...items.map((each) => each.id), "other/indicator--1"]);
    const soon = await open(server.double.url).indicators!.read({ cursor, ids }, still());
    assert.deepEqual(soon.gone, ["other/indicator--1"]);
    const due = JSON.stringify({ ...(JSON.parse(cursor) as object), wholeAtMs: 0 });
    const whole = await open(server.double.url).indicators!.read({ cursor: due, ids }, still());
    assert.deepEqual(whole.gone.toSorted(), [`feed-1/${String(deleted!.object.id)}`, "other/indicator--1"].toSorted());
  }));

test("markings stay on what they were put on, the strict ones too", () =>
  withServer(async (server) => {
    const strict = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003";
    server.add(indicatorOf("marked.example.test", { object_marking_refs: [strict] }));
    const { items } = await open(server.double.url).indicators!.read(first, still());
    const marked = items.flatMap(({ indicators }) => indicators).find(({ value }) => value === "marked.example.test");
    assert.equal(marked?.marking, "TLP:AMBER+STRICT");
  }));

test("another version of TAXII, another content type and a collection that we may not read are told apart", () =>
  withServer(async (server) => {
    server.speak("application/taxii+json;version=2.0");
    await assert.rejects(open(server.double.url).check(still()), {
      code: "connector/unexpected-answer",
      problem: /does not speak TAXII 2\.1/,
    });
    server.speak("application/json");
    await assert.rejects(open(server.double.url).check(still()), { code: "connector/unexpected-answer" });
    server.speak("application/taxii+json; version=2.1; charset=utf-8");
    await open(server.double.url).check(still());
    await assert.rejects(open(server.double.url, { collections: ["dropbox"] }).check(still()), { code: "connector/not-allowed" });
    await assert.rejects(open(server.double.url, { collections: ["none"] }).check(still()), { code: "connector/bad-settings" });
    await assert.rejects(open(server.double.url, { user: "other" }).check(still()), { code: "connector/credentials" });
    const { says } = await open(server.double.url, { root: undefined }).check(still());
    assert.match(says, /"\/api1\/"/);
  }));
