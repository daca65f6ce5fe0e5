import type { Access } from "../../core/access/account.ts";
import type { RegisteredKey } from "../../core/handover/decide.ts";
import type { HandoverPeriod } from "../../core/handover/text.ts";
import type { KillSwitch } from "../../core/status/status.ts";
import type { Job } from "../../core/write-back/write-back.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Intake } from "../../ports/intake.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { Views } from "../../ports/views.ts";
import type { HandoverFindings, InTrouble, RunningClock, ShiftFigures } from "../../stages/handover/findings.ts";
import type { ContainmentDesk } from "../containment/desk.ts";

/** The records of a tenant, by the names of their worlds. */
export type HandoverWorlds = {
  readonly worldNames: (limit: number) => Promise<readonly string[]>;
  readonly hasWorld: (name: string) => Promise<boolean>;
  readonly world: (name: string) => Promise<{ readonly journal: JournalStore }>;
};

/** What is looked at to compose a handover, all of one tenant. What throws is told as not known, and keeps nothing else from being told. */
export type HandoverSources = {
  readonly views: Pick<Views, "cases" | "case">;
  readonly intake: Pick<Intake, "health">;
  readonly containment: () => Promise<ContainmentDesk>;
  readonly killSwitch: () => Promise<KillSwitch>;
  /** Connectors that do not work; absent where none is opened. */
  readonly connectors?: () => Promise<readonly InTrouble[]>;
  /** How many connectors there are, with those that do not open; absent where none is opened. */
  readonly connected?: () => Promise<number>;
  /** What is written back; absent where nothing is. */
  readonly jobs?: () => Promise<readonly Job[]>;
  /** Each absent where its part is not configured. */
  readonly figures?: (period: HandoverPeriod) => Promise<ShiftFigures>;
  readonly clocks?: () => Promise<readonly RunningClock[]>;
  readonly samples?: () => Promise<{ readonly waiting: number; readonly overdue: number }>;
  readonly exercises?: () => Promise<{ readonly notice: string | undefined }>;
  readonly alarms?: () => Promise<NonNullable<HandoverFindings["alarms"]>>;
  readonly proposedGrants?: () => Promise<NonNullable<HandoverFindings["proposedGrants"]>>;
  readonly worlds: HandoverWorlds;
  readonly ledger: () => Promise<{ readonly balanced: boolean; readonly says: string }>;
  /** Who has an account, for names and passkeys. */
  readonly access: () => Promise<Access>;
};

/** What handovers of one tenant are opened with. */
export type HandoverParts = {
  readonly tenant: string;
  readonly journal: JournalStore;
  readonly clock: Clock;
  readonly sources: HandoverSources;
  /** The keys that are registered for a person, in the standing orders and as passkeys of their account. */
  readonly keysOf: (person: string) => Promise<readonly RegisteredKey[]>;
};
