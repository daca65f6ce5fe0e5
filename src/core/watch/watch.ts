import type { AlertClass } from "../autonomy/alert-class.ts";
import { type ClosingGrants, noGrants } from "../autonomy/closing.ts";
import { type EndedLooks, noLooks } from "../autonomy/ends.ts";
import type { Case, Standing } from "../case/case.ts";
import type { Conclusion } from "../case/conclusion.ts";
import type { Person } from "../person/person.ts";
import { emptyRun, type RunState } from "../run/run.ts";
import type { Claim } from "./claim.ts";

/** What a watch knows of a case beside the case itself: when it gathered what, who works on it, who was told. */
export type CaseDesk = {
  readonly openedAtMs: number;
  /** When the first and the latest alert joined that no look at the case has seen; undefined while it has none. Repeats are no news. */
  gatheringSinceMs: number | undefined;
  newsAtMs: number;
  /** Alerts that no look has seen yet. */
  readonly unseen: Set<string>;
  /** Repeats that joined since the case was told; alerts that left memory while it was open. */
  repeatsUntold: number;
  alertsGone: number;
  /** The classes of those that left, at most one more than a case may name. */
  classesGone: readonly AlertClass[];
  /** Such alerts of the cases that were poured into this one; they stand under their own case's id in the views. */
  broughtGone: number;
  /** The priority of the most urgent alert that ever joined, 1 to 5. */
  priority: number;
  /** Looks that ended. */
  looks: number;
  /** Grows with every verdict; the one that was told last, and when. */
  revision: number;
  told: number;
  toldAtMs: number | undefined;
  settledAtMs: number | undefined;
  claim: Claim | undefined;
  /** Of the claim before, where it has none now. */
  lastEpoch: number;
  /** It was handed to a person, and no person has ended it since. */
  handedOver: boolean;
  /** Whose word its verdict is; undefined where it is the agent's. */
  decidedBy: Person | undefined;
  assignee: string | undefined;
  readonly notes: { readonly text: string; readonly by: Person; readonly atMs: number }[];
  readonly tasks: CaseTask[];
};

/** Something to do on a case, by whom it was asked, for whom, and who did it when; `id` is "t-1", "t-2", … within its case. */
export type CaseTask = {
  readonly id: string;
  readonly text: string;
  readonly assignee: string | undefined;
  readonly by: Person;
  readonly atMs: number;
  readonly finished: { readonly by: Person; readonly atMs: number } | undefined;
};

/** What was counted, from the first segment on. Alerts that left memory are in `left`, by how their case stood. */
export type WatchCounts = {
  records: number;
  events: number;
  buried: number;
  reads: number;
  alerts: number;
  refused: number;
  readonly left: {
    closed: number;
    escalated: number;
    waiting: number;
    casesClosed: number;
    casesEscalated: number;
    casesWaiting: number;
  };
};

/** Where reading stood at a time: where to begin reading again to feed what remembers events. */
export type ReadMark = { readonly atMs: number; readonly after: number };

/** Everything a watch knows. The fold owns it and changes it in place. */
export type WatchState = {
  readonly run: RunState;
  segment: number;
  /** False while the state of the segment before is still being carried over. */
  ready: boolean;
  /** The world that goes on; undefined while this one does. */
  next: string | undefined;
  /** The latest time that a fact named. */
  nowMs: number;
  desk: Claim | undefined;
  intakeUpTo: number;
  /** The last read, whose events may not all be stored. */
  lastRead: { readonly after: number; readonly upTo: number; readonly batch: number } | undefined;
  readMarks: ReadMark[];
  readonly receivedAtMs: Map<string, number>;
  readonly triagedAtMs: Map<string, number>;
  readonly desks: Map<string, CaseDesk>;
  readonly counts: WatchCounts;
  /** The grants to close that stand, as the record of autonomy was last told here. */
  grants: ClosingGrants;
  /** How looks ended, and what people decided after them. */
  readonly looks: EndedLooks;
  /** Parts that were carried over so far. */
  carried: number;
};

/** Before anything happened. */
export function emptyWatch(): WatchState {
  return {
    run: emptyRun(),
    segment: 0,
    ready: false,
    next: undefined,
    nowMs: 0,
    desk: undefined,
    intakeUpTo: 0,
    lastRead: undefined,
    readMarks: [],
    receivedAtMs: new Map(),
    triagedAtMs: new Map(),
    desks: new Map(),
    counts: {
      records: 0,
      events: 0,
      buried: 0,
      reads: 0,
      alerts: 0,
      refused: 0,
      left: { closed: 0, escalated: 0, waiting: 0, casesClosed: 0, casesEscalated: 0, casesWaiting: 0 },
    },
    grants: noGrants,
    looks: noLooks(),
    carried: 0,
  };
}

/** Reading marks are kept so far apart, for so long. */
export const readMarks = { apartMs: 60_000, keptMs: 48 * 3_600_000 } as const;

/** What is known of a case when it opens. */
export function newDesk(atMs: number): CaseDesk {
  return {
    openedAtMs: atMs,
    gatheringSinceMs: undefined,
    newsAtMs: atMs,
    unseen: new Set(),
    repeatsUntold: 0,
    alertsGone: 0,
    classesGone: [],
    broughtGone: 0,
    priority: 5,
    looks: 0,
    revision: 0,
    told: 0,
    toldAtMs: undefined,
    settledAtMs: undefined,
    claim: undefined,
    lastEpoch: 0,
    handedOver: false,
    decidedBy: undefined,
    assignee: undefined,
    notes: [],
    tasks: [],
  };
}

/** A case whose verdict stands; one that waits in shadow for a person is among them. */
export const isSettled = (each: Case | undefined): each is Extract<Case, { readonly status: "closed" | "escalated" | "waiting" }> =>
  each?.status === "closed" || each?.status === "escalated" || each?.status === "waiting";

/** A case that was closed or handed on. */
export type EndedCase = Standing & { readonly status: "closed" | "escalated"; readonly conclusion: Conclusion };

/** A settled case that somebody ended or handed on: not one that waits in shadow. */
export const isEnded = (each: Case | undefined): each is EndedCase => each?.status === "closed" || each?.status === "escalated";

/** A case that a suppression closed unseen: it takes nobody in. */
export const isSuppressedCase = ({ suppressed }: RunState, each: Case): boolean =>
  each.status !== "unopened" && suppressed !== undefined && suppressed.has(each.alertIds[0] ?? "");

/** How many alerts of a case left memory while it was open, those of cases that were poured into it among them. */
export const goneOf = (desk: CaseDesk | undefined): number => (desk ? desk.alertsGone + desk.broughtGone : 0);

/** The ledger over alerts at this instant, each figure counted by itself: what settled cases hold or held, what no settled case claims, what came. */
export function watchAccounting({ run, counts, desks }: WatchState): {
  readonly accepted: number;
  readonly closed: number;
  readonly escalated: number;
  readonly open: number;
  readonly deadLettered: number;
} {
  const held = { closed: counts.left.closed, escalated: counts.left.escalated };
  // What waits in shadow nobody has ended: it is open until a person decides.
  let open = run.untriaged.size + run.uncorrelated.size + counts.left.waiting;
  for (const [id, each] of run.cases) {
    if (each.status === "unopened" || each.status === "merged") continue;
    const alerts = each.alertIds.length + goneOf(desks.get(id));
    if (each.status === "in-progress" || each.status === "waiting") open += alerts;
    else held[each.status] += alerts;
  }
  return { accepted: counts.alerts + counts.refused, ...held, open, deadLettered: counts.refused };
}
