/**
 * How fast EVTX is read, and how that compares with `evtxexport` (Debian: libevtx-utils) on the same files in one run.
 * `node bench/evtx.ts [FILE…]`; without files it writes a log of 60,000 Sysmon events of its own into a temporary folder.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evtx } from "../src/formats/evtx/evtx.ts";
import { type EvtxEvent, writeEvtx } from "../src/testing/evtx-writer.ts";

const generatedRecords = 60_000;
const rounds = 5;
const pieceBytes = 262_144;
const outputBytesMax = 2_000_000_000;

type Measure = { readonly records: number; readonly seconds: number };

function generated(): EvtxEvent[] {
  return Array.from({ length: generatedRecords }, (_, index) => ({
    channel: "Microsoft-Windows-Sysmon/Operational",
    provider: "Microsoft-Windows-Sysmon",
    eventId: 1,
    version: 5,
    computer: `WS${index % 40}.example.test`,
    timeMs: Date.UTC(2026, 0, 5) + index * 250,
    data: {
      RuleName: "-",
      UtcTime: "2026-01-05 10:00:00.123",
      ProcessGuid: { type: 0x0f, bytes: Uint8Array.from({ length: 16 }, (__, byte) => (byte * 17 + index) & 0xff) },
      ProcessId: String(index % 30_000),
      Image: `C:\\Program Files\\Example\\Application ${index % 200}\\bin\\worker.exe`,
      FileVersion: "10.0.19041.1 (WinBuild.160101.0800)",
      Description: "Example Worker Process",
      Product: "Example Suite",
      Company: "Example Corporation",
      OriginalFileName: "worker.exe",
      CommandLine: `"C:\\Program Files\\Example\\Application ${index % 200}\\bin\\worker.exe" --task ${index} --quiet`,
      CurrentDirectory: "C:\\Windows\\System32\\",
      User: `EXAMPLE\\user${index % 90}`,
      LogonId: "0x3e7",
      IntegrityLevel: "Medium",
      Hashes: "SHA1=0123456789ABCDEF0123456789ABCDEF01234567,MD5=0123456789ABCDEF0123456789ABCDEF",
      ParentImage: "C:\\Windows\\System32\\services.exe",
      ParentCommandLine: "C:\\Windows\\System32\\services.exe",
    },
  }));
}

function ours(files: readonly string[]): Measure {
  const startedMs = performance.now();
  const piece = Buffer.alloc(pieceBytes);
  let records = 0;
  for (const file of files) {
    const descriptor = openSync(file, "r");
    const reader = evtx.open(file);
    for (let size = readSync(descriptor, piece); size > 0; size = readSync(descriptor, piece))
      records += reader.push(piece.subarray(0, size)).length;
    records += (reader.end() as readonly unknown[]).length;
  }
  return { records, seconds: (performance.now() - startedMs) / 1_000 };
}

function oracle(files: readonly string[]): Measure {
  const startedMs = performance.now();
  let records = 0;
  for (const file of files) {
    const { stdout, error } = spawnSync("evtxexport", ["-f", "xml", file], { maxBuffer: outputBytesMax });
    if (error) throw new Error("evtxexport is missing: apt-get install libevtx-utils");
    for (let at = stdout.indexOf("<EventRecordID>"); at >= 0; at = stdout.indexOf("<EventRecordID>", at + 1)) records += 1;
  }
  return { records, seconds: (performance.now() - startedMs) / 1_000 };
}

const folder = mkdtempSync(join(tmpdir(), "watchkeeper-bench-"));
try {
  const given = process.argv.slice(2);
  const files = given.length > 0 ? given : [join(folder, "sysmon.evtx")];
  if (given.length === 0) writeFileSync(files[0] as string, writeEvtx(generated()));
  for (const file of files) readFileSync(file);
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const runs = Array.from({ length: rounds }, () => ours(files));
  const best = runs.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  const first = runs[0] as Measure;
  const theirs = [oracle(files), oracle(files)].reduce((a, b) => (b.seconds < a.seconds ? b : a));
  console.log(`${files.length} files, ${(bytes / 1_048_576).toFixed(0)} MiB`);
  console.log(
    `watchkeeper: ${best.records} records, ${Math.round(best.records / best.seconds)} records/s (first run, cold: ${Math.round(first.records / first.seconds)})`,
  );
  console.log(`evtxexport:  ${theirs.records} records, ${Math.round(theirs.records / theirs.seconds)} records/s`);
  console.log(`ratio: ${(theirs.seconds / best.seconds).toFixed(1)} warm, ${(theirs.seconds / first.seconds).toFixed(1)} cold`);
} finally {
  rmSync(folder, { recursive: true });
}
