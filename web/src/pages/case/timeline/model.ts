import type { StoryLine } from "./queries.ts";

/** A line with its moments as numbers, and its number in the whole story. */
export type Line = StoryLine & { readonly at: number; readonly fromMs: number; readonly toMs: number };
/** What of time is shown. */
export type Span = { readonly fromMs: number; readonly toMs: number };
/** How lines are laid on lanes. */
export type LaneBy = "asset" | "source";
/** One lane and its lines, oldest first. `kind` says what the name is; "none" is the lane of lines that name nothing of the kind. */
export type Lane = {
  readonly key: string;
  readonly kind: "machine" | "account" | "source" | "none";
  readonly name: string;
  readonly lines: readonly Line[];
};
/** Lines of one lane that stand too close to be told apart. */
export type Mark = { readonly x: number; readonly width: number; readonly lines: readonly Line[] };
/** A time in which nothing was recorded. */
export type Gap = Span;

const severities = ["informational", "low", "medium", "high", "critical"];
/** Nothing is looked at closer than this, milliseconds. */
export const spanLeastMs = 1_000;
const gapLeastMs = 5 * 60_000;
/** A silence is worth being told when it is at least this part of the whole. */
const gapPart = 12;

/** Lines with numbers, oldest first. */
export const linesOf = (timeline: readonly StoryLine[]): Line[] =>
  timeline
    .toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time))
    .map((line, at) => ({ ...line, at, fromMs: Date.parse(line.time), toMs: Date.parse(line.until) }));

/** All of it, with a margin on both sides. */
export function wholeSpan(lines: readonly Line[]): Span {
  const fromMs = lines.reduce((least, line) => Math.min(least, line.fromMs), Number.POSITIVE_INFINITY);
  const toMs = lines.reduce((most, line) => Math.max(most, line.toMs), Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(fromMs)) return { fromMs: 0, toMs: spanLeastMs };
  const margin = Math.max(spanLeastMs, (toMs - fromMs) * 0.03);
  return { fromMs: fromMs - margin, toMs: toMs + margin };
}

/** The span that is `factor` as long, its moment `about` staying where it is; never beyond the whole. */
export function zoomed(span: Span, whole: Span, factor: number, about = (span.fromMs + span.toMs) / 2): Span {
  const length = Math.min(Math.max((span.toMs - span.fromMs) * factor, spanLeastMs), whole.toMs - whole.fromMs);
  const before = (about - span.fromMs) / (span.toMs - span.fromMs);
  return within({ fromMs: about - length * before, toMs: about + length * (1 - before) }, whole);
}

/** The span moved by a part of its length; never beyond the whole. */
export function panned(span: Span, whole: Span, part: number): Span {
  const by = (span.toMs - span.fromMs) * part;
  return within({ fromMs: span.fromMs + by, toMs: span.toMs + by }, whole);
}

/** The same length, moved so that the moment is in it with some room around it. */
export function showing(span: Span, whole: Span, atMs: number): Span {
  const length = span.toMs - span.fromMs;
  const room = length * 0.08;
  if (atMs >= span.fromMs + room && atMs <= span.toMs - room) return span;
  return within({ fromMs: atMs - length / 2, toMs: atMs + length / 2 }, whole);
}

function within({ fromMs, toMs }: Span, whole: Span): Span {
  const length = Math.min(toMs - fromMs, whole.toMs - whole.fromMs);
  const from = Math.min(Math.max(fromMs, whole.fromMs), whole.toMs - length);
  return { fromMs: from, toMs: from + length };
}

/** Whether any of a line's time is in the span. */
export const isIn = ({ fromMs, toMs }: Line, span: Span) => toMs >= span.fromMs && fromMs <= span.toMs;

/** One lane for each machine, or account where no machine is named; or one for each source. The lane in which it began comes first, that of nobody last. */
export function lanesOf(lines: readonly Line[], by: LaneBy): Lane[] {
  const lanes = new Map<string, { kind: Lane["kind"]; name: string; lines: Line[] }>();
  for (const line of lines)
    for (const { kind, name } of placesOf(line, by)) {
      const key = `${kind} ${name}`;
      const lane = lanes.get(key) ?? { kind, name, lines: [] };
      lanes.set(key, lane);
      lane.lines.push(line);
    }
  const all = [...lanes].map(([key, lane]) => ({ key, ...lane }));
  return [...all.filter(({ kind }) => kind !== "none"), ...all.filter(({ kind }) => kind === "none")];
}

