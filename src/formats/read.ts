import type { RejectReason } from "../core/event/event.ts";
import { containerKind, openContainer } from "./archive/container.ts";
import { type Budget, newBudget } from "./archive/inflate.ts";
import { type ByteSource, byteSource, InputDamage } from "./archive/source.ts";
import { documentIn } from "./archive/zip.ts";
import { describe } from "./describe.ts";
import type { Format, InputRecord, OpenHints } from "./format.ts";
import { recognise } from "./index.ts";
import { limits } from "./limits.ts";
import { rejected, shorten } from "./record.ts";

/** The most records handed out at once. */
export const batchRecordsMax = 4_096;

/** The first bytes by which an input is recognised. */
const headBytes = 65_536;

/** The longest name of an archive member that becomes part of a path, in characters. */
const memberNameMax = 512;

/** What reading yields: records as they come, and after the last of each input its ledger: `records = events + alerts + rejected`. */
export type ReadStep =
  | { readonly kind: "batch"; readonly path: string; readonly format: string; readonly records: readonly InputRecord[] }
  | ({ readonly kind: "input" } & InputLedger);

/** One input's ledger. Members of an archive are inputs of their own (`archive.zip!member`); the archive itself is one only when part of it could not be opened. */
export type InputLedger = {
  readonly path: string;
  readonly format: string;
  readonly records: number;
  readonly events: number;
  readonly alerts: number;
  readonly rejected: number;
};

/**
 * Reads one input of any kind: opens containers within limits, recognises each member by content, and yields its records in batches.
 * Hostile bytes become rejected records; only a failure of `source` itself (the disk) is thrown.
 */
export async function* readInput(path: string, source: AsyncIterable<Uint8Array>, hints: OpenHints = {}): AsyncGenerator<ReadStep> {
  yield* readLayer({ path, bytes: byteSource(source), depth: 0, budget: newBudget(), hints });
}

type Layer = {
  readonly path: string;
  readonly bytes: ByteSource;
  readonly depth: number;
  readonly budget: Budget;
  readonly hints: OpenHints;
};

async function* readLayer(layer: Layer): AsyncGenerator<ReadStep> {
  const { path, bytes, depth } = layer;
  try {
    const head = await bytes.peek(headBytes);
    const kind = documentIn(head) ? undefined : containerKind(head);
    if (!kind) yield* readRecords(layer, head);
    else if (depth >= limits.archiveDepthMax)
      yield* refuse(path, kind, "too-deep", `archives within archives, deeper than ${limits.archiveDepthMax}`);
    else yield* readContainer(layer, kind);
  } finally {
    await bytes.close();
  }
}

async function* readContainer(layer: Layer, kind: "gzip" | "zip" | "tar"): AsyncGenerator<ReadStep> {
  const { path, bytes, depth, budget, hints } = layer;
  const letters: InputRecord[] = [];
  let items = 0;
  const refused = ({ reason, message }: InputDamage) => letters.push(rejected({ path, record: letters.length + 1 }, reason, message));
  try {
    for await (const item of openContainer(kind, bytes, budget)) {
      items++;
      if ("damage" in item) refused(item.damage);
      else yield* readLayer({ path: memberPath(path, item.name), bytes: byteSource(item.bytes), depth: depth + 1, budget, hints });
    }
  } catch (cause) {
    if (!(cause instanceof InputDamage)) throw cause;
    refused(cause);
  }
  if (items === 0 && letters.length === 0) refused(new InputDamage("not-evidence", "the archive holds no files"));
  if (letters.length > 0) yield* all(path, kind, letters);
}

// A label only: it is never opened, whatever it points at.
function memberPath(path: string, name: string): string {
  return name === "" ? path : `${path}!${shorten(name, memberNameMax)}`;
}

async function* readRecords({ path, bytes, hints }: Layer, head: Buffer): AsyncGenerator<ReadStep> {
  const format = recognise(head);
  if (!format) {
    const { reason, detail } = describe(head);
    yield* refuse(path, "unknown", reason, detail);
    return;
  }
  const reader = format.open(path, hints);
  const name = () => reader.formatName?.() ?? format.name;
  const tally = newTally();
  let waiting: InputRecord[] = [];
  for await (const records of recordsOf(format, reader, bytes, path, tally)) {
    for (const record of records) {
      count(tally, record);
      waiting.push(record);
      if (waiting.length < batchRecordsMax) continue;
      yield { kind: "batch", path, format: name(), records: waiting };
      waiting = [];
    }
  }
  if (waiting.length > 0) yield { kind: "batch", path, format: name(), records: waiting };
  yield { kind: "input", path, format: name(), ...tally };
}

/** A reader's records, and one rejected record where the bytes broke off or the input has too many. */
async function* recordsOf(
  format: Format,
  reader: ReturnType<Format["open"]>,
  bytes: ByteSource,
  path: string,
  tally: Tally,
): AsyncGenerator<readonly InputRecord[]> {
  const tooMany = () => [
    rejected({ path, record: tally.records + 1 }, "too-many", `more than ${limits.recordsMax} records of ${format.name}`),
  ];
  let damage: InputDamage | undefined;
  try {
    for await (const piece of bytes.pieces()) {
      const records = reader.push(piece);
      if (tally.records + records.length > limits.recordsMax) {
        yield records.slice(0, limits.recordsMax - tally.records);
        yield tooMany();
        return;
      }
      if (records.length > 0) yield records;
    }
  } catch (cause) {
    if (!(cause instanceof InputDamage)) throw cause;
    damage = cause;
  }
  yield await reader.end();
  if (damage) yield [rejected({ path, record: tally.records + 1 }, damage.reason, damage.message)];
}

type Tally = { records: number; events: number; alerts: number; rejected: number };

function newTally(): Tally {
  return { records: 0, events: 0, alerts: 0, rejected: 0 };
}

function count(tally: Tally, { kind }: InputRecord): void {
  tally.records++;
  if (kind === "event") tally.events++;
  else if (kind === "alert") tally.alerts++;
  else tally.rejected++;
}

function* refuse(path: string, format: string, reason: RejectReason, detail: string): Generator<ReadStep> {
  yield* all(path, format, [rejected({ path, record: 1 }, reason, detail)]);
}

function* all(path: string, format: string, records: readonly InputRecord[]): Generator<ReadStep> {
  const tally = newTally();
  for (const record of records) count(tally, record);
  yield { kind: "batch", path, format, records };
  yield { kind: "input", path, format, ...tally };
}
