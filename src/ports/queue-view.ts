import type { Category } from "../core/alert/category.ts";
import type { Severity } from "../core/alert/severity.ts";
import type { About, AlertRow, CaseRow, Page } from "./view-rows.ts";

/** Which rows the queue holds; all that is given must hold, of several values of one kind any. `null` stands for what is not there: no verdict, nobody. */
export type QueueFilter = {
  readonly of: "cases" | "alerts";
  readonly state?: readonly string[];
  readonly severity?: readonly Severity[];
  readonly category?: readonly Category[];
  readonly verdict?: readonly (string | null)[];
  readonly assignee?: readonly (string | null)[];
  readonly priority?: readonly number[];
  /** Machines and accounts without case, the others to the letter. */
  readonly about?: { readonly [Name in keyof About]?: readonly string[] };
  /** The alerts of one case. */
  readonly caseId?: string;
  /** Time of the alert, or of a case's last alert; from inclusive, to exclusive, milliseconds. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Words of the title begin so, without case. */
  readonly text?: string;
  /** Changed after this revision. */
  readonly changedSince?: number;
};

/** Orders: the most urgent, the gravest, the newest, the oldest first, or what changed last. Ties: the newest first, then by id. */
export type QueueSort = "priority" | "severity" | "newest" | "oldest" | "activity";

/** What is asked for in order. `storms`: alerts of one storm in one row, its newest alert; of alerts alone. */
export type QueueAsked = { readonly filter: QueueFilter; readonly sort: QueueSort; readonly storms?: boolean };

/** How many alerts one storm has, by state, and from when to when (milliseconds). */
export type Storm = {
  readonly key: string;
  readonly alerts: number;
  readonly open: number;
  readonly closed: number;
  readonly escalated: number;
  readonly firstMs: number;
  readonly lastMs: number;
};

/** A row with the revision of its last change, and where it stands: rows compare part by part, numbers by value, text by code point. */
export type QueueRow = { readonly revision: number; readonly order: readonly (number | string)[] } & (
  | { readonly of: "cases"; readonly row: CaseRow }
  | { readonly of: "alerts"; readonly row: AlertRow; readonly storm?: Storm }
);

/** How many there are, or that there are more than so many. */
export type Counted = { readonly count: number; readonly exact: boolean };

/** What can be counted by value; the last five are of many values. */
export const facetNames = ["state", "severity", "category", "verdict", "priority", "assignee"] as const;
/** What rows are about, by the names of `About`. */
export const aboutNames = ["sources", "hosts", "accounts", "rules", "techniques"] as const;
type FacetName = (typeof facetNames)[number] | (typeof aboutNames)[number];
/** Counts by value, the most frequent first, at most `queueLimits.values`; "" is what is not there. `exact` false: of the first `count` rows alone. */
export type Facet = Counted & { readonly values: readonly { readonly value: string; readonly count: number }[] };
/** Undefined is what could not be counted in time: nothing is known of it. */
export type FacetCounts = { readonly [Name in FacetName]: Facet | undefined };

/** How a case changed: each with the revision at which it last did, 0 for never. */
export type CaseNews = { readonly [Kind in NewsKind]: number };
/** The changes of a case that somebody who was away wants to know of. */
export const newsKinds = ["new", "verdict", "escalated", "reopened", "closed", "merged"] as const;
/** One of `newsKinds`. */
export type NewsKind = (typeof newsKinds)[number];

/** The largest answers. */
export const queueLimits = { ids: 100_000, rows: 500, counted: 10_000, values: 30, lookUp: 200, news: 200 } as const;

/**
 * The queue over the rows of the views: pages that stay right while rows change (a row that does not change is met exactly once by whoever goes from page to
 * page; of what changes meanwhile the live changes tell). Refuses (`query/malformed`) a page's place that no page ended with. All of it takes bounded time:
 * what cannot be counted in time is said to be more than what was.
 */
export type QueueView = {
  readonly page: (
    asked: QueueAsked,
    page: Page,
  ) => Promise<{ readonly rows: readonly QueueRow[]; readonly next: string | undefined; readonly revision: number }>;
  readonly count: (asked: Omit<QueueAsked, "sort">) => Promise<Counted>;
  /** Rows of these ids, in no order, with whether the filter holds them; an id that is not there is not among them. */
  readonly rows: (
    asked: QueueAsked,
    ids: readonly string[],
  ) => Promise<{ readonly rows: readonly (QueueRow & { readonly fits: boolean })[]; readonly revision: number }>;
  /** Ids in order, at most `queueLimits.ids`, with their priorities (0 for none); `whole` false where there are more. */
  readonly order: (
    asked: QueueAsked,
  ) => Promise<{ readonly ids: readonly string[]; readonly priorities: string; readonly whole: boolean; readonly revision: number }>;
  /** Each kind is counted without its own part of the filter. */
  readonly facets: (filter: QueueFilter) => Promise<FacetCounts>;
  /** Cases with news after a revision, the last first, at most `queueLimits.news`, and how many of each kind there are. */
  readonly newsSince: (revision: number) => Promise<{
    readonly counts: { readonly [Kind in NewsKind | "cases"]: number };
    readonly rows: readonly { readonly row: QueueRow & { readonly of: "cases" }; readonly news: CaseNews }[];
    readonly revision: number;
  }>;
};
