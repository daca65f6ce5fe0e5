import type { DeadLetter, TelemetryEvent } from "../core/event/event.ts";
import type { EventQuery } from "../core/query/query.ts";

/**
 * A search's answer: rows in the order asked for (equal times: by input, batch and place), how many match in all (counted up to 10,000),
 * and with `aggregate` the groups of all that match: by the first value under each meaning, folded, "" for none, what no
 * database can hold replaced by control characters; most events first, then by name.
 * `distinct` counts the different first values of the meaning asked for.
 */
export type SearchAnswer = {
  readonly rows: readonly TelemetryEvent[];
  readonly total: number;
  readonly groups: readonly { readonly by: readonly string[]; readonly count: number; readonly distinct: number }[];
};

/**
 * How common an observable is in this world: the rarity that correlation and triage weigh. `hosts` and `users` are those that the events
 * mentioning it name; exact while one batch names at most 256 of them beside one observable, and never more than there are.
 */
export type Prevalence = {
  readonly key: string;
  readonly events: number;
  readonly hosts: number;
  readonly users: number;
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
};

/**
 * Where events are kept and searched. All methods belong to one world (`world`): one run of `investigate`, one input with `--each`, or the tenant of a server.
 * `append` may be called again with the same batch number after a crash: a batch is stored once.
 */
export type EventStore = {
  /** Stores one batch of events with its entities, and its dead letters. `batch` counts from 0 within `input`; `inputIndex` counts inputs from 0. */
  readonly append: (batch: {
    readonly inputIndex: number;
    readonly batch: number;
    readonly events: readonly TelemetryEvent[];
    readonly letters: readonly DeadLetter[];
  }) => Promise<void>;
  /** Called once after bulk loading: builds what searching needs. Harmless when repeated. */
  readonly finishLoading: () => Promise<void>;
  /** Refuses a query that no store can answer with `query/malformed`. */
  readonly search: (query: EventQuery) => Promise<SearchAnswer>;
  /** One answer per key asked, in the order asked. */
  readonly prevalence: (keys: readonly string[]) => Promise<readonly Prevalence[]>;
  readonly totals: () => Promise<{
    readonly events: number;
    readonly hosts: number;
    readonly firstMs: number | undefined;
    readonly lastMs: number | undefined;
  }>;
  readonly deadLetters: (limit: number) => Promise<readonly DeadLetter[]>;
};
