import type { Person } from "../person/person.ts";

/** What a case can bring to a product: each is written by its own sink. A ticket's first form is a `ticket`; what follows is a `comment` or the `close`, and each file of it is an `attach`. */
export const jobKinds = ["verdict", "ticket", "comment", "close", "attach", "finding", "publish", "notify"] as const;
/** One of `jobKinds`. */
export type JobKind = (typeof jobKinds)[number];

/** Why something was not written, as people may read it: the code, problem and remedy of a `SocError`. */
export type Trouble = { readonly code: string; readonly problem: string; readonly remedy: string };

/**
 * How one job stands. `asked` was surely not written and may be tried once `notBeforeMs` is over; `trying` may be under way now; of `unknown` nobody can say,
 * so it is looked for and never simply tried again. `failed` and all that follow wait for nobody but a person; `sure` says that it was surely not written.
 */
export type JobState =
  | { readonly status: "asked"; readonly notBeforeMs: number; readonly why?: Trouble }
  | { readonly status: "trying"; readonly worker: string; readonly sinceMs: number }
  | { readonly status: "unknown"; readonly triedMs: number; readonly notBeforeMs: number; readonly why: Trouble }
  | { readonly status: "written"; readonly id: string; readonly url?: string; readonly atMs: number; readonly found: boolean }
  | { readonly status: "failed"; readonly why: Trouble; readonly sure: boolean; readonly triedMs: number; readonly atMs: number }
  | { readonly status: "withheld"; readonly why: Trouble }
  | { readonly status: "superseded"; readonly by: string }
  | { readonly status: "given-up"; readonly by: Person; readonly because: string };

/** One thing to be written to one product, once. Times are milliseconds. */
export type Job = {
  /** At most 100 characters, unique for ever (`key.ts`). */
  readonly key: string;
  readonly kind: JobKind;
  /** The connector's name in the configuration. */
  readonly connector: string;
  readonly caseId: string;
  readonly revision: number;
  /** The alert's id as its product calls it, the action's, the file's name, or "" for the case as a whole. */
  readonly subject: string;
  readonly thing: string;
  /** How confidential it is (TLP 2.0, as `ports/connector.ts` names it). */
  readonly marking: string;
  readonly digest: string;
  /** What is written, as JSON; gone once it is settled. */
  readonly content: unknown;
  /** The order in which jobs were asked for. */
  readonly order: number;
  readonly askedAtMs: number;
  readonly tries: number;
  readonly looks: number;
  readonly state: JobState;
};

/** A job as it is asked for. */
export type AskedJob = Pick<
  Job,
  "key" | "kind" | "connector" | "caseId" | "revision" | "subject" | "thing" | "marking" | "digest" | "content"
>;

/** What people did with a ticket, as its product told us; texts are inert. */
export type TicketNews = {
  readonly state: "open" | "in-progress" | "resolved" | "closed";
  readonly revision: string;
  readonly assignee?: string;
  readonly closure?: {
    readonly code: string;
    readonly says: string;
    readonly by?: string;
    readonly verdict?: "true-positive" | "benign" | "false-positive";
  };
  /** Only those that were not seen before. */
  readonly comments: readonly { readonly id: string; readonly atMs: number; readonly by: string; readonly text: string }[];
};

