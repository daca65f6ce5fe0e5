import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Fields, TelemetryEvent } from "../../core/event/event.ts";
import { exportedEvents } from "../../testing/event-xml.ts";
import { sharedData } from "../../testing/shared-data.ts";
import { evtx } from "./evtx.ts";

const outputBytesMax = 512 * 1_048_576;
const oracleTimeoutMs = 20_000;

/** Our aliases: copies that the event's XML does not have. */
const aliases =
  /^(md5|sha1|sha256|Imphash|Image|ParentImage|User|LogonId|IntegrityLevel|TargetObject|Details|SourceIp|DestinationIp|DestinationPort|Initiated|Signature|Filename|Feature_Name|HostApplication)$/;

// Guarantees that a value shown to an analyst is the value that Windows recorded: an independent parser gives the same for every record.
test("every value of every shared recording equals what evtxexport reads", (t) => {
  const data = sharedData();
  if (!data) return t.diagnostic("not run: the shared data is absent");
  if (spawnSync("evtxexport", ["-V"]).error) {
    assert.ok(!process.env.CI, "evtxexport is missing: apt-get install libevtx-utils");
    return t.diagnostic("not run: evtxexport is absent (apt-get install libevtx-utils)");
  }
  const tally = { files: 0, records: 0, values: 0, oracleFailed: 0, onlyOurs: 0 };
  const differences: string[] = [];
  for (const folder of ["evtx-mitre", "evtx-benign", "sigma/regression_data"])
    for (const name of readdirSync(join(data, folder), { recursive: true, encoding: "utf8" }).sort())
      if (name.endsWith(".evtx")) compareFile(join(data, folder, name), tally, differences);
  t.diagnostic(JSON.stringify(tally));
  assert.deepEqual(differences.slice(0, 20), []);
  assert.ok(tally.records > 10_000, "the recordings were compared at all");
});

type Tally = { files: number; records: number; values: number; oracleFailed: number; onlyOurs: number };

function compareFile(path: string, tally: Tally, differences: string[]): void {
  const ours = eventsOf(path);
  const answer = spawnSync("evtxexport", ["-f", "xml", path], { maxBuffer: outputBytesMax, timeout: oracleTimeoutMs });
  const theirs = exportedEvents(answer.stdout.toString("utf8"));
  tally.files += 1;
  if (ours.length === 0 && theirs.length > 0) differences.push(`${path}: we read nothing`);
  if (answer.status !== 0 || theirs.length < ours.length) tally.oracleFailed += 1;
  tally.onlyOurs += Math.max(0, ours.length - theirs.length);
  // Merged exports hold an id more than once: equal ids are paired in the order of the file.
  const byId = Map.groupBy(ours, (event) => String(event.fields.EventRecordID));
  for (const expected of theirs) {
    const event = byId.get(String(expected.EventRecordID?.[0]))?.shift();
    if (!event) differences.push(`${path}: record ${expected.EventRecordID} is missing`);
    else tally.values += compareRecord(path, event.fields, expected, differences);
    tally.records += 1;
  }
}

function eventsOf(path: string): TelemetryEvent[] {
  const reader = evtx.open(path);
  const records = [...reader.push(readFileSync(path)), ...(reader.end() as ReturnType<typeof reader.push>)];
  return records.flatMap((record) => (record.kind === "event" ? [record.event] : []));
}

function compareRecord(path: string, ours: Fields, theirs: Record<string, string[]>, differences: string[]): number {
  const record = `${path} #${theirs.EventRecordID}`;
  for (const [name, values] of Object.entries(theirs)) {
    const mine = [ours[name] ?? ""].flat().map((value) => normal(String(value)));
    const expected = values.map((value) => normal(value));
    if (JSON.stringify(mine) !== JSON.stringify(expected))
      differences.push(`${record} ${name}: ${JSON.stringify(mine).slice(0, 300)} is not ${JSON.stringify(expected).slice(0, 300)}`);
  }
  for (const name of Object.keys(ours))
    if (!Object.hasOwn(theirs, name) && !aliases.test(name) && !Object.hasOwn(theirs, spaced(ours, name)))
      differences.push(`${record} ${name}: ${JSON.stringify(ours[name])} is not in the export`);
  return Object.keys(theirs).length;
}

// "ThreatName" is the alias of "Threat Name".
function spaced(ours: Fields, name: string): string {
  return Object.keys(ours).find((other) => other !== name && other.replaceAll(" ", "") === name) ?? "";
}

// The export pads 64-bit hexadecimals and writes nanoseconds; Windows and we do neither. The values are the same.
function normal(value: string): string {
  if (/^0x[0-9a-f]+$/.test(value)) return value.replace(/^0x0+(?=.)/, "0x");
  return value.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7})00Z$/, "$1Z");
}
