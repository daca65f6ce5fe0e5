/** The version of records that are written now. Version 1 holds its event in the record itself. */
export const recordVersion = 2;

/** What a record of version 2 says in plain words; what happened is in the payload that it commits to. */
export type SealedHeader = {
  readonly version: 2;
  /** Counted from 0 without gaps. */
  readonly sequence: number;
  /** What the fact is about: "run", "case-3", … Never a name or an address. */
  readonly stream: string;
  readonly type: string;
  /** When it was recorded, milliseconds since the epoch UTC, never less than the entry before. Not part of any decision. */
  readonly recordedAtMs: number;
  /** The hash of the entry before (`JournalEntry.hash`). */
  readonly previous: string;
  /** The tenant's pseudonym. */
  readonly tenant: string;
  /** Which of the stream's keys sealed the payload, counted from 0. */
  readonly key: number;
  /** `sha256:…` over salt and sealed payload. */
  readonly commitment: string;
};

/** What a record of version 1 says; `event` is the JSON text of what happened. */
export type PlainHeader = Pick<SealedHeader, "sequence" | "stream" | "type" | "recordedAtMs" | "previous"> & {
  readonly version: 1;
  readonly event: string;
};

/** What is read from a record's text. */
export type RecordHeader = SealedHeader | PlainHeader;

/** The longest record of version 2, characters: all its fields are short, and one that is longer is not ours. */
export const recordCharactersMax = 1_024;

const forms = {
  word: "[A-Za-z][A-Za-z0-9.:_-]{0,127}",
  digest: "sha256:[0-9a-f]{64}",
  pseudonym: "t-[0-9a-f]{16}",
  count: "0|[1-9]\\d{0,15}",
};
const [word, digest, pseudonym] = [forms.word, forms.digest, forms.pseudonym].map((form) => new RegExp(`^${form}$`)) as [
  RegExp,
  RegExp,
  RegExp,
];

/**
 * The text of a record of version 2, as RFC 8785 writes it: its UTF-8 bytes are the leaf of the tree. Throws a plain error on a field that no record may
 * hold, because streams and types are words of ours and never text from outside.
 */
export function recordText(header: SealedHeader): string {
  if (!isSealed(header)) throw new Error(`no record says this: ${JSON.stringify(header).slice(0, 200)}`);
  return write(header);
}

/** What a record says besides its commitment, as it stands in its text: what its payload is bound to (`payload.ts`). */
export function boundText({ key, previous, recordedAtMs, sequence, stream, tenant, type }: Omit<SealedHeader, "commitment">): string {
  return `"key":${key},"previous":"${previous}","recordedAtMs":${recordedAtMs},"sequence":${sequence},"stream":"${stream}","tenant":"${tenant}","type":"${type}","version":2`;
}

// The keys are in the order of RFC 8785, and no value needs escaping.
const write = (header: SealedHeader): string => `{"commitment":"${header.commitment}",${boundText(header)}}`;

/** What a text says as a record; undefined when it is not exactly one, to the last character. Never throws. */
export function readRecord(text: string): RecordHeader | undefined {
  if (!text.startsWith("{")) return readPlain(parsed(text), text);
  const said = text.length <= recordCharactersMax ? wholeRecord.exec(text) : null;
  if (!said) return undefined;
  const [, commitment = "", key, previous = "", recordedAtMs, sequence, stream = "", tenant = "", type = ""] = said;
  const header: SealedHeader = {
    version: recordVersion,
    sequence: Number(sequence),
    stream,
    type,
    recordedAtMs: Number(recordedAtMs),
    previous,
    tenant,
    key: Number(key),
    commitment,
  };
  return isCount(header.sequence) && isCount(header.key) && isCount(header.recordedAtMs) ? header : undefined;
}

// What `write` writes and nothing else: one spelling of each value, so that no other text reads the same. A third of the time of parsing and comparing.
const { word: w, digest: d, pseudonym: p, count: c } = forms;
const wholeRecord = new RegExp(
  `^\\{"commitment":"(${d})","key":(${c}),"previous":"(${d})","recordedAtMs":(${c}),"sequence":(${c}),"stream":"(${w})","tenant":"(${p})","type":"(${w})","version":2\\}$`,
);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSealed(said: SealedHeader): boolean {
  return (
    said.version === recordVersion &&
    isCount(said.sequence) &&
    isCount(said.key) &&
    isCount(said.recordedAtMs) &&
    isText(said.stream, word) &&
    isText(said.type, word) &&
    isText(said.previous, digest) &&
    isText(said.commitment, digest) &&
    isText(said.tenant, pseudonym)
  );
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0);
const isText = (value: unknown, pattern: RegExp): boolean => typeof value === "string" && pattern.test(value);

/** The text of a record of version 1: what that version hashed. */
export function plainText({ sequence, stream, type, recordedAtMs, event, previous }: Omit<PlainHeader, "version">): string {
  return JSON.stringify(["journal-v1", sequence, stream, type, recordedAtMs, event, previous]);
}

function readPlain(said: unknown, text: string): PlainHeader | undefined {
  if (!Array.isArray(said)) return undefined;
  const [version, sequence, stream, type, recordedAtMs, event, previous] = said as readonly unknown[];
  if (version !== "journal-v1" || !isCount(sequence) || !Number.isSafeInteger(recordedAtMs)) return undefined;
  if (![stream, type, event, previous].every((each) => typeof each === "string")) return undefined;
  const header = { version: 1, sequence, stream, type, recordedAtMs, event, previous } as PlainHeader;
  return plainText(header) === text ? header : undefined;
}
