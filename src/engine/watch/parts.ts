import type { ClosingGrants } from "../../core/autonomy/closing.ts";
import type { LearningCommand } from "../../core/learning/decide.ts";
import type { Learned } from "../../core/learning/learning.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { Intake } from "../../ports/intake.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { Leases } from "../../ports/leases.ts";
import type { CaseSink } from "../../ports/settled.ts";
import type { InvestigatorTool } from "../../ports/tool.ts";
import type { Views } from "../../ports/views.ts";
import type { World } from "../world.ts";
import type { WatchLimits } from "./limits.ts";

/** What the watch judges by: rules, models, playbooks, inventory, indicators. Asked for anew now and then, so that what changes on disk takes effect. */
export type WatchKnowledge = Pick<
  World,
  | "rules"
  | "catalogue"
  | "reader"
  | "playbooks"
  | "scorer"
  | "judges"
  | "inventory"
  | "sightingOf"
  | "hasIndicators"
  | "isOwn"
  | "policy"
  | "settings"
  | "models"
>;

/** All that the watch of one tenant needs, handed in by whoever wires it. */
export type WatchParts = {
  /** The tenant's worlds: the names that begin with a text, sorted, and the journal of one, made at its first use. */
  readonly worlds: {
    readonly names: (beginning: string) => Promise<readonly string[]>;
    readonly journal: (name: string) => Promise<JournalStore>;
  };
  readonly intake: Pick<Intake, "read" | "arrival" | "processed" | "bury">;
  /** One store for all segments: events outlive them. */
  readonly events: EventStore;
  readonly views: Pick<Views, "put" | "upTo" | "alerts">;
  /** Says which workers live. `worker` is the name of this start of this process, and was never used before. */
  readonly leases: Leases;
  readonly clock: Clock;
  /** Gives the same value while nothing changed. */
  readonly knowledge: () => Promise<WatchKnowledge>;
  /** The tools that the questions about one case are put to; asked once for each look at it. */
  readonly toolsFor: (caseId: string) => Promise<ReadonlyMap<string, InvestigatorTool>>;
  /** What is in force of what analysts taught; undefined where that is nothing. */
  readonly learned: () => Promise<Learned | undefined>;
  /**
   * The grants to close that stand, read anew at every call. "closes-alone" where nobody is there to grant anything and what is closed touches nobody: in
   * tests, and in what is played through.
   */
  readonly autonomy: "closes-alone" | (() => Promise<ClosingGrants>);
  /** Puts what people said of live cases into the journal of what is learned. */
  readonly learn: (commands: readonly LearningCommand[]) => Promise<void>;
  /** Sources to which people report mails: each of those is an alert. */
  readonly reports?: ReadonlySet<string>;
  readonly sinks: readonly CaseSink[];
  /** What this process does: `desk` reads, triages, correlates and tells; `cases` investigates. Both where absent. */
  readonly roles?: { readonly desk: boolean; readonly cases: boolean };
  /** Hears, for each step, when the records of the alerts that it triaged were received, and when their triage was durable. */
  readonly onTriaged?: (receivedAtMs: readonly number[], atMs: number) => void;
  /**
   * Whether a backlog is being handed over: its alerts wait until all of it is read, so that each is judged with what came after it, too. Where it is absent
   * alerts are judged as they are read.
   */
  readonly catchesUp?: () => boolean;
  /** What went wrong and is tried again; each once for as long as it stands. */
  readonly note?: (says: string, cause: unknown) => void;
  readonly limits?: Partial<WatchLimits>;
};
