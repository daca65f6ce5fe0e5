import type { AttackCatalogue } from "../../core/attack/attack.ts";
import type { Person } from "../../core/person/person.ts";
import type { WriteBackPolicy } from "../../core/write-back/policy.ts";
import type { Job } from "../../core/write-back/write-back.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Connector } from "../../ports/connector.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { Leases } from "../../ports/leases.ts";

/** What people did in a ticket system, for whoever keeps the case. Each may be told again after a crash: what it names tells it apart. Texts are inert. */
export type TicketEars = {
  readonly comment: (heard: {
    readonly caseId: string;
    readonly connector: string;
    readonly ticket: string;
    /** The comment's id at the product. */
    readonly id: string;
    readonly by: Person;
    readonly atMs: number;
    readonly text: string;
  }) => Promise<void>;
  /** Somebody closed the ticket with a code that stands for a verdict. */
  readonly closed: (heard: {
    readonly caseId: string;
    readonly connector: string;
    readonly ticket: string;
    readonly by: Person;
    readonly verdict: "true-positive" | "benign" | "false-positive";
    readonly because: string;
    readonly atMs: number;
  }) => Promise<void>;
  readonly assigned: (heard: {
    readonly caseId: string;
    readonly connector: string;
    readonly ticket: string;
    /** As the product names them; undefined when nobody has it any more. */
    readonly assignee: string | undefined;
  }) => Promise<void>;
};

/** Something happened that a log or a live view wants to know. Never holds what was written. */
export type WriteBackNews =
  | { readonly kind: "job"; readonly job: Pick<Job, "key" | "kind" | "connector" | "caseId" | "state"> }
  | { readonly kind: "trouble"; readonly connector: string; readonly error: unknown };

/** How long things take and wait, milliseconds. */
export type WriteBackTimes = {
  /** The longest that one call of a product may take. */
  readonly callMs: number;
  /** What was sent has arrived by then, or never will: nobody looks for it before. Longer than `callMs`. */
  readonly graceMs: number;
  /** How often what other processes recorded is read, and how often a worker that waits looks again. */
  readonly lookMs: number;
  /** How often an open ticket is read, and one that is closed. */
  readonly ticketMs: number;
  readonly closedTicketMs: number;
  /** How long a ticket that is closed is still read: people open them again. */
  readonly closedTicketForMs: number;
  readonly checkpointMs: number;
  /** The factor of every pause after a failure; 1 but in tests. */
  readonly pauseFactor: number;
};

/** Times as a service keeps them. */
export const writeBackTimes: WriteBackTimes = {
  callMs: 30_000,
  graceMs: 40_000,
  lookMs: 1_000,
  ticketMs: 60_000,
  closedTicketMs: 3_600_000,
  closedTicketForMs: 14 * 86_400_000,
  checkpointMs: 10_000,
  pauseFactor: 1,
};

/** What writing back is made of; all of it belongs to one tenant. `journal` is of the world `writeBackWorld`. */
export type WriteBackParts = {
  readonly tenant: string;
  readonly journal: JournalStore;
  readonly clock: Clock;
  readonly leases: Leases;
  readonly connectors: readonly Connector[];
  readonly policy: WriteBackPolicy;
  readonly catalogue: AttackCatalogue;
  /** Where people find a case after they signed in; undefined where the service has no address of its own. */
  readonly caseUrl?: (caseId: string) => string;
  readonly ears?: TicketEars;
  readonly told?: (news: WriteBackNews) => void;
  readonly times?: Partial<WriteBackTimes>;
};
