import type { Category } from "../core/alert/category.ts";
import type { Severity } from "../core/alert/severity.ts";
import type { QueueView } from "./queue-view.ts";
import type { AlertRow, CaseRow, Page } from "./view-rows.ts";

export { type About, type AlertRow, aboutMax, type CaseRow, type Page } from "./view-rows.ts";

/** Which alerts a list holds; all that is given must hold. Times are of the alert, milliseconds, from inclusive, to exclusive. */
export type AlertFilter = {
  readonly state?: AlertRow["state"];
  readonly severity?: readonly Severity[];
  readonly category?: readonly Category[];
  readonly source?: string;
  readonly caseId?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Words that the title holds, without case. */
  readonly text?: string;
};
/** Which cases a list holds. */
export type CaseFilter = {
  readonly state?: readonly CaseRow["state"][];
  readonly severity?: readonly Severity[];
  readonly category?: readonly Category[];
  readonly assignee?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly text?: string;
};
/** Rows in order, and where the next page begins; undefined after the last. */
export type Paged<Row> = { readonly rows: readonly Row[]; readonly next: string | undefined };

/** Something changed: which kind of thing, which one, and the change's number, by which a live view goes on. */
export type Change = {
  readonly revision: number;
  readonly kind: "alert" | "case" | "action" | "source" | "job" | "handover" | "grant";
  readonly id: string;
};

/** Cases by the marks that they hold, and how many cases there are in all. */
export type Marked = { readonly holders: ReadonlyMap<string, readonly string[]>; readonly casesTotal: number };

/** What stands between journal and screen: rows made from the record, dropped and made again at will, never a second truth. All methods belong to one tenant. */
export type Views = {
  /** Puts rows in one transaction with the place in the record that they stand for (`world` and `sequence`); rows of an earlier place never replace later ones. */
  readonly put: (rows: {
    readonly alerts: readonly AlertRow[];
    readonly cases: readonly CaseRow[];
    readonly world: string;
    readonly sequence: number;
  }) => Promise<void>;
  readonly upTo: (world: string) => Promise<number | undefined>;
  readonly alerts: (filter: AlertFilter, page: Page) => Promise<Paged<AlertRow>>;
  readonly alert: (id: string) => Promise<AlertRow | undefined>;
  readonly cases: (filter: CaseFilter, page: Page) => Promise<Paged<CaseRow>>;
  readonly case: (id: string) => Promise<CaseRow | undefined>;
  /**
   * Which cases hold each of these marks (`core/assessment/case-marks.ts`), sorted by id, at most `limit` of each; and how many cases there are. A case is
   * known by its marks once its first verdict stands.
   */
  readonly marked: (marks: readonly string[], limit: number) => Promise<Marked>;
  readonly queue: QueueView;
  /** How many alerts, by state; with the dead letters of the intake this is the ledger. */
  readonly counts: () => Promise<{ readonly open: number; readonly closed: number; readonly escalated: number }>;
  /** Notes a change that has no row here (an action, a source). */
  readonly note: (change: Omit<Change, "revision">) => Promise<void>;
  readonly changes: (after: number, limit: number) => Promise<readonly Change[]>;
  readonly latest: () => Promise<number>;
  /** Waits until something may have changed after a revision, at most `waitMs`. */
  readonly arrival: (after: number, waitMs: number, signal: AbortSignal) => Promise<void>;
};
