import type { WriteBackTimes } from "../../../src/engine/write-back/parts.ts";

/** What one life is told: where the database and the product are, the cases that settled so far, and after how many moments it dies. */
export type ChildPlan = {
  readonly name: string;
  readonly dataDir: string;
  readonly url: string;
  readonly cases: readonly { readonly caseId: string; readonly revision: number; readonly closes: boolean }[];
  readonly dieAfter: number | undefined;
};

/** One life that writes verdicts back: `ledger` is a file that the product keeps, a line for each verdict. */
export type VerdictsPlan = {
  readonly name: string;
  readonly dataDir: string;
  readonly ledger: string;
  readonly alerts: number;
  readonly dieAfter: number | undefined;
};

/** The latest that the product does what it was asked for, milliseconds; nobody looks for it before `graceMs`. */
export const productMsMax = 60;
/** Life in a hurry. */
export const trialTimes: Partial<WriteBackTimes> = { graceMs: 400, callMs: 5_000, lookMs: 50, ticketMs: 3_600_000, pauseFactor: 0.002 };
