import type { AssessmentCase } from "../core/assessment/assessment.ts";
import type { Person } from "../core/person/person.ts";
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

/** The most alerts that a settled case names in its texts: the gravest of them first; `alertsTotal` counts them all, and `alertPages` gives every one. */
export const settledAlertsMax = 500;
/** The most alerts of one page. */
export const pageAlertsMax = 500;

/** Some of a settled case's alerts. `upTo` stands for the place after them, at most 300 characters: asked from there, the page after this one comes first. */
export type AlertPage = { readonly alerts: readonly SettledAlert[]; readonly upTo: string };

/**
 * A case whose verdict stands, as others are told of it. `revision` counts the looks at it from 1: a case that is looked at again is told again under the
 * next one. `run` is the record of this one case, for whoever files its proposals.
 */
export type SettledCase = {
  readonly caseId: string;
  readonly revision: number;
  readonly case: AssessmentCase;
  /**
   * The agent's verdict is for people alone: no grant covers the case, and no person has decided it. It is told to people, and written to no other product;
   * what it proposes takes a person.
   */
  readonly inShadow: boolean;
  /** The person whose word the verdict is; undefined where it is the agent's. */
  readonly decidedBy: Person | undefined;
  readonly alerts: readonly SettledAlert[];
  readonly alertsTotal: number;
  /**
   * Every alert of the case, those included that left memory, page by page after a place; from the first where none is given. Of one revision the order is
   * the same whenever and by whomever it is asked, so that what a crash cut short goes on where it stood.
   */
  readonly alertPages: (after?: string) => AsyncIterable<AlertPage>;
  readonly run: Pick<RunState, "cases" | "alerts" | "triages" | "names">;
};

/**
 * Whoever acts on settled cases: writes back, files proposals. `settled` is durable and idempotent by (`caseId`, `revision`): after a crash the same case is
 * told again. What it throws is tried again later, and holds up nobody else.
 */
export type CaseSink = { readonly name: string; readonly settled: (each: SettledCase) => Promise<void> };
