import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadIndicatorFiles } from "../../connectors/indicator-files/load.ts";
import taxii from "../../connectors/taxii/connector.ts";
import { joinIndicators } from "../../engine/sources-of-answers/join-indicators.ts";
import type { Log } from "../../ports/log.ts";
import { startTaxiiServer } from "../../testing/doubles/taxii-server.ts";
import { hurriedClock } from "../../testing/hurried-clock.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import { openFeeds } from "./indicators.ts";

// Guarantees: what a server's collection names is found by the live analyst beside the lists in files, also after a restart while the server is down.
test("a collection becomes a list of our own, and outlives its server and us", async () => {
  const folder = mkdtempSync(join(tmpdir(), "feeds-"));
  const server = await startTaxiiServer(3);
  const told: string[] = [];
  const tell = (code: string) => void told.push(code);
  const log: Log = { error: tell, warn: tell, info: tell, debug: tell };
  const settings = { url: server.double.url, internal: true, root: "api1", collections: ["feed-1"], user: "watchkeeper" };
  const open = () => {
    const connector = openConnectorOf(taxii, { name: "sector-feed", settings, secrets: { password: "canary-password" } });
    return openFeeds({ tenant: { name: "default" }, folder, system: { clock: hurriedClock(20) }, log }, [connector]);
  };
  const files = loadIndicatorFiles([{ path: "allowed-domains.txt", text: "bad-1.example.test\n" }]);
  const signal = new AbortController().signal;
  const says = (feeds: Awaited<ReturnType<typeof open>>) =>
    ["bad-0", "bad-1", "other"].map((name) =>
      joinIndicators(files, feeds.current()).sightingOf({ type: "domain", value: `${name}.example.test` }, Date.UTC(2026, 2, 2)),
    );
  try {
    const feeds = await open();
    assert.deepEqual(says(feeds), [undefined, "known-good", undefined]);
    await feeds.readAll(signal);
    assert.deepEqual(says(feeds), ["known-bad", "known-good", undefined]);
    await server.double.close();
    const again = await open();
    await again.readAll(signal);
    assert.deepEqual(says(again), ["known-bad", "known-good", undefined]);
    assert.match(again.health()[0]?.problem ?? "", /sector-feed/);
    assert.deepEqual(told, ["indicators/read"]);
  } finally {
    await server.double.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
