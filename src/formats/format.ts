import type { IncomingAlert } from "../core/alert/alert.ts";
import type { DeadLetter, TelemetryEvent } from "../core/event/event.ts";

/**
 * One kind of evidence. A format never opens anything: bytes come in, records come out.
 * Everything that a stranger could make large has a maximum in `limits.ts`.
 */
export type Format = {
  readonly name: string;
  /** True when these first bytes (at most 64 KiB, decompressed) are this format. Judged by content, never by name. Must not throw. */
  readonly recognises: (head: Uint8Array) => boolean;
  /** A reader for one input. `path` goes into every record's reference. */
  readonly open: (path: string, hints?: OpenHints) => Reader;
};

/** What the caller knows about an input beside its bytes; absent where it does not. */
export type OpenHints = {
  /** When the file was last written, milliseconds since the epoch UTC: gives RFC 3164 lines, which have none, their year, and mail without any date its time. */
  readonly modifiedMs?: number;
};

/** Takes an input's bytes in order, in pieces of any size, and hands out records as soon as they are whole. Never throws on hostile bytes. */
export type Reader = {
  readonly push: (bytes: Uint8Array) => readonly InputRecord[];
  /** Called once, after the last piece. */
  readonly end: () => readonly InputRecord[] | Promise<readonly InputRecord[]>;
  /** The input's format by what was read so far, where that says more than `Format.name`: "cloudtrail" rather than "json". */
  readonly formatName?: () => string;
};

/** What became of one record of an input: exactly one of three. The ledger `records = events + alerts + rejected` counts these. */
export type InputRecord =
  | { readonly kind: "event"; readonly event: TelemetryEvent }
  | { readonly kind: "alert"; readonly alert: IncomingAlert }
  | { readonly kind: "rejected"; readonly letter: DeadLetter };
