import type { AssessmentCase } from "../core/assessment/assessment.ts";
import type { RunState } from "../core/run/run.ts";
import type { Verdict } from "../core/verdict/verdict.ts";

/** An alert of a settled case: whose it is, under which id its source knows it, and what the case makes of it. `source` is the intake's name of the source. */
export type SettledAlert = {
  readonly id: string;
  readonly source: string;
  readonly product: string;
  readonly rule: string | undefined;
  readonly givenId: string | undefined;
  readonly title: string;
  readonly timeMs: number;
  readonly verdict: Verdict;
};

/** The most alerts that a settled case names: the gravest of them first; `alertsTotal` counts them all. */
export const settledAlertsMax = 500;

/**
 * A case whose verdict stands, as others are told of it. `revision` counts the looks at it from 1: a case that is looked at again is told again under the
 * next one. `run` is the record of this one case, for whoever files its proposals.
 */
export type SettledCase = {
  readonly caseId: string;
  readonly revision: number;
  readonly case: AssessmentCase;
  readonly alerts: readonly SettledAlert[];
  readonly alertsTotal: number;
  readonly run: Pick<RunState, "cases" | "alerts" | "triages" | "names">;
};

/**
 * Whoever acts on settled cases: writes back, files proposals. `settled` is durable and idempotent by (`caseId`, `revision`): after a crash the same case is
 * told again. What it throws is tried again later, and holds up nobody else.
 */
export type CaseSink = { readonly name: string; readonly settled: (each: SettledCase) => Promise<void> };
