import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import type { Connector, IndicatorItem } from "../../ports/connector.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { makeMispFeed, startMispFeed } from "../../testing/doubles/misp-feed.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import mispFeed from "./connector.ts";

// Guarantees: every event that the manifest names is read once, and again when it changed; only what is meant for detection is used; nothing outside the feed is opened.

const lists = { "warning-lists": ["lists/cdn/list.json"] };
const warning = {
  name: "A list",
  type: "hostname",
  version: 1,
  description: "ordinary",
  list: [".cdn.example.test"],
  matching_attributes: [],
};
const secrets = { "api-key": "canary-key" };

testConnector("misp-feed on a double", async (): Promise<ConnectorScene> => {
  const feed = await startMispFeed(230);
  feed.putFile("lists/cdn/list.json", warning);
  return {
    kind: mispFeed,
    settings: { url: `${feed.double.url}/feed`, internal: true, "requests-per-second": 100, ...lists },
    secrets,
    doubles: [feed.double],
    view: () => [...feed.files.keys()],
    indicators: {
      values: [...Array.from({ length: 230 }, (_, index) => `bad-${index}.example.test`), "cdn.example.test"],
      add: (value) => void feed.putDomain(value),
    },
    close: feed.double.close,
  };
});

const still = () => new AbortController().signal;
async function all(connector: Connector, held = new Map<string, IndicatorItem>()): Promise<Map<string, IndicatorItem>> {
  for (let turn = 0; turn < 20; turn++) {
    const said = await connector.indicators!.read({ cursor: undefined, ids: new Set(held.keys()) }, still());
    for (const id of said.gone) held.delete(id);
    for (const item of said.items) held.set(item.id, item);
    if (!said.more) return held;
  }
  return assert.fail("it never ends");
}
const valuesOf = (held: ReadonlyMap<string, IndicatorItem>) =>
  [...held.values()].flatMap(({ indicators }) => indicators.map(({ kind, match, value }) => `${kind} ${match} ${value}`)).toSorted();

function withFolder<Result>(
  body: (folder: string, write: (feed: ReturnType<typeof makeMispFeed>) => void) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "misp-feed-"));
  const write = (feed: ReturnType<typeof makeMispFeed>) => {
    for (const [path, content] of feed.files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), JSON.stringify(content));
    }
  };
  return body(folder, write).finally(() => rmSync(folder, { recursive: true, force: true }));
}
const inFolder = (folder: string, more: Record<string, unknown> = {}) =>
  openConnectorOf(mispFeed, { name: "feed", settings: { folder, ...more } });

test("a feed in a folder: events that changed are read again, those that left are gone, lists follow their content", () =>
  withFolder(async (folder, write) => {
    const feed = makeMispFeed(2);
    feed.putFile("lists/cdn/list.json", warning);
    write(feed);
    const connector = inFolder(folder, lists);
    const held = await all(connector);
    assert.deepEqual(valuesOf(held), [
      "known-bad value bad-0.example.test",
      "known-bad value bad-1.example.test",
      "known-good suffix cdn.example.test",
    ]);
    const [changed, removed] = [...feed.files.keys()].filter((name) => /^[0-9a-f-]{36}\.json$/.test(name)).map((name) => name.slice(0, 36));
    feed.put(
      [
        { type: "domain|ip", value: "new.example.test|198.51.100.7", to_ids: true },
        { type: "sha256", value: "aa".repeat(32), to_ids: false },
      ],
      changed,
    );
    feed.remove(removed!);
    feed.putFile("lists/cdn/list.json", { ...warning, list: ["static.example.test"] });
    write(feed);
    assert.deepEqual(valuesOf(await all(connector, held)), [
      "known-bad value 198.51.100.7",
      "known-bad value new.example.test",
      "known-good suffix static.example.test",
    ]);
    const quiet = await connector.indicators!.read({ cursor: undefined, ids: new Set(held.keys()) }, still());
    assert.deepEqual([quiet.items, quiet.gone, quiet.more], [[], [], false]);
  }));

test("a file that holds another event, a manifest that leads out of the folder, and a link are refused", () =>
  withFolder(async (folder, write) => {
    const feed = makeMispFeed(2);
    write(feed);
    const [one, other] = [...feed.files.keys()].filter((name) => name !== "manifest.json");
    writeFileSync(join(folder, one!), JSON.stringify(feed.files.get(other!)));
    await assert.rejects(all(inFolder(folder)), { code: "connector/unexpected-answer" });
    rmSync(join(folder, one!));
    symlinkSync("/etc/hostname", join(folder, one!));
    await assert.rejects(all(inFolder(folder)), { code: "connector/not-readable" });
    writeFileSync(join(folder, "manifest.json"), JSON.stringify({ "../../secret": { timestamp: "1" } }));
    await assert.rejects(inFolder(folder).check(still()), { code: "connector/unexpected-answer" });
  }));

test("an event that is larger than we take keeps no other away, and is counted", async () => {
  const feed = await startMispFeed(1);
  try {
    feed.put([{ type: "comment", value: "x".repeat(5 * 1_048_576), to_ids: false }]);
    const settings = { url: `${feed.double.url}/feed`, internal: true };
    const held = await all(openConnectorOf(mispFeed, { name: "feed", settings, secrets }));
    assert.deepEqual(valuesOf(held), ["known-bad value bad-0.example.test"]);
    assert.deepEqual([...held.values()].map(({ leftOut }) => leftOut).toSorted(), [0, 1]);
  } finally {
    await feed.double.close();
  }
});

test("a server and a folder at once, or neither, is refused", () => {
  for (const settings of [{}, { url: "https://feed.example.test", folder: "/feed" }])
    assert.throws(() => openConnectorOf(mispFeed, { name: "feed", settings }), { code: "connector/bad-settings" });
});
