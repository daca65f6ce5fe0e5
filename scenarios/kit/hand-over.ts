import { crc32 } from "node:zlib";
import type { ScenarioFile } from "../../src/redteam/records/recording.ts";

/** One record as a source of the demo hands it over. `source` begins with `demo-`, so that nobody takes it for one of their own. */
export type HandedRecord = { readonly source: string; readonly id: string; readonly bytes: Uint8Array; readonly timeMs: number };

const evidenceFolder = "evidence/";

/**
 * The evidence of a recording as its sources would have handed it over while the day went on: line by line, chunk by chunk, in order of time. Each folder
 * of the evidence is a source.
 */
export function handedOver(files: readonly ScenarioFile[]): HandedRecord[] {
  const records = files.flatMap((file) => (file.path.startsWith(evidenceFolder) ? recordsOf(file) : []));
  // The sort keeps the order of one file's records.
  return records.sort((a, b) => a.timeMs - b.timeMs);
}

function recordsOf(file: ScenarioFile): HandedRecord[] {
  const path = file.path.slice(evidenceFolder.length);
  const source = `demo-${path.slice(0, path.indexOf("/"))}`;
  const pieces = path.endsWith(".evtx") ? chunksOf(file) : (linesOf(file) ?? [whole(file)]);
  return pieces.map(({ bytes, timeMs }, at) => ({ source, id: `${path}#${at + 1}`.slice(-idLengthMax), bytes, timeMs }));
}

/** The longest name of a record that the intake takes. */
const idLengthMax = 200;

type Piece = { readonly bytes: Uint8Array; readonly timeMs: number };

const whole = ({ bytes, modifiedMs, timesMs = [] }: ScenarioFile): Piece => ({ bytes, timeMs: timesMs.at(-1) ?? modifiedMs });

/** A record for each line, with the comment lines above all of them that say how to read it; undefined for what is not written line by line. */
function linesOf({ path, bytes, timesMs = [] }: ScenarioFile): Piece[] | undefined {
  if (!/\.(?:log|json|jsonl)$/.test(path)) return undefined;
  const lines = Buffer.from(bytes)
    .toString("utf8")
    .split(/(?<=\n)/);
  const body = lines.findIndex((line) => !line.startsWith("#"));
  const head = lines.slice(0, body).join("");
  const records = lines.slice(body).filter((line) => !line.startsWith("#") && line !== "");
  if (records.length !== timesMs.length) return undefined;
  return records.map((line, at) => ({ bytes: Buffer.from(`${head}${line}`), timeMs: timesMs[at] ?? 0 }));
}

const headerBytes = 4_096;
const chunkBytes = 65_536;

/** A Windows event log in as many files as it has chunks, each with a header of its own: a chunk needs no other to be read. */
function chunksOf({ bytes, timesMs = [] }: ScenarioFile): Piece[] {
  const pieces: Piece[] = [];
  let before = 0;
  for (let at = headerBytes; at + chunkBytes <= bytes.length; at += chunkBytes) {
    const chunk = Buffer.from(bytes.subarray(at, at + chunkBytes));
    // First and last number of the chunk's records.
    before += Number(chunk.readBigUInt64LE(16) - chunk.readBigUInt64LE(8)) + 1;
    pieces.push({ bytes: Buffer.concat([headerOfOne(bytes), chunk]), timeMs: timesMs[before - 1] ?? timesMs.at(-1) ?? 0 });
  }
  return pieces;
}

/** The file's header, saying that one chunk follows. */
function headerOfOne(bytes: Uint8Array): Uint8Array {
  const header = Buffer.from(bytes.subarray(0, headerBytes));
  header.writeBigUInt64LE(0n, 16);
  header.writeUInt16LE(1, 42);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  return header;
}
