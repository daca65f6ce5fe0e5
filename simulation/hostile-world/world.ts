import type { StandingOrders } from "../../src/core/containment/orders.ts";
import type { Signable } from "../../src/core/containment/to-sign.ts";
import type { RunState } from "../../src/core/run/run.ts";
import type { ContainmentDesk } from "../../src/engine/containment/desk.ts";
import type { TestStopFile } from "../../src/testing/containment-world.ts";
import type { FakeClock } from "../../src/testing/fake-clock.ts";
import type { memoryExecutorLock } from "../../src/testing/memory-executor-lock.ts";
import type { TestPerson } from "../../src/testing/people.ts";
import type { Calls } from "./calls.ts";
import type { Estate } from "./estate.ts";
import type { Episode } from "./moves.ts";
import type { HostileProduct } from "./product.ts";
import type { WatchedRecord } from "./record.ts";

/** One process: a desk that can die. */
export type Process = {
  readonly number: number;
  readonly desk: ContainmentDesk;
  readonly died: Promise<void>;
  readonly isDead: () => boolean;
  readonly kill: () => void;
};

/** A moment at which everything was stopped from somewhere, and when it surely was over. */
export type StopSpan = { readonly what: string; readonly fromTick: number; toTick: number };

/** Everything that one episode happens in. The judge reads it afterwards. */
export type HostileWorld = {
  readonly policy: Episode["policy"];
  readonly clock: FakeClock;
  /** Sets the clock on or back. */
  readonly shiftClock: (byMs: number) => void;
  readonly estate: Estate;
  readonly product: HostileProduct;
  readonly record: WatchedRecord;
  readonly calls: Calls;
  readonly tick: () => number;
  readonly runs: Map<string, RunState>;
  readonly stopFile: TestStopFile;
  readonly executorLock: ReturnType<typeof memoryExecutorLock>;
  readonly stops: StopSpan[];
  /** Every set of orders that any process was ever opened with, by digest. */
  readonly orders: Map<string, StandingOrders>;
  /** Every signature that a person of the cast made, the insider's too. */
  readonly made: { readonly by: string; readonly signature: string }[];
  readonly sign: (person: TestPerson, process: Process, command: Signable) => string;
  readonly process: (number: number) => Promise<Process>;
  readonly kill: (number: number) => void;
  readonly restart: (number: number, orders?: StandingOrders) => Promise<Process>;
  /** The orders that lie on the machine of that process. */
  readonly ordersAtHand: (number: number) => StandingOrders;
  readonly digestOf: (orders: StandingOrders) => string;
  /** When each case was changed last, by the name of its investigation and its id. */
  readonly changedCases: Map<string, number>;
  /** Whatever a move wants to happen while the product is asked. */
  race: () => void;
};
