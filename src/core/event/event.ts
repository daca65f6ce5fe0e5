import type { LogSource } from "./log-source.ts";

/**
 * What is stored for one thing that happened in a watched system (glossary: event).
 *
 * `fields` is flat and keeps the source's own names, the ones that Sigma rules use (`Image`, `eventName`, `id.orig_h`);
 * nested objects are joined by dots, arrays of scalars stay arrays, other arrays are numbered (`a.0.b`).
 * What a field *means* is said once, in `core/query/meaning.ts`.
 */
export type TelemetryEvent = {
  /** Milliseconds since the epoch, UTC. */
  readonly timeMs: number;
  readonly dataset: Dataset;
  /** The stream within the dataset: Windows channel, EVE event_type, Zeek log, CloudTrail eventSource, syslog program, CEF product. */
  readonly channel: string;
  /** What happened, as the source says it: Windows event id, CloudTrail eventName, EVE event_type, Zeek log name, CEF signature id. */
  readonly action: string;
  /** The machine that reported or did it, lower-case, as named by the source. */
  readonly host: string | undefined;
  readonly fields: Fields;
  readonly source: RecordRef;
  /** Which Sigma log source the event belongs to. */
  readonly logSource: LogSource;
};

/** The families of telemetry that we read; one per native vocabulary of field names. */
export const datasets = ["windows", "suricata", "zeek", "cloudtrail", "syslog", "cef", "leef", "mail", "saas"] as const;
/** One of `datasets`; it decides which vocabulary the field names of an event belong to. */
export type Dataset = (typeof datasets)[number];

/** A field's value as the source wrote it; integers beyond 2^53 are strings. */
export type FieldValue = string | number | boolean | null | readonly (string | number | boolean | null)[];

/** Made with a null prototype (`emptyFields`), so that a field called `__proto__` or `constructor` is just a field. */
export type Fields = { [name: string]: FieldValue };

/** A new, empty field map without a prototype. */
export function emptyFields(): Fields {
  return Object.create(null) as Fields;
}

/** Where the bytes are: the input as the user named it (an archive member as `archive.zip!member`), the record's place in it, and what it hashes to. */
export type RecordRef = {
  readonly path: string;
  /** Counted from 1 in the order of the input (EVTX: the position, not EventRecordID). */
  readonly record: number;
  /** `sha256:` and 64 hex digits over the record's own bytes. */
  readonly digest: string;
};

/** An input record that could not become an event or an alert, and why. Never dropped: counted and kept. */
export type DeadLetter = {
  readonly path: string;
  readonly record: number;
  readonly reason: RejectReason;
  /** One line for a person, without raw input longer than 200 characters. */
  readonly detail: string;
  readonly digest: string | undefined;
};

/** Why an input or a record could not be read: a closed list, so that dead letters can be counted by reason. */
export const rejectReasons = [
  "not-evidence",
  "unknown-format",
  "malformed",
  "truncated",
  "checksum",
  "too-long",
  "too-deep",
  "too-many",
  "no-time",
  "encrypted",
  "unsupported",
] as const;
/** One word of `rejectReasons`: what a dead letter is counted under. */
export type RejectReason = (typeof rejectReasons)[number];
