import type { AccessEvent } from "../../core/access/access-event.ts";
import type { Severity } from "../../core/alert/severity.ts";
import type { AutonomyEvent } from "../../core/autonomy/grant.ts";
import type { Containment, ContainmentEvent } from "../../core/containment/containment.ts";
import type { HandoverPeriod, RecordRead, SourceCount } from "../../core/handover/text.ts";
import type { LearningEvent } from "../../core/learning/learning.ts";
import type { Durations, EscalationRate, Flow, Share } from "../../core/measure/figure.ts";
import type { ServiceEvent } from "../../core/service/service-record.ts";
import type { KillSwitch } from "../../core/status/status.ts";
import type { WatchFact } from "../../core/watch/watch-event.ts";
import type { SourceHealth } from "../../ports/intake.ts";

/** A case that is worked on, or waits for a person. `because` and `unknowns` are of its verdict, where one stands. */
export type OpenCase = {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly priority: number;
  readonly state: "in-progress" | "escalated" | "waiting";
  readonly verdict: string | undefined;
  readonly alerts: number;
  readonly openedAtMs: number;
  readonly settledAtMs: number | undefined;
  readonly assignee: string | undefined;
  readonly because: string | undefined;
  readonly unknowns: readonly string[];
};

/** Something that has a problem, with what to do about it. */
export type InTrouble = { readonly name: string; readonly problem: string; readonly remedy: string | null };

/** A job of write-back that waits for a person. */
export type FailedJob = {
  readonly key: string;
  readonly kind: string;
  readonly connector: string;
  readonly caseId: string;
  readonly problem: string;
  readonly remedy: string;
  /** Whether it was surely not written. */
  readonly sure: boolean;
};

/** The figures of the period, as the lead's desk has them. */
export type ShiftFigures = {
  readonly flow: Flow;
  readonly escalation: EscalationRate;
  readonly autoClose: Share;
  readonly override: Share;
  readonly times: readonly { readonly name: string; readonly durations: Durations }[];
  readonly approval: Durations;
};

/** A clock of a regulator that asks for something still; `dueMs` is undefined while its deadline is not known. */
export type RunningClock = {
  readonly caseId: string;
  readonly regime: string;
  readonly stage: string;
  readonly says: string;
  readonly article: string;
  readonly dueMs: number | undefined;
};

/** The facts of which a handover tells that they happened. */
export type HandoverSource = WatchFact | ContainmentEvent | AccessEvent | LearningEvent | ServiceEvent | AutonomyEvent;
/** A fact of the period, with the entry that holds it; `fact` is undefined where it was erased. */
export type Happened = {
  readonly world: string;
  readonly sequence: number;
  readonly atMs: number;
  readonly type: string;
  readonly fact: HandoverSource | undefined;
};

/** How far a record is published: since when its oldest unpublished entry waits, where one does. */
export type RecordStanding = RecordRead & { readonly published: number; readonly unpublishedSinceMs: number | undefined };

/** All that a handover is composed from, as it stands at the end of the period. */
export type HandoverFindings = {
  readonly period: HandoverPeriod;
  readonly cases: readonly OpenCase[];
  /** There are more open cases than were read. */
  readonly moreCases: boolean;
  /** Undefined where containment cannot be opened; `unknown` says why. */
  readonly containment: Containment | undefined;
  readonly killSwitch: KillSwitch | undefined;
  readonly connectors: readonly InTrouble[];
  /** How many connectors there are at all; undefined where nobody can say. */
  readonly connected?: number | undefined;
  readonly sources: readonly SourceHealth[];
  /** What the handover before this one counted, and over which time. */
  readonly before: { readonly period: HandoverPeriod; readonly sources: readonly SourceCount[] } | undefined;
  readonly jobs: readonly FailedJob[];
  readonly happened: readonly Happened[];
  /** Worlds of which more happened than was read. */
  readonly cutWorlds: readonly string[];
  /** Names of accounts by their ids. */
  readonly names: ReadonlyMap<string, string>;
  /** The ledger over alerts; `says` how it stands. */
  readonly ledger: { readonly balanced: boolean; readonly says: string } | undefined;
  readonly records: readonly RecordStanding[];
  /** Each undefined where its part is not configured, or could not be looked at; `unknown` then says so. */
  readonly figures?: ShiftFigures | undefined;
  readonly clocks?: readonly RunningClock[] | undefined;
  readonly samples?: { readonly waiting: number; readonly overdue: number } | undefined;
  readonly exercises?: { readonly notice: string | undefined } | undefined;
  readonly alarms?: readonly { readonly id: string; readonly says: string; readonly sinceMs: number }[] | undefined;
  readonly proposedGrants?: readonly { readonly id: string; readonly says: string; readonly lapsesAtMs: number }[] | undefined;
  /** What could not be found out, each in one sentence with what is missing. */
  readonly unknown: readonly string[];
};
