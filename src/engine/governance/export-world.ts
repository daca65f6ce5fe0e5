import { isWithheld } from "../../core/access/withheld.ts";
import type { WorldStatement } from "../../core/governance/evidence/completeness.ts";
import type { EvidencePeriod } from "../../core/governance/evidence/period.ts";
import { type Citation, citationsOf, type FrameworkMap } from "../../core/governance/framework.ts";
import type { WorldKind } from "../../core/governance/world-kind.ts";
import { type CheckedEntry, leafOf } from "../../core/journal/journal.ts";
import { SocError } from "../../core/soc-error.ts";
import { type SignedCheckpoint, verifyCheckpoint } from "../../core/transparency/checkpoint.ts";
import { verifyInclusion } from "../../core/transparency/inclusion.ts";
import {
  type EvidencePack,
  entryFolder,
  namedCheckpoint,
  type PackEntry,
  packEntriesMax,
  packEntryFiles,
  packHeadFiles,
} from "../../core/transparency/pack/pack.ts";
import { formatTlogProof } from "../../core/transparency/tlog-proof.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { openPacking, type Packing, packTooLarge } from "../journal/export-pack.ts";
import type { EvidenceSink } from "./evidence-sink.ts";

/** One row of an export's index. */
export type EvidenceRow = {
  readonly world: string;
  readonly entry: number;
  readonly type: string;
  readonly time: string;
  readonly status: "disclosed" | "erased" | "withheld";
  readonly stream: string;
  readonly cites: readonly Citation[];
  readonly path: string;
};

/** What one world is exported with. */
export type WorldExport = {
  readonly world: string;
  readonly kind: WorldKind;
  readonly store: JournalStore;
  readonly clock: Clock;
  readonly map: FrameworkMap;
  readonly period: EvidencePeriod;
  readonly sink: EvidenceSink;
  /** Told of each record as it is written. */
  readonly indexed: (row: EvidenceRow) => Promise<void>;
  readonly stampTime?: ((checkpoint: string) => Promise<NonNullable<EvidencePack["timeStamp"]>>) | undefined;
};

/** The most records of one world's period that a chain holds. */
export const chainEntriesMax = 5_000_000;

type Chain = { readonly add: (text: string) => Promise<void>; readonly end: () => Promise<void> };
type Exporting = WorldExport & { readonly packing: Packing; readonly signed: SignedCheckpoint; readonly checkpoint: string };

