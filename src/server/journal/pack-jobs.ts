import type { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import type { PackFile } from "../../core/transparency/pack/pack.ts";
import type { PackJob } from "../contract/journal.ts";
import { tarOf } from "./tar.ts";

/** Packs that are made or lie ready at once, of everybody and of one tenant, how long a ready one lies, and how large one may be. */
export const packJobsMax = 4;
export const packJobsPerTenantMax = 1;
export const packLiesMs = 10 * 60_000;
export const packBytesMax = 128 * 1_048_576;

type Line = z.infer<typeof PackJob>;
type Job = { line: Line; readonly tenant: string; readonly madeAtMs: number; archive: Uint8Array | undefined };

/** Packs in the making, by id; of this process alone, and gone with it: the record can make them anew. */
export type PackJobs = {
  readonly start: (
    about: { readonly tenant: string; readonly world: string; readonly case: string | undefined },
    make: () => Promise<Made>,
  ) => Line;
  readonly find: (tenant: string, id: string) => Line | undefined;
  readonly archive: (tenant: string, id: string) => Uint8Array | undefined;
};
/** What a pack is made of. */
export type Made = { readonly files: readonly PackFile[]; readonly entries: number };

/** An empty list of packs. Ids are hard to guess, and another tenant's are not there. */
export function openPackJobs(nowMs: () => number, newId: () => string): PackJobs {
  const jobs = new Map<string, Job>();
  const forget = () => {
    for (const [id, { madeAtMs, line }] of jobs) if (line.state !== "under-way" && nowMs() - madeAtMs > packLiesMs) jobs.delete(id);
  };
  const held = (tenant: string, id: string) => {
    forget();
    const job = jobs.get(id);
    return job?.tenant === tenant ? job : undefined;
  };
  return {
    find: (tenant, id) => held(tenant, id)?.line,
    archive: (tenant, id) => held(tenant, id)?.archive,
    start({ tenant, world, case: caseId }, make) {
      forget();
      // A tenant's ready pack makes room for its next one: it can be made anew, and no tenant takes the places of the others.
      const own = [...jobs].filter(([, job]) => job.tenant === tenant);
      for (const [id, { line }] of own) if (line.state !== "under-way") jobs.delete(id);
      const underWay = own.filter(([, { line }]) => line.state === "under-way").length;
      if (underWay >= packJobsPerTenantMax || jobs.size >= packJobsMax) throw tooMany();
      const id = newId();
      const line: Line = { id, world, case: caseId ?? null, state: "under-way", entries: 0, bytes: 0, problem: null, remedy: null };
      const job: Job = { line, tenant, madeAtMs: nowMs(), archive: undefined };
      jobs.set(id, job);
      void finish(job, make);
      return line;
    },
  };
}

async function finish(job: Job, make: () => Promise<Made>): Promise<void> {
  try {
    const { files, entries } = await make();
    const bytes = files.reduce((sum, each) => sum + each.bytes.byteLength, 0);
    if (bytes > packBytesMax) throw tooLarge();
    job.archive = tarOf(files);
    job.line = { ...job.line, state: "ready", entries, bytes: job.archive.byteLength };
  } catch (error) {
    const { problem, remedy } =
      error instanceof SocError ? error : { problem: "the pack could not be made", remedy: "look into the log, and try again" };
    job.line = { ...job.line, state: "failed", problem, remedy };
  }
}

const tooMany = () =>
  new SocError({
    code: "server/too-many-requests",
    problem: `${packJobsPerTenantMax} evidence pack of this tenant is being made, or ${packJobsMax} of all are`,
    remedy: "wait until one is ready; a tenant's next pack takes the place of its last",
    retry: { afterMs: 60_000 },
  });

const tooLarge = () =>
  new SocError({
    code: "journal/pack-too-large",
    problem: `the pack is larger than ${packBytesMax} bytes`,
    remedy: 'export one case at a time, or run "watchkeeper journal export" on the machine',
    retry: "never",
  });