function placesOf({ machines, accounts, sources }: Line, by: LaneBy): { kind: Lane["kind"]; name: string }[] {
  const of = (kind: Lane["kind"], names: readonly string[]) => names.map((name) => ({ kind, name }));
  const found = by === "source" ? of("source", sources) : machines.length > 0 ? of("machine", machines) : of("account", accounts);
  return found.length > 0 ? found : [{ kind: "none", name: by === "source" ? "no source is known" : "names no asset" }];
}

/** A figure of how many stands right of a mark, pixels for each of its digits. */
const digitPx = 9;

/** The marks of a lane in a span that is `widthPx` wide: what is nearer than `nearPx`, or would stand on the figure of the mark before, is one mark with it. */
export function marksOf(lines: readonly Line[], span: Span, widthPx: number, nearPx: number): Mark[] {
  const scale = widthPx / (span.toMs - span.fromMs);
  const marks: { x: number; width: number; lines: Line[] }[] = [];
  for (const line of lines) {
    if (!isIn(line, span)) continue;
    const x = (line.fromMs - span.fromMs) * scale;
    const width = Math.max(0, (line.toMs - line.fromMs) * scale);
    const last = marks.at(-1);
    const figurePx = last && last.lines.length > 1 ? digitPx * String(last.lines.length).length : 0;
    if (last && x - last.x < nearPx + figurePx) {
      last.lines.push(line);
      last.width = Math.max(last.width, x - last.x + width);
    } else marks.push({ x, width, lines: [line] });
  }
  return marks;
}

/** The gravest severity among lines; null where none says one. */
export function gravestOf(lines: readonly Line[]): StoryLine["severity"] {
  let found: StoryLine["severity"] = null;
  for (const { severity } of lines) if (severity && severities.indexOf(severity) > severities.indexOf(found ?? "")) found = severity;
  return found;
}

/** The silences between lines that are long beside the whole. */
export function gapsOf(lines: readonly Line[], whole: Span): Gap[] {
  const least = Math.max(gapLeastMs, (whole.toMs - whole.fromMs) / gapPart);
  const gaps: Gap[] = [];
  let untilMs: number | undefined;
  for (const { fromMs, toMs } of lines) {
    if (untilMs !== undefined && fromMs - untilMs >= least) gaps.push({ fromMs: untilMs, toMs: fromMs });
    untilMs = Math.max(untilMs ?? toMs, toMs);
  }
  return gaps;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [1, 2, 5, 10, 15, 30]
  .map((each) => each * second)
  .concat([1, 2, 5, 10, 15, 30].map((each) => each * minute))
  .concat([1, 2, 3, 6, 12].map((each) => each * hour))
  .concat([1, 2, 7, 14, 30, 91, 365, 3_650].map((each) => each * day));

/** Round moments of UTC to write along a span, at least `apartPx` from each other. `says` is the clock, or the day at midnight. */
export function ticksOf(
  span: Span,
  widthPx: number,
  apartPx = 84,
): { readonly atMs: number; readonly says: string; readonly isDay: boolean }[] {
  const perPx = (span.toMs - span.fromMs) / Math.max(1, widthPx);
  const step = steps.find((each) => each / perPx >= apartPx) ?? steps.at(-1)!;
  const ticks = [];
  for (let atMs = Math.ceil(span.fromMs / step) * step; atMs <= span.toMs; atMs += step) {
    const iso = new Date(atMs).toISOString();
    const isDay = atMs % day === 0;
    ticks.push({ atMs, isDay, says: isDay ? iso.slice(0, 10) : step < minute ? iso.slice(11, 19) : iso.slice(11, 16) });
  }
  return ticks;
}

/** How many lines begin in each of `bins` equal parts of the whole. */
export function densityOf(lines: readonly Line[], whole: Span, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  const length = (whole.toMs - whole.fromMs) / bins;
  for (const { fromMs } of lines) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((fromMs - whole.fromMs) / length)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
