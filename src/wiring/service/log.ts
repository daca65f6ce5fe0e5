import { createWriteStream, type WriteStream } from "node:fs";
import { pino } from "pino";
import type { Logs } from "../../core/configuration/sections.ts";
import { inline } from "../../core/report/inline.ts";
import { redact } from "../../core/report/redact.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { type Log, type LogCode, type LogLevel, logFields } from "../../ports/log.ts";

const valueLengthMax = 300;
const detailLengthMax = 1_000;
const framesMax = 6;
const causesMax = 3;
/** How long a file that failed is left alone before it is opened anew, milliseconds. */
const reopenMs = 10_000;
/** Lines that wait for a disk that does not take them; more are dropped and counted. */
const waitingBytesMax = 4 * 1_048_576;

export type LogParts = {
  readonly clock: Clock;
  readonly error: (text: string) => void;
  readonly facts?: Readonly<Record<string, string | number>>;
};

/** A log that is open. `again` opens the file anew, after the system has moved it away. */
export type OpenLog = {
  readonly log: Log;
  readonly setLevel: (level: LogLevel) => void;
  readonly again: () => void;
  readonly close: () => Promise<void>;
};

/** Opens the log of a service: one line of JSON, or of text, for each event, to standard error or to a file. */
export function openLog({ level, format, file }: Logs, { clock, error, facts = {} }: LogParts): OpenLog {
  const sink = openSink(file, error, clock);
  const write = (line: string) => sink.write(format === "json" ? line : textOf(line));
  const logger = pino(
    {
      level,
      base: { ...facts },
      timestamp: () => `,"time":"${new Date(clock.nowMs()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: "event",
    },
    { write },
  );
  const say =
    (at: LogLevel) =>
    (code: LogCode, fields: Readonly<Record<string, unknown>>, cause?: unknown): void =>
      logger[at]({ ...allowed(code, fields), ...(cause === undefined ? {} : { cause: factsOf(cause) }) }, code);
  return {
    log: { error: say("error"), warn: say("warn"), info: say("info"), debug: say("debug") },
    setLevel(next) {
      logger.level = next;
    },
    again: sink.again,
    close: sink.close,
  };
}

/** The fields that lines of this kind have, and no others, each on one line and shortened. */
function allowed(code: LogCode, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of logFields[code]) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (typeof value === "number" || typeof value === "boolean") kept[name] = value;
    if (typeof value === "string") kept[name] = inline(redact(value.slice(0, valueLengthMax * 4)), valueLengthMax);
  }
  return kept;
}

/** What of an error may be written: of ours what it says, of others what kind it is and where it arose. Their words can hold anything. */
function factsOf(cause: unknown, depth = 0): Record<string, unknown> {
  const inner = cause instanceof Error && cause.cause !== undefined && depth < causesMax ? { cause: factsOf(cause.cause, depth + 1) } : {};
  if (cause instanceof SocError) {
    const { code, problem, remedy, detail } = cause;
    return {
      code,
      problem: inline(redact(problem), detailLengthMax),
      remedy: inline(redact(remedy), detailLengthMax),
      ...(detail === undefined ? {} : { detail: inline(redact(detail.slice(0, detailLengthMax * 4)), detailLengthMax) }),
      ...inner,
    };
  }
  if (!(cause instanceof Error)) return { kind: typeof cause };
  const code = "code" in cause && typeof cause.code === "string" ? { code: inline(cause.code, 60) } : {};
  return { kind: inline(cause.constructor.name, 60), ...code, at: framesOf(cause), ...inner };
}

/** File, line and column of the first frames; the message before them is left out. */
function framesOf({ stack = "" }: Error): readonly string[] {
  const places = [...stack.matchAll(/^ {4}at (?:.{0,300}\()?(?:file:\/\/)?([^()\n]{1,400}:\d+:\d+)\)?$/gm)];
  return places.slice(0, framesMax).map(([, place = ""]) => inline(place.replace(/^.*\/(?=(?:src|node_modules|dist)\/)/, ""), 200));
}

type Sink = { readonly write: (line: string) => void; readonly again: () => void; readonly close: () => Promise<void> };

function openSink(file: string | undefined, error: (text: string) => void, clock: Pick<Clock, "nowMs">): Sink {
  if (file === undefined) return { write: error, again: () => {}, close: async () => {} };
  let dropped = 0;
  let openedMs = clock.nowMs();
  const openFile = () => {
    const stream = createWriteStream(file, { flags: "a", mode: 0o640 });
    // A log that cannot be written must not end what it tells of.
    stream.on("error", () => {
      dropped++;
    });
    return stream;
  };
  let stream: WriteStream = openFile();
  const again = () => {
    stream.end();
    stream = openFile();
    openedMs = clock.nowMs();
    if (dropped > 0) stream.write(`{"level":"warn","event":"log/dropped","lines":${dropped}}\n`);
    dropped = 0;
  };
  return {
    write(line) {
      // A full disk has room again some time: nobody has to tell us.
      if (stream.errored && Math.abs(clock.nowMs() - openedMs) >= reopenMs) again();
      if (stream.writableLength > waitingBytesMax || stream.errored) dropped++;
      else stream.write(line);
    },
    again,
    close: () => new Promise((settle) => (stream.errored ? settle() : stream.end(() => settle()))),
  };
}

/** The same line for people: time, level, event, and each field by its name. */
function textOf(line: string): string {
  const { time, level, event, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const fields = Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${[String(time), String(level).toUpperCase().padEnd(5), String(event), ...fields].join(" ")}\n`;
}
