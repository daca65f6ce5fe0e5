import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { constants, gunzipSync } from "node:zlib";
import type { TelemetryEvent } from "../../core/event/event.ts";
import { sharedData } from "../../testing/shared-data.ts";
import { openContainer } from "../archive/container.ts";
import { newBudget } from "../archive/inflate.ts";
import { byteSource } from "../archive/source.ts";
import { evtx } from "../evtx/evtx.ts";
import type { Format, InputRecord } from "../format.ts";
import { jsonFormat } from "../json/json.ts";
import { windowsJson } from "./windows-json.ts";

const json = jsonFormat([windowsJson]);

async function recordsOf(format: Format, bytes: Uint8Array): Promise<InputRecord[]> {
  const reader = format.open("x");
  return [...reader.push(bytes), ...(await reader.end())];
}

function eventsOf(records: readonly InputRecord[]): TelemetryEvent[] {
  return records.map((record) => {
    assert.equal(record.kind, "event", JSON.stringify(record).slice(0, 300));
    return (record as Extract<InputRecord, { kind: "event" }>).event;
  });
}

// Guarantees that a rule or a question finds the same in an event whichever way it was exported.
test("an event read from JSON equals the one read from its EVTX", async (t) => {
  const data = sharedData();
  if (!data) return t.diagnostic("not run: the shared data is absent");
  const folder = join(data, "sigma/regression_data");
  let compared = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    if (!name.endsWith(".json")) continue;
    const fromJson = eventsOf(await recordsOf(json, readFileSync(join(folder, name))));
    const fromEvtx = eventsOf(await recordsOf(evtx, readFileSync(join(folder, name.replace(/json$/, "evtx")))));
    assert.equal(fromJson.length, fromEvtx.length, name);
    for (const [index, event] of fromJson.entries())
      assert.deepEqual(comparable(event), comparable(fromEvtx[index] as TelemetryEvent), name);
    compared += fromJson.length;
  }
  t.diagnostic(`${compared} events compared`);
  assert.ok(compared > 80);
});

// The converter of these samples cut trailing blanks and the seventh digit of the time.
function comparable({ source: _, fields, ...event }: TelemetryEvent): unknown {
  const { TimeCreated: __, ...rest } = fields;
  const trimmed = Object.entries(rest).map(([name, value]) => [name, typeof value === "string" ? value.trimEnd() : value]);
  return { ...event, fields: Object.fromEntries(trimmed) };
}

test("every record of the OTRF archives becomes an event with a host, a channel and an id", async (t) => {
  const data = sharedData();
  if (!data) return t.diagnostic("not run: the shared data is absent");
  const folder = join(data, "otrf/datasets");
  let total = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort())
    for (const bytes of await jsonMembers(name, () => readFileSync(join(folder, name)))) {
      const lines = bytes
        .toString("utf8")
        .split("\n")
        .filter((line) => line.trim() !== "").length;
      const events = eventsOf(await recordsOf(json, bytes));
      assert.equal(events.length, lines, name);
      for (const event of events) assert.ok(event.host && event.channel && event.action && event.timeMs > Date.UTC(2019, 0), name);
      total += lines;
    }
  t.diagnostic(`${total} records`);
  assert.ok(total > 50_000);
});

/** The JSON files within an archive, opened as the product opens them. */
async function jsonMembers(name: string, read: () => Buffer): Promise<Buffer[]> {
  const isZip = name.endsWith(".zip");
  if (!isZip && !name.endsWith(".tar.gz")) return [];
  const bytes = isZip ? mended(read()) : gunzipSync(read(), { finishFlush: constants.Z_SYNC_FLUSH });
  const members: Buffer[] = [];
  for await (const item of openContainer(isZip ? "zip" : "tar", byteSource(pieces(bytes)), newBudget())) {
    if ("damage" in item) assert.fail(`${name}: ${item.damage.message}`);
    const parts: Uint8Array[] = [];
    for await (const part of item.bytes) parts.push(Buffer.from(part));
    if (item.name.endsWith(".json") && !item.name.includes("._")) members.push(Buffer.concat(parts));
  }
  return members;
}

// One archive of the set has a byte behind its end.
function mended(zip: Buffer): Buffer {
  return zip.readUInt32LE(zip.length - 23) === 0x06054b50 ? zip.subarray(0, -1) : zip;
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
