import { isoMs, monthOf, utcMs } from "../time.ts";
import { type Structured, structuredData } from "./structured-data.ts";

/** One syslog message taken out of its envelope. Absent parts are undefined. */
export type Frame = {
  readonly timeMs: number;
  /** The line gave no year and nothing else did: the time holds but for its year. */
  readonly yearAssumed: boolean;
  readonly host: string | undefined;
  readonly program: string | undefined;
  readonly pid: string | undefined;
  readonly priority: number | undefined;
  readonly messageId: string | undefined;
  readonly structured: Structured | undefined;
  readonly message: string;
};

const dayMs = 86_400_000;

/**
 * The year of a line that has none (RFC 3164). With the file's modification time: the latest year in which the line is not more than
 * a day younger than the file. Without: the year of the last line that had one, else 1972, the epoch's first leap year, which keeps
 * the order and the time of day, and is told by `yearAssumed`.
 */
export type YearOf = { readonly modifiedMs: number | undefined; lastYear: number | undefined };

const assumedYear = 1972;
const yearsBackMax = 5;

const priorityPattern = /^<(\d{1,3})>/;
const tagPattern = /^([A-Za-z0-9_.@/+-]{1,128}(?:\([^)\s]{1,64}\))?)(?:\[(\d{1,10})\])?:\s?/;
/** Some senders give the year after the day. */
const shortTimePattern = /^([A-Z][a-z]{2}) {1,2}(\d{1,2})(?: (\d{4}))? (\d\d):(\d\d):(\d\d)(?:\.\d{1,9})? /;
const isoPrefixPattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) /;

/** Reads RFC 5424, RFC 3164 and RFC 3339-prefixed lines; undefined when the line is none of them. Times without a zone are taken as UTC. */
export function frameOf(line: string, years: YearOf): Frame | undefined {
  const priority = priorityPattern.exec(line);
  const rest = priority ? line.slice(priority[0].length) : line;
  const level = priority ? Number(priority[1]) : undefined;
  if (level !== undefined && level > 191) return undefined;
  const frame = modern(rest, level) ?? isoPrefixed(rest, level) ?? classic(rest, level, years);
  if (frame && !frame.yearAssumed) years.lastYear = new Date(frame.timeMs).getUTCFullYear();
  return frame;
}

/** RFC 5424: VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG]. */
function modern(text: string, priority: number | undefined): Frame | undefined {
  if (priority === undefined) return undefined;
  const match = /^1 (\S{1,64}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,64}) /.exec(`${text} `);
  if (!match) return undefined;
  const timeMs = isoMs(match[1]!);
  if (timeMs === undefined) return undefined;
  const data = structuredData(text.slice(match[0].length));
  if (!data) return undefined;
  const present = (part: string | undefined) => (part === "-" ? undefined : part);
  const [, , host, program, pid, messageId] = match.map(present);
  return { timeMs, yearAssumed: false, host, program, pid, priority, messageId, structured: data.structured, message: data.rest };
}

function isoPrefixed(text: string, priority: number | undefined): Frame | undefined {
  const match = isoPrefixPattern.exec(text);
  const timeMs = match ? isoMs(match[1]!) : undefined;
  return match && timeMs !== undefined ? afterTime(text.slice(match[0].length), timeMs, priority, false) : undefined;
}

function classic(text: string, priority: number | undefined, years: YearOf): Frame | undefined {
  const match = shortTimePattern.exec(text);
  const month = match ? monthOf(match[1]!) : 0;
  if (!match || month === 0) return undefined;
  const parts = { month, day: Number(match[2]), hour: Number(match[4]), minute: Number(match[5]), second: Number(match[6]) };
  const timeMs = match[3] === undefined ? yearLess(parts, years) : utcMs({ year: Number(match[3]), ...parts });
  if (timeMs === undefined) return undefined;
  const isAssumed = match[3] === undefined && years.modifiedMs === undefined && years.lastYear === undefined;
  return afterTime(text.slice(match[0].length), timeMs, priority, isAssumed);
}

function yearLess(parts: { month: number; day: number; hour: number; minute: number; second: number }, years: YearOf): number | undefined {
  const { modifiedMs } = years;
  if (modifiedMs === undefined) return utcMs({ year: years.lastYear ?? assumedYear, ...parts });
  const newest = new Date(modifiedMs + dayMs).getUTCFullYear();
  for (let year = newest; year > newest - yearsBackMax; year--) {
    const timeMs = utcMs({ year, ...parts });
    if (timeMs !== undefined && timeMs <= modifiedMs + dayMs) return timeMs;
  }
  return undefined;
}

function afterTime(text: string, timeMs: number, priority: number | undefined, yearAssumed: boolean): Frame {
  const common = { timeMs, yearAssumed, priority, messageId: undefined, structured: undefined };
  // A tag right after the time means that the host name was left out.
  const early = tagPattern.exec(text);
  if (early) return { ...common, host: undefined, program: early[1], pid: early[2], message: text.slice(early[0].length) };
  const space = text.indexOf(" ");
  const host = space < 0 ? text : text.slice(0, space);
  const rest = space < 0 ? "" : text.slice(space + 1).trimStart();
  const tag = tagPattern.exec(rest);
  const named = { ...common, host: host === "-" || host === "" ? undefined : host };
  if (!tag) return { ...named, program: undefined, pid: undefined, message: rest };
  return { ...named, program: tag[1], pid: tag[2], message: rest.slice(tag[0].length) };
}
