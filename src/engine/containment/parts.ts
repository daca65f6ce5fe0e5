import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import type { CaseChange, ContainmentCommand } from "../../core/containment/command.ts";
import type { Containment, ContainmentEvent, Intent } from "../../core/containment/containment.ts";
import type { StandingOrders } from "../../core/containment/orders.ts";
import type { Clock } from "../../ports/clock.ts";
import { callMsMax, type Effector } from "../../ports/effector.ts";
import type { ExecutorLock } from "../../ports/executor-lock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { PolicyEngine } from "../../ports/policy.ts";
import type { Random } from "../../ports/random.ts";
import type { StopFile } from "../../ports/stop-file.ts";

/** The inventory as it is just now. `digest` is over the bytes that it was read from. */
export type InventoryNow = { readonly index: InventoryIndex; readonly digest: string };

/** All that containment needs of the world. */
export type DeskParts = {
  /** The journal of the world `containmentWorld`; other processes may write it too. */
  readonly journal: JournalStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly orders: StandingOrders;
  /** Names, addresses and accounts of Watchkeeper itself and of what it works through. */
  readonly own?: readonly string[];
  /** Over the orders together with the policies: what two admins signed. */
  readonly ordersDigest: string;
  readonly policy: PolicyEngine;
  /** Read anew each time it is asked for: what an effect rests on is what the inventory says at that moment. */
  readonly inventory: () => Promise<InventoryNow>;
  /** The digest of a case as it stands now in its own record (`caseRevisionOf`); undefined when it is not there any more. */
  readonly caseRevision: (world: string, caseId: string) => Promise<string | undefined>;
  /** What last made a case another since a time, as its record has it; undefined where it does not say. Absent where no record tells. */
  readonly caseChange?: (world: string, caseId: string, sinceMs: number) => Promise<CaseChange | undefined>;
  /** Why the agent may do nothing for this case without a person, however small; undefined where it may. Absent where nobody is there to grant it. */
  readonly whyNotAlone?: (world: string, caseId: string) => Promise<string | undefined>;
  readonly effectors: readonly Effector[];
  readonly stopFile: StopFile;
  readonly executorLock: ExecutorLock;
  /** What this process calls itself in the record, unique to it: `soc-1:4711:9f3c`. */
  readonly executor: string;
  readonly patience?: Partial<Patience>;
};

/** How long is waited for what, milliseconds. */
export type Patience = {
  /** One call of an effector. */
  readonly callMs: number;
  /** From the intent to the first byte; an intent that is older is not begun any more, so that whoever takes over need not fear it. */
  readonly beginMs: number;
  /** From an intent to the moment when "it is not there" is believed: longer than any call that could still be under way. */
  readonly settleMs: number;
  /** For an effect to show at the product right after its call, before the next one is begun. */
  readonly glanceMs: number;
  /** For the effects of a pass to show, once all of them were begun; what does not show by then is unknown until the next pass. */
  readonly readBackMs: number;
  /** From an undo that failed to the next attempt; each later one waits twice as long. */
  readonly retryMs: number;
  /** Between two observations: the first pause; each is twice the one before, up to `pauseMsMax`. */
  readonly pauseMs: number;
};

export const pauseMsMax = 4_000;
const beginMs = 10_000;

/** Used where nothing else is asked for. */
export const defaultPatience: Patience = {
  callMs: callMsMax,
  beginMs,
  settleMs: beginMs + 2 * callMsMax,
  glanceMs: 2_000,
  readBackMs: 30_000,
  retryMs: 15_000,
  pauseMs: 250,
};

/** Containment in one process, as its own files see it: the parts with the state that they work on. */
export type Bench = DeskParts & {
  readonly state: Containment;
  readonly patience: Patience;
  readonly nowMs: () => number;
  /**
   * How long ago an intent was recorded, as far as can be told, milliseconds: by the record, or by this process's own clock since it first saw the intent,
   * whichever is more. A clock that was set back would else keep everything young until it has caught up.
   */
  readonly ageMs: (intent: Pick<Intent, "effectId" | "attempt" | "atMs">) => number;
  /** How many entries of the record are in the state, whatever is being read or appended just now. */
  readonly entries: () => number;
  /** Reads what others appended. */
  readonly refresh: () => Promise<void>;
  /** Decides on everything before it and records; `prepare` is asked for the command each time that another writer was first. */
  readonly decide: (prepare: () => Promise<ContainmentCommand>) => Promise<readonly ContainmentEvent[]>;
  /** Signs what is recorded so far, on disk and with the witness; with "may" a witness that does not sign is done without. Throws when it cannot. */
  readonly checkpoint: (how?: { readonly witness: "must" | "may" }) => Promise<void>;
};
