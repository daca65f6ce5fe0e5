import { SocError } from "../soc-error.ts";
import { contentLengthMax, openJobsMax } from "./limits.ts";
import type { Trouble } from "./write-back.ts";

const busyMs = 30_000;
const reasonLengthMax = 500;

/** More waits than may wait at one time. */
export const full = () =>
  new SocError({
    code: "write-back/full",
    problem: `${openJobsMax} things wait to be written to other products`,
    remedy: 'see which product takes nothing: run "watchkeeper connector list"; it goes on by itself',
    retry: { afterMs: busyMs },
  });

/** Why something is not sent at all. */
export const tooLarge = (caseId: string): Trouble => ({
  code: "write-back/too-large",
  problem: `what case "${caseId.slice(0, 80)}" would have written is longer than ${contentLengthMax} characters`,
  remedy: "look at the case here; leave the report out of tickets in the write-back policy",
});

/** Nobody asked for such a job, or only the journal still knows it. */
export const unknownJob = (key: string) =>
  new SocError({
    code: "write-back/unknown-job",
    problem: `there is no job "${key.slice(0, 120)}"`,
    remedy: "list the jobs that failed and name one of them",
    retry: "never",
  });

/** Only what failed needs a person. */
export const notFailed = (key: string, status: string) =>
  new SocError({
    code: "write-back/not-failed",
    problem: `the job "${key.slice(0, 120)}" is ${status}: nobody needs to decide about it`,
    remedy: "list the jobs that failed and name one of them",
    retry: "never",
  });

/** The agent decides nothing about what it could not write. */
export const notAPerson = (name: string) =>
  new SocError({
    code: "write-back/not-a-person",
    problem: `"${name.slice(0, 120)}" is not a person`,
    remedy: "name who decides: letters, digits and . @ _ - only",
    retry: "never",
  });

/** Refuses (`write-back/no-reason`) a decision without a reason, or with one that is a document. */
export function requireReason(because: string): void {
  const { length } = because.trim();
  if (length > 0 && length <= reasonLengthMax) return;
  throw new SocError({
    code: "write-back/no-reason",
    problem: `a decision needs a reason of at most ${reasonLengthMax} characters`,
    remedy: "say why, for whoever reads the record later",
    retry: "never",
  });
}
