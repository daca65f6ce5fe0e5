/** One file of a scenario. `modifiedMs` is what its modification time should be: syslog lines carry no year of their own. */
export type ScenarioFile = {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly modifiedMs: number;
  /** When each of its records was written, in their order; absent where it holds none. */
  readonly timesMs?: readonly number[];
};

/** Where one record ended up, counted from 1 in the order of its file. */
export type Mention = { readonly path: string; readonly record: number; readonly timeMs: number };

/** Turns the records of one file, in order of time, into its bytes. One record in, one record out. */
export type Encoder<T> = (records: readonly { readonly timeMs: number; readonly item: T }[]) => Uint8Array;

/** A file that records are added to, in any order. */
export type Log<T> = { readonly path: string; readonly add: (timeMs: number, item: T) => void };

/** Everything that one scenario writes down, with a note of which part of the story each record belongs to. */
export type Recording = {
  readonly log: <T>(path: string, encode: Encoder<T>) => Log<T>;
  /** All records added while `work` runs belong to this step of this part. What no one marks is the ordinary day. */
  readonly marked: <R>(part: string, step: string, work: () => R) => R;
  /** What was recorded, or what of it was there at `untilMs`: a record keeps its number. */
  readonly close: (untilMs?: number) => Played;
};

/** What was recorded. `mentions` is keyed by `part/step`; `ordinary` counts the records that no part claims. */
export type Played = {
  readonly files: readonly ScenarioFile[];
  readonly mentions: ReadonlyMap<string, readonly Mention[]>;
  readonly ordinary: number;
  readonly records: number;
};

type Entry = { readonly timeMs: number; readonly item: unknown; readonly mark: string | undefined };
type OpenLog = { readonly encode: Encoder<never>; readonly entries: Entry[] };

export function openRecording(): Recording {
  const logs = new Map<string, OpenLog>();
  let mark: string | undefined;
  return {
    log<T>(path: string, encode: Encoder<T>) {
      const log = logs.get(path) ?? { encode: encode as Encoder<never>, entries: [] };
      logs.set(path, log);
      return { path, add: (timeMs: number, item: T) => void log.entries.push({ timeMs, item, mark }) };
    },
    marked(part, step, work) {
      const before = mark;
      mark = `${part}/${step}`;
      try {
        return work();
      } finally {
        mark = before;
      }
    },
    close: (untilMs = Number.POSITIVE_INFINITY) => closed(logs, untilMs),
  };
}

function closed(logs: ReadonlyMap<string, OpenLog>, untilMs: number): Played {
  const files: ScenarioFile[] = [];
  const mentions = new Map<string, Mention[]>();
  let ordinary = 0;
  let records = 0;
  for (const path of [...logs.keys()].sort()) {
    const { encode, entries: all } = logs.get(path)!;
    all.sort((a, b) => a.timeMs - b.timeMs);
    const entries = all.filter(({ timeMs }) => timeMs <= untilMs);
    if (entries.length === 0 && all.length > 0) continue;
    for (const [index, { mark, timeMs }] of entries.entries()) {
      records++;
      if (mark === undefined) ordinary++;
      else mentionsOf(mentions, mark).push({ path, record: index + 1, timeMs });
    }
    const timesMs = entries.map(({ timeMs }) => timeMs);
    files.push({ path, bytes: encode(entries as never), modifiedMs: timesMs.at(-1) ?? 0, timesMs });
  }
  return { files, mentions, ordinary, records };
}

function mentionsOf(mentions: Map<string, Mention[]>, mark: string): Mention[] {
  const list = mentions.get(mark) ?? [];
  mentions.set(mark, list);
  return list;
}

/** One record a line. */
export const textLines: Encoder<string> = (records) => Buffer.from(records.map(({ item }) => `${item}\n`).join(""));

/** One JSON object a line. */
export const jsonLines: Encoder<object> = (records) => Buffer.from(records.map(({ item }) => `${JSON.stringify(item)}\n`).join(""));

/** One record is the whole file. */
export const wholeFile: Encoder<string> = (records) => Buffer.from(records.map(({ item }) => item).join(""));