/** Writes what a world holds of a period, as it is read, and states what became of it; undefined where it holds nothing at all. Refuses (`governance/not-verified`, `journal/…`). */
export async function exportWorld(asked: WorldExport): Promise<WorldStatement | undefined> {
  const { world, kind, sink, stampTime } = asked;
  const packing = await openPacking(asked.store, asked.clock);
  if (packing.size === 0) return undefined;
  const exporting = { ...asked, packing, ...checkedHead(packing, world) };
  const indexes: number[] = [];
  const counts = { inPeriod: 0, disclosed: 0, erased: 0, withheld: 0 };
  const others: Record<string, number> = {};
  const last = await chained(exporting, async (inPeriod) => {
    counts.inPeriod += inPeriod.length;
    const chosen = inPeriod.filter(({ header: { type } }) => citationsOf(asked.map, kind, type).length > 0);
    for (const { header } of inPeriod)
      if (citationsOf(asked.map, kind, header.type).length === 0) others[header.type] = (others[header.type] ?? 0) + 1;
    if (indexes.length + chosen.length > packEntriesMax || counts.inPeriod > chainEntriesMax) throw packTooLarge("choose a shorter period");
    const packed = await packing.packed(chosen);
    for (const [at, entry] of packed.entries()) {
      const row = await written(exporting, entry, chosen[at] as CheckedEntry);
      indexes.push(entry.index);
      counts[row.status]++;
    }
  });
  const proof = await packing.proofOf(last.index);
  requireIncluded(exporting, { index: last.index, record: last.record, proof });
  await sink.file(`chains/${world}.tlog-proof`, formatTlogProof({ index: last.index, proof, checkpoint: exporting.checkpoint }));
  const timeStamp = await stampTime?.(packing.head.checkpoint);
  for (const { path, bytes } of packHeadFiles({ ...packing.head, ...(timeStamp && { timeStamp }) }, indexes))
    await sink.file(`records/${world}/${path}`, bytes);
  const sorted = Object.fromEntries(Object.entries(others).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { world, kind, size: packing.size, ...counts, exported: indexes.length, others: sorted };
}

/** What is handed over is checked as its reader will: the checkpoint by the keys that go with it. */
function checkedHead({ head }: Packing, world: string): Pick<Exporting, "signed" | "checkpoint"> {
  const checkpoint = namedCheckpoint(head);
  try {
    return { checkpoint, signed: verifyCheckpoint(checkpoint, [...head.keys, ...head.witnesses]) };
  } catch (cause) {
    throw notVerified(world, "its checkpoint is not signed by its keys", cause);
  }
}

/** Writes the chain of a period: the record before it, all of it, the record after it. Gives the last of these. */
async function chained(
  { packing, period, sink, world }: Exporting,
  take: (inPeriod: readonly CheckedEntry[]) => Promise<void>,
): Promise<{ readonly index: number; readonly record: string }> {
  const chain: Chain = await sink.growing(`chains/${world}.jsonl`);
  let before: CheckedEntry | undefined;
  let last: CheckedEntry | undefined;
  for await (const checked of packing.entries()) {
    const inPeriod: CheckedEntry[] = [];
    const lines: string[] = [];
    for (const each of checked) {
      const { recordedAtMs, version } = each.header;
      const isIn = recordedAtMs >= period.fromMs && recordedAtMs < period.toMs;
      if (isIn) inPeriod.push(each);
      if (!isIn && last === undefined && recordedAtMs < period.toMs) {
        before = each;
        continue;
      }
      if (last === undefined && before) lines.push(before.entry.record);
      lines.push(each.entry.record);
      last = each;
      // Times of records of version 2 never fall: behind this one nothing is in the period.
      if (version === 2 && recordedAtMs >= period.toMs) break;
    }
    if (lines.length > 0) await chain.add(`${lines.join("\n")}\n`);
    await take(inPeriod);
    if (last && last.header.version === 2 && last.header.recordedAtMs >= period.toMs) break;
  }
  if (last === undefined && before) {
    last = before;
    await chain.add(`${before.entry.record}\n`);
  }
  await chain.end();
  const { sequence, record } = (last as CheckedEntry).entry;
  return { index: sequence, record };
}

async function written(exporting: Exporting, entry: PackEntry, { header }: CheckedEntry): Promise<EvidenceRow> {
  const { world, kind, map, sink, checkpoint, indexed } = exporting;
  requireIncluded(exporting, entry);
  for (const { path, bytes } of packEntryFiles(entry, checkpoint)) await sink.file(`records/${world}/${path}`, bytes);
  const isOpen = header.version === 1 || entry.disclosure !== undefined;
  const row = {
    world,
    entry: entry.index,
    type: header.type,
    time: new Date(header.recordedAtMs).toISOString(),
    status: isOpen ? ("disclosed" as const) : isWithheld(header.type) ? ("withheld" as const) : ("erased" as const),
    stream: header.stream,
    cites: citationsOf(map, kind, header.type),
    path: `records/${world}/${entryFolder(entry.index)}`,
  };
  await indexed(row);
  return row;
}

function requireIncluded(
  { world, signed: { size, root } }: Pick<Exporting, "world" | "signed">,
  { index, record, proof }: Pick<PackEntry, "index" | "record" | "proof">,
): void {
  if (!verifyInclusion({ index, size, leaf: leafOf(record), root, proof })) throw notVerified(world, `entry ${index} is not in its log`);
}

const notVerified = (world: string, because: string, cause?: unknown) =>
  new SocError({
    code: "governance/not-verified",
    problem: `the record "${world}" does not hold what an auditor would check: ${because}`,
    remedy: `run "watchkeeper journal verify --world ${world}", keep the data folder as it is, and export again when it is whole`,
    retry: "never",
    ...(cause === undefined ? {} : { cause }),
  });
