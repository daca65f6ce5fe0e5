import { fold } from "./fold.ts";
import type { Pattern, Range } from "./pattern.ts";

/** Answers whether a pattern is found anywhere in a text, without case. */
export type Finder = (text: string) => boolean;

type State =
  | { readonly kind: "set"; readonly negated: boolean; readonly ranges: readonly Range[]; next: number }
  | { readonly kind: "assert"; readonly what: "start" | "end" | "boundary" | "no-boundary"; next: number }
  | { readonly kind: "split"; readonly next: number[] }
  | { readonly kind: "found" };

/**
 * A pattern as a set of states that advance together (Thompson 1968): time is at most text length times pattern size,
 * whatever the text, so a hostile one cannot make it slow.
 */
export function finderOf(pattern: Pattern): Finder {
  const states: State[] = [{ kind: "found" }];
  const first = build(pattern, 0, states);
  return (text) => runs(states, first, [...fold(text)]);
}

/** Adds the states of a pattern before `next` and returns where it begins. */
function build(pattern: Pattern, next: number, states: State[]): number {
  switch (pattern.kind) {
    case "set":
    case "assert":
      return states.push({ ...pattern, next }) - 1;
    case "sequence":
      return pattern.parts.reduceRight((after, part) => build(part, after, states), next);
    case "choice":
      return states.push({ kind: "split", next: pattern.options.map((option) => build(option, next, states)) }) - 1;
    case "repeat":
      return buildRepeat(pattern, next, states);
  }
}

function buildRepeat({ part, min, max }: Pattern & { kind: "repeat" }, next: number, states: State[]): number {
  let begin = next;
  if (max === undefined) {
    const loop = { kind: "split" as const, next: [next] };
    begin = states.push(loop) - 1;
    loop.next.push(build(part, begin, states));
  }
  for (let optional = min; optional < (max ?? min); optional++)
    begin = states.push({ kind: "split", next: [next, build(part, begin, states)] }) - 1;
  for (let needed = 0; needed < min; needed++) begin = build(part, begin, states);
  return begin;
}

function runs(states: readonly State[], first: number, points: readonly string[]): boolean {
  let current = new Set<number>();
  for (let at = 0; at <= points.length; at++) {
    // A match may begin anywhere.
    if (reach(states, first, points, at, current)) return true;
    const point = points[at]?.codePointAt(0);
    if (point === undefined) return false;
    const following = new Set<number>();
    for (const index of current) {
      const state = states[index]!;
      if (state.kind === "set" && holds(state, point) && reach(states, state.next, points, at + 1, following)) return true;
    }
    current = following;
  }
  return false;
}

/** Adds all states that can be reached without reading; true when the end of the pattern is among them. */
function reach(states: readonly State[], from: number, points: readonly string[], at: number, into: Set<number>): boolean {
  const waiting = [from];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (into.has(index)) continue;
    into.add(index);
    const state = states[index]!;
    if (state.kind === "found") return true;
    if (state.kind === "split") waiting.push(...state.next);
    if (state.kind === "assert" && stands(state.what, points, at)) waiting.push(state.next);
  }
  return false;
}

function holds({ negated, ranges }: { negated: boolean; ranges: readonly Range[] }, point: number): boolean {
  return ranges.some(([from, to]) => from <= point && point <= to) !== negated;
}

function stands(what: "start" | "end" | "boundary" | "no-boundary", points: readonly string[], at: number): boolean {
  if (what === "start") return at === 0;
  if (what === "end") return at === points.length;
  const isBoundary = isWord(points[at - 1]) !== isWord(points[at]);
  return isBoundary === (what === "boundary");
}

const isWord = (point: string | undefined) => point !== undefined && /^[0-9a-z_]$/.test(point);