/** What happened to what is written back; kept in a journal of its own. */
export type WriteBackEvent =
  | { readonly type: "CaseTaken"; readonly caseId: string; readonly revision: number; readonly atMs: number }
  /** The verdicts on its alerts up to a place were asked for with this fact. */
  | {
      readonly type: "VerdictsTaken";
      readonly caseId: string;
      readonly revision: number;
      readonly upTo: string;
      readonly atMs: number;
    }
  | { readonly type: "JobAsked"; readonly job: AskedJob; readonly atMs: number }
  | { readonly type: "JobWithheld"; readonly job: Omit<AskedJob, "content">; readonly why: Trouble; readonly atMs: number }
  | { readonly type: "JobSuperseded"; readonly key: string; readonly by: string; readonly caseId: string; readonly atMs: number }
  | { readonly type: "WriteTried"; readonly key: string; readonly caseId: string; readonly worker: string; readonly atMs: number }
  | {
      readonly type: "WriteDone";
      readonly key: string;
      readonly caseId: string;
      readonly id: string;
      readonly url?: string;
      readonly found: boolean;
      readonly atMs: number;
    }
  | {
      readonly type: "WritePutOff";
      readonly key: string;
      readonly caseId: string;
      readonly untilMs: number;
      readonly why: Trouble;
      readonly atMs: number;
    }
  | {
      readonly type: "WriteUnknown";
      readonly key: string;
      readonly caseId: string;
      readonly untilMs: number;
      readonly why: Trouble;
      readonly atMs: number;
    }
  | { readonly type: "WriteAbsent"; readonly key: string; readonly caseId: string; readonly atMs: number }
  | {
      readonly type: "WriteFailed";
      readonly key: string;
      readonly caseId: string;
      readonly why: Trouble;
      readonly sure: boolean;
      readonly atMs: number;
    }
  | {
      readonly type: "JobRetried";
      readonly key: string;
      readonly caseId: string;
      readonly by: Person;
      /** The person looked, and it is not there: so it is written, and not looked for. */
      readonly anew: boolean;
      readonly atMs: number;
    }
  | {
      readonly type: "JobGivenUp";
      readonly key: string;
      readonly caseId: string;
      readonly by: Person;
      readonly because: string;
      readonly atMs: number;
    }
  | {
      readonly type: "TicketSeen";
      readonly connector: string;
      readonly ticket: string;
      readonly caseId: string;
      readonly news: TicketNews;
      readonly atMs: number;
    }
  /** What was seen at that revision has been passed on: notes, verdict and assignee are where they belong. */
  | {
      readonly type: "TicketHeard";
      readonly connector: string;
      readonly ticket: string;
      readonly caseId: string;
      readonly revision: string;
      readonly atMs: number;
    };

/** A ticket of ours and what is known of it. */
export type Ticket = {
  readonly connector: string;
  readonly id: string;
  readonly url?: string;
  readonly caseId: string;
  readonly sinceMs: number;
  /** As it was seen last; undefined before anybody looked. */
  readonly seen: (Omit<TicketNews, "comments"> & { readonly atMs: number }) | undefined;
  /** Ids of the comments that were seen, the newest last. */
  readonly comments: readonly string[];
  /** What was seen and not passed on yet. */
  readonly unheard: TicketNews | undefined;
  /** What was passed on last: only what differs from it is passed on again. */
  readonly heard: Pick<TicketNews, "assignee" | "closure">;
};

/**
 * What is known of a case here: the newest revision that was taken, up to which place the verdicts on its alerts were, and by connector the job that opens
 * its ticket, with the ticket's id once it is there.
 */
export type TakenCase = {
  readonly revision: number;
  readonly verdictsUpTo?: string;
  readonly tickets: ReadonlyMap<string, { readonly job: string; readonly id?: string }>;
};

/**
 * Everything that is to be written, was written or could not be. The fold owns it. Jobs that are settled are held up to a bound and stay in the journal;
 * so does what was written last of each thing.
 */
export type WriteBack = {
  readonly cases: Map<string, TakenCase>;
  /** By connector, then by key, in the order in which they were asked for. */
  readonly open: Map<string, Map<string, Job>>;
  readonly failed: Map<string, Job>;
  readonly settled: Map<string, Job>;
  /** By thing, the digest of what was asked for last. */
  readonly things: Map<string, string>;
  /** By `ticketKey`. */
  readonly tickets: Map<string, Ticket>;
  asked: number;
  openCount: number;
};

/** The name of the world whose journal holds what is written back; no investigation may have it. */
export const writeBackWorld = "write-back";

/** Before anything was asked for. */
export function emptyWriteBack(): WriteBack {
  return {
    cases: new Map(),
    open: new Map(),
    failed: new Map(),
    settled: new Map(),
    things: new Map(),
    tickets: new Map(),
    asked: 0,
    openCount: 0,
  };
}

/** Names one ticket of one connector. */
export const ticketKey = (connector: string, ticket: string) => JSON.stringify([connector, ticket]);

/** A job by its key, however it stands; undefined when it was never asked for, or is held no more. */
export function jobOf(state: WriteBack, key: string): Job | undefined {
  for (const jobs of state.open.values()) {
    const job = jobs.get(key);
    if (job) return job;
  }
  return state.failed.get(key) ?? state.settled.get(key);
}

/** The ticket of a case at a connector, once it is known to be there. */
export function ticketOf(state: WriteBack, caseId: string, connector: string): Ticket | undefined {
  const id = state.cases.get(caseId)?.tickets.get(connector)?.id;
  return id === undefined ? undefined : state.tickets.get(ticketKey(connector, id));
}
