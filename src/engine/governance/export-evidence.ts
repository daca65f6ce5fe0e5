import {
  type CompletenessStatement,
  completenessMarkdown,
  evidenceSchema,
  periodText,
  type WorldStatement,
} from "../../core/governance/evidence/completeness.ts";
import type { EvidencePeriod } from "../../core/governance/evidence/period.ts";
import { evidenceReadme } from "../../core/governance/evidence/readme.ts";
import { verifyEvidence } from "../../core/governance/evidence/verify-evidence.ts";
import { type EvidenceFramework, frameworkMap, keepingOf } from "../../core/governance/framework.ts";
import { worldKind } from "../../core/governance/world-kind.ts";
import { SocError } from "../../core/soc-error.ts";
import type { EvidencePack, PackFile } from "../../core/transparency/pack/pack.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { EvidenceSink } from "./evidence-sink.ts";
import { type EvidenceRow, exportWorld } from "./export-world.ts";

/** What an export of a tenant's records is made from. */
export type EvidenceExport = {
  readonly framework: EvidenceFramework;
  readonly period: EvidencePeriod;
  readonly tenant: string;
  readonly version: string;
  readonly clock: Clock;
  readonly worldNames: (limit: number) => Promise<readonly string[]>;
  readonly journalOf: (world: string) => Promise<JournalStore>;
  readonly sink: EvidenceSink;
  /** What goes into the folder beside the records: the system card. */
  readonly beside?: readonly PackFile[];
  readonly stampTime?: ((checkpoint: string) => Promise<NonNullable<EvidencePack["timeStamp"]>>) | undefined;
  readonly progress?: (world: string) => void;
};

/** The most worlds of a tenant that are looked through. */
const worldsMax = 100_000;

const csvHead = ["world", "entry", "type", "time", "status", "stream", "article", "field", "mark", "path"];

/**
 * Writes the records of a tenant that are evidence for a framework, each with its proof, the chains that show that none is missing, an index, and a statement
 * of completeness. What is read is written at once; memory holds numbers of entries alone. Every signature, chain and proof is checked before it is handed
 * over. Refuses (`governance/not-verified`, `journal/…`); what was written until then is no export, since SHA256SUMS is missing.
 */
export async function exportEvidence(asked: EvidenceExport): Promise<CompletenessStatement & { readonly digest: string }> {
  const { framework, period, sink, clock, tenant, version } = asked;
  const map = frameworkMap(framework);
  const names = await asked.worldNames(worldsMax);
  if (names.length >= worldsMax) throw tooManyWorlds();
  const index = await openIndex(sink);
  const worlds: WorldStatement[] = [];
  const leftOut: { world: string; because: string }[] = [];
  for (const world of names.toSorted()) {
    const kind = worldKind(world);
    if (kind === undefined) {
      leftOut.push({ world, because: "it is a run on files or bookkeeping of ours: no type of it is evidence" });
      continue;
    }
    asked.progress?.(world);
    const store = await asked.journalOf(world);
    const { stampTime } = asked;
    const said = await exportWorld({ world, kind, store, clock, map, period, sink, indexed: index.add, stampTime });
    if (said) worlds.push(said);
    else leftOut.push({ world, because: "nothing was ever recorded in it" });
  }
  await index.end();
  const madeAt = new Date(clock.nowMs()).toISOString();
  const head = { schema: evidenceSchema, framework, title: map.title, tenant, period: periodText(period), madeAt, version } as const;
  const statement: CompletenessStatement = { ...head, worlds, leftOut };
  await sink.file("completeness.json", `${JSON.stringify(statement, undefined, 2)}\n`);
  await sink.file("completeness.md", completenessMarkdown(statement));
  await sink.file("framework.json", `${JSON.stringify({ ...map, ...keepingOf(framework) }, undefined, 2)}\n`);
  await sink.file("README.md", evidenceReadme);
  await sink.file("verify.py", verifyEvidence);
  for (const { path, bytes } of asked.beside ?? []) await sink.file(path, bytes);
  return { ...statement, digest: await sink.seal() };
}

/** The index grows in two files while records are written: rows are held in neither. */
async function openIndex(sink: EvidenceSink) {
  const json = await sink.growing("index.json");
  const csv = await sink.growing("index.csv");
  let rows = 0;
  await csv.add(csvLine(csvHead));
  return {
    async add(row: EvidenceRow) {
      await json.add(`${rows++ === 0 ? "[\n" : ",\n"}${JSON.stringify(row)}`);
      const { world, entry, type, time, status, stream, path } = row;
      const lines = row.cites.map(({ article, field, mark }) =>
        csvLine([world, String(entry), type, time, status, stream, article, field, mark, path]),
      );
      await csv.add(lines.join(""));
    },
    async end() {
      await json.add(rows === 0 ? "[]\n" : "\n]\n");
      await json.end();
      await csv.end();
    },
  };
}

// RFC 4180. Every cell is a word of ours.
const csvLine = (cells: readonly string[]) =>
  `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")}\r\n`;

const tooManyWorlds = () =>
  new SocError({
    code: "journal/pack-too-large",
    problem: `the tenant has more worlds than one export looks through (${worldsMax})`,
    remedy: "export single worlds with watchkeeper journal export",
    retry: "never",
  });
