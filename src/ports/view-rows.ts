import type { Category } from "../core/alert/category.ts";
import type { Severity } from "../core/alert/severity.ts";
import type { AssessmentCase } from "../core/assessment/assessment.ts";

/** What a row is about, as filters ask for it; at most `aboutMax` of each, text from outside. */
export type About = {
  readonly sources: readonly string[];
  readonly hosts: readonly string[];
  readonly accounts: readonly string[];
  /** By id, else by name, else by the alert's title. */
  readonly rules: readonly string[];
  readonly techniques: readonly string[];
};
/** The most of one kind that a row is about. */
export const aboutMax = 20;

/** An alert as lists need it: a row made from the record. */
export type AlertRow = {
  readonly id: string;
  readonly timeMs: number;
  readonly receivedAtMs: number;
  readonly triagedAtMs: number | undefined;
  readonly source: string;
  readonly product: string;
  readonly rule: string | undefined;
  readonly givenId: string | undefined;
  readonly title: string;
  readonly category: Category | undefined;
  readonly severity: Severity;
  readonly maliciousness: number | undefined;
  readonly priority: number | undefined;
  readonly caseId: string | undefined;
  /** An alert has one exactly when it is not open. */
  readonly verdict: string | undefined;
  /** "open", "closed" or "escalated"; as the ledger counts it. */
  readonly state: "open" | "closed" | "escalated";
  readonly about?: About;
  /** The alert that it repeats. */
  readonly repeats?: string;
  /** What alerts of one source, rule, machine and account have in common; a digest. */
  readonly storm?: string;
  /** The rest that a page about the alert shows, JSON-safe. */
  readonly detail: Readonly<Record<string, unknown>>;
};

/** A case as lists need it, and whole. `detail` is there once its first verdict stands. */
export type CaseRow = {
  readonly id: string;
  readonly title: string;
  readonly category: Category | undefined;
  readonly severity: Severity;
  readonly maliciousness: number | undefined;
  readonly verdict: string | undefined;
  /** "waiting" in shadow mode: the agent would close it, and a person decides. */
  readonly state: "in-progress" | "closed" | "escalated" | "waiting" | "merged";
  readonly priority: number;
  readonly alerts: number;
  readonly openedAtMs: number;
  readonly settledAtMs: number | undefined;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly assignee: string | undefined;
  readonly about?: About;
  readonly detail: AssessmentCase | undefined;
};

/** `after` is the `next` of the page before; keyset, so that what comes meanwhile moves nothing. */
export type Page = { readonly after?: string; readonly limit: number };
