import type { HandOver, IntakeRecord } from "./intake.ts";

/** What a source promises about each record, said in its documentation: whoever cannot ask again for what was lost on the way promises its best only. */
export type Guarantee = "never lost" | "best effort";

/** A source that is asked, page by page, from a place on. One process at a time asks it. */
export type PolledSource = {
  readonly kind: "polled";
  readonly guarantee: Guarantee;
  /** Where people report mails to: each of them becomes an alert, whatever it holds. */
  readonly reports?: true;
  /** How long to wait before the next look when a page was the last, milliseconds. */
  readonly everyMs: number;
  /** The page after a cursor; without one, what is newer than `sinceMs`. `cursor` stands after its last record. Throws a `SocError`. */
  readonly page: (asked: { readonly cursor: string | undefined; readonly sinceMs: number; readonly signal: AbortSignal }) => Promise<{
    readonly records: readonly IntakeRecord[];
    readonly refused?: readonly { readonly id: string; readonly reason: string; readonly says: string; readonly bytes?: Uint8Array }[];
    readonly cursor: string;
    readonly more: boolean;
  }>;
  /** Called after a page is durable: what the source needs to be told (a mail is moved, a message acknowledged). May be called again for the same page after a crash. */
  readonly settled?: (cursor: string, signal: AbortSignal) => Promise<void>;
};

/** What a listening source is given. */
export type Listening = {
  /** The source's own name is filled in. */
  readonly handOver: (delivery: Omit<Parameters<HandOver>[0], "source">) => ReturnType<HandOver>;
  readonly cursor: () => Promise<string | undefined>;
  /** Called once it is ready to receive, with where it listens. */
  readonly ready: (where: string) => void;
  readonly signal: AbortSignal;
};

/**
 * A source that speaks by itself: a mailbox with IDLE, syslog, a queue, a growing file. `listen` runs until its signal is aborted, and then returns once
 * nothing is under way; it throws a `SocError` when it cannot go on, and is started anew after a pause that grows.
 */
export type ListeningSource = {
  readonly kind: "listening";
  readonly guarantee: Guarantee;
  /** As for a source that is asked. */
  readonly reports?: true;
  /** True where only one process may listen at a time (a mailbox, a file); false where each has an ear of its own (a port). */
  readonly alone: boolean;
  readonly listen: (listening: Listening) => Promise<void>;
};

/** Where alerts and events come from. */
export type AlertSource = PolledSource | ListeningSource;
