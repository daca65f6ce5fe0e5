/** The largest record that is taken, in bytes; a source refuses, counts and names what is larger. */
export const recordBytesMax = 1_048_576;
/** The most records of one delivery. */
export const deliveryRecordsMax = 1_000;
/** The most bytes of one delivery. */
export const deliveryBytesMax = 16 * 1_048_576;

/** One record as a source handed it over: the bytes of one alert, event line, mail or message, exactly as they came. */
export type IntakeRecord = {
  /**
   * What the source calls it, or what stands for that (a digest and a place); at most 200 characters. Of one source the same id is the same record:
   * when it comes again it is counted as a repeat and not kept twice.
   */
  readonly id: string;
  readonly bytes: Uint8Array;
  /** When the source says that it sent it, milliseconds; absent where it does not say. What it is off from our clock is watched per source. */
  readonly sentAtMs?: number;
};

/** Records of one source that are kept or refused together, with the place from which the source goes on after them. */
export type Delivery = {
  /** The connector's name in the configuration. */
  readonly source: string;
  readonly records: readonly IntakeRecord[];
  /** Opaque, at most 8,192 characters; stored in the transaction that stores the records, so that neither is ever without the other. */
  readonly cursor?: string;
  /** What the source could not hand over (too large, not readable), each with its reason: dead letters of their own. */
  readonly refused?: readonly { readonly id: string; readonly reason: string; readonly says: string; readonly bytes?: Uint8Array }[];
};

/** What became of a delivery; together they are its records. */
export type Received = { readonly accepted: number; readonly repeated: number };

/**
 * Hands a delivery over. Durable when it returns: only then may the source be told so. Refuses with `intake/full` (and when to ask again) while more waits
 * than may wait, and with `intake/too-large` what no delivery may hold. Whatever it throws, nothing of the delivery was kept; only where the store was lost in
 * the middle of the commit nobody knows, and handing the same over again is harmless then as ever.
 */
export type HandOver = (delivery: Delivery) => Promise<Received>;

/** A record as it is kept, at its place in the one order of all sources of a tenant. */
export type KeptRecord = IntakeRecord & { readonly position: number; readonly source: string; readonly receivedAtMs: number };

/** How a source fares, as it is shown. `behindMs` is how long its oldest unprocessed record waits; `skewMs` how far its clock is off ours (positive: ahead). */
export type SourceHealth = {
  readonly source: string;
  readonly accepted: number;
  readonly repeated: number;
  readonly deadLettered: number;
  readonly waiting: number;
  readonly lastReceivedMs: number | undefined;
  readonly behindMs: number;
  readonly skewMs: number | undefined;
  readonly state: "running" | "failing" | "silent" | "off";
  /** Of the last failure, while it stands. */
  readonly problem: string | undefined;
  readonly remedy: string | undefined;
};

/** Where records are kept between their source and the watch. All methods belong to one tenant; several processes may call them. */
export type Intake = {
  readonly handOver: HandOver;
  readonly cursorOf: (source: string) => Promise<string | undefined>;
  /** Records after a position, in order, at most `limit`. A position that was read once has nothing before it that comes later. */
  readonly read: (after: number, limit: number) => Promise<readonly KeptRecord[]>;
  /** One record by its position; undefined when it was never kept, or is let go. */
  readonly one: (position: number) => Promise<KeptRecord | undefined>;
  /** Waits until something may stand after a position, at most `waitMs`. */
  readonly arrival: (after: number, waitMs: number, signal: AbortSignal) => Promise<void>;
  /** Says up to where the watch has recorded what became of the records: what is before it no longer waits. */
  readonly processed: (upTo: number) => Promise<void>;
  /** Lets go of processed records received before a time, at most `limit`; gives how many. Records under a legal hold stay. */
  readonly forget: (beforeMs: number, limit: number) => Promise<number>;
  /** How a source fares now, said by whoever runs it; the counts are kept by the intake itself. */
  readonly heard: (
    source: string,
    now: { readonly state: "running" | "off" } | { readonly state: "failing"; readonly problem: string; readonly remedy: string },
  ) => Promise<void>;
  readonly health: () => Promise<readonly SourceHealth[]>;
  /**
   * Dead letters of the intake, newest first, and putting one back after what was wrong is mended: it becomes a new record. What its source refused goes
   * through `readAgain` where that is given: the letter is replayed once nothing in it is refused any more; until then what is not is taken in, once, and
   * the rest refused (`intake/still-refused`).
   */
  readonly deadLetters: (page: {
    readonly before?: number;
    readonly limit: number;
    readonly source?: string;
  }) => Promise<readonly IntakeDeadLetter[]>;
  readonly replay: (letter: number, readAgain?: ReadAgain) => Promise<Received>;
  /** Records that no format could read, said by the watch when it reads them. */
  readonly bury: (letters: readonly { readonly position: number; readonly reason: string; readonly says: string }[]) => Promise<void>;
};

/** A message as its source refused it, and the id that it had then. */
export type RefusedMessage = { readonly source: string; readonly id: string; readonly bytes: Uint8Array };

/**
 * What its source makes of a refused message now, in deliveries whose records are named as when it first came; undefined where the source does nothing with
 * messages but to hand them over as they are.
 */
export type ReadAgain = (message: RefusedMessage) => Promise<readonly Delivery[] | undefined>;

/** A record that could not be read, kept with the reason until it is replayed or let go. */
export type IntakeDeadLetter = {
  readonly letter: number;
  readonly source: string;
  readonly recordId: string;
  readonly position: number | undefined;
  readonly reason: string;
  readonly says: string;
  readonly atMs: number;
  readonly replayedAtMs: number | undefined;
};

/** A legal hold over what sources handed over in a time: `forget` lets go of nothing under it. Times are of receipt, milliseconds, from inclusive, to exclusive. */
export type IntakeHold = { readonly hold: string; readonly source?: string; readonly fromMs: number; readonly toMs: number };

/** Legal holds over kept records. Who placed one and why is in the journal; here is what it keeps. All methods belong to one tenant. */
export type IntakeHolds = {
  /** Placing one again under the same name (at most 200 characters) replaces it. */
  readonly place: (hold: IntakeHold) => Promise<void>;
  readonly release: (hold: string) => Promise<void>;
  readonly all: () => Promise<readonly IntakeHold[]>;
};
