import type { z } from "zod";
import { toBase64 } from "../../core/transparency/base64.ts";
import { packFiles } from "../../core/transparency/pack/pack.ts";
import { formatVerifierKey, verifierKeyOf } from "../../core/transparency/verifier-key.ts";
import { browseEntries, consistencyProof, inclusionProof } from "../../engine/journal/browse.ts";
import { exportPack } from "../../engine/journal/export-pack.ts";
import { openRecordLog } from "../../engine/journal/record-log.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { Random } from "../../ports/random.ts";
import { entriesScannedMax, journalOperations, type RecordLine } from "../contract/journal.ts";
import type { TenantDesk } from "../desk.ts";
import { given, iso, msOf } from "../http/iso.ts";
import { noteExport } from "../http/note-export.ts";
import { noSuch } from "../http/refusals.ts";
import { defineRoute, Reply, type Route } from "../route.ts";
import { openPackJobs, type PackJobs } from "./pack-jobs.ts";

const worldsMax = 10_000;
const packIdBytes = 16;

/** The routes about the record. The clock stamps what an export itself records; packs have names that nobody guesses. */
export function journalRoutes(clock: Clock, random: Random): readonly Route[] {
  const packs = openPackJobs(clock.nowMs, () => random.secret(packIdBytes));
  return [...reading, checkpointRoute(clock), ...packRoutes(clock, packs)];
}

const reading: readonly Route[] = [
  defineRoute({
    ...journalOperations.listRecords,
    handle: async ({ desk }) => ({ worlds: [...(await desk.journal.worldNames(worldsMax))] }),
  }),
  defineRoute({
    ...journalOperations.readRecordHead,
    handle: async ({ desk, params: { world } }) => lineOf(world, await journalOf(desk, world)),
  }),
  defineRoute({
    ...journalOperations.searchEntries,
    handle: async ({ desk, who, params: { world }, query: { stream, type, from, to, after, limit } }) => {
      const filter = given({ stream, type, fromMs: msOf(from), toMs: msOf(to) });
      const { entries, next } = await browseEntries(await journalOf(desk, world), filter, {
        from: after,
        limit,
        scannedMax: entriesScannedMax,
      });
      const lines = entries.map(({ sequence, stream, type, recordedAtMs, hash, event }) => ({
        sequence,
        stream,
        type,
        recordedAt: iso(recordedAtMs),
        hash,
        event: event === undefined ? null : (JSON.parse(event) as unknown),
      }));
      // Notes of exports alone are not noted again: who reads the record of access to its end would never get there.
      if (lines.some((line) => line.type !== "ExportMade"))
        await noteExport(desk, who, `entries ${lines[0]?.sequence} to ${lines.at(-1)?.sequence} of ${world}`, JSON.stringify(lines));
      return { entries: lines, next: next ?? null };
    },
  }),
  defineRoute({
    ...journalOperations.readInclusionProof,
    handle: async ({ desk, params: { world, sequence } }) => {
      const found = await inclusionProof(await journalOf(desk, world), sequence);
      if (!found) throw noSuch("entry");
      return { sequence, ...found };
    },
  }),
  defineRoute({
    ...journalOperations.readConsistencyProof,
    handle: async ({ desk, params: { world }, query: { from } }) => {
      const { to, proof, checkpoint } = await consistencyProof(await journalOf(desk, world), from);
      return { from, to, proof: proof.map(toBase64), checkpoint };
    },
  }),
];

const checkpointRoute = (clock: Clock): Route =>
  defineRoute({
    ...journalOperations.makeCheckpoint,
    handle: async ({ desk, params: { world } }) => {
      const journal = await journalOf(desk, world);
      await (await openRecordLog(journal, clock)).checkpoint();
      return lineOf(world, journal);
    },
  });

const packRoutes = (clock: Clock, packs: PackJobs): readonly Route[] => [
  defineRoute({
    ...journalOperations.startPack,
    handle: async ({ desk, who, params: { world }, body }) => {
      const journal = await journalOf(desk, world);
      // Known before anything is made: who wants what, and why; by the digest of the record's head, since the pack has none yet.
      const of = `${world}${body.case === undefined ? "" : ` ${body.case}`}: ${body.because}`;
      await desk.note({ by: who.person, ...given({ token: who.token }), what: "export", of, digest: (await journal.head())?.hash ?? "" });
      return packs.start({ tenant: desk.tenant, world, case: body.case }, async () => {
        const pack = await exportPack(journal, clock, (stream) => body.case === undefined || stream === body.case);
        return { files: packFiles(pack), entries: pack.entries.length };
      });
    },
  }),
  defineRoute({
    ...journalOperations.readPack,
    handle: async ({ desk, params: { id } }) => {
      const found = packs.find(desk.tenant, id);
      if (!found) throw noSuch("pack");
      return found;
    },
  }),
  defineRoute({
    ...journalOperations.downloadPack,
    handle: async ({ desk, who, params: { id } }) => {
      const archive = packs.archive(desk.tenant, id);
      if (!archive) throw noSuch("ready pack");
      await noteExport(desk, who, `evidence pack ${id} of ${packs.find(desk.tenant, id)?.world}`, archive);
      return new Reply(archive, {
        headers: { "content-type": "application/x-tar", "content-disposition": 'attachment; filename="evidence-pack.tar"' },
      });
    },
  }),
];

/** The journal of a world that is there; a look makes none. */
async function journalOf({ journal }: TenantDesk, world: string): Promise<JournalStore> {
  if (!(await journal.hasWorld(world))) throw noSuch("record");
  return (await journal.world(world)).journal;
}

async function lineOf(world: string, { head, publication }: JournalStore): Promise<z.input<typeof RecordLine>> {
  const [now, checkpoint, { current }] = await Promise.all([head(), publication.latest(), publication.keys()]);
  return {
    world,
    entries: now ? now.sequence + 1 : 0,
    head: now?.hash ?? null,
    origin: publication.origin,
    publicKey: formatVerifierKey(verifierKeyOf({ name: publication.origin, publicKey: current.publicKey }, "note")),
    checkpoint: checkpoint ?? null,
  };
}
