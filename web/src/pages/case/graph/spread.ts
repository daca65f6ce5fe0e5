import { pack } from "./pack.ts";
import type { Place, Spot, Spread } from "./place.ts";
import type { Step } from "./slices.ts";

/** How long a tie is that nothing crowds, and how much longer where one end has many (times the root of their number), pixels. */
const tiePx = 62;
const crowdPx = 15;
/** Rounds in which distances become what they ought to be; after so many of them the shape can be seen. */
const rounds = 40;
const shapedAfter = 16;
/** Rounds in which entities make room for each other. */
const roomRounds = 80;
/** Of the room that two want, so much is enough. */
const nearEnough = 0.96;
/** How far the last round still moves, as a part of what it would. */
const lastStep = 0.02;
/** Pairs between two halts. */
const pairsAtOnce = 12_000;
/** The room that an entity wants with its name: names are wider than high, pixels. */
const roomPx = { x: 70, y: 50 } as const;

/**
 * Lays entities out so that two are as far from each other in the picture as they are along their ties, then makes room for names. The first is stress by
 * stochastic descent (Zheng, Pawar, Goodman: Graph Drawing by Stochastic Gradient Descent, 2018). It stops after each small step, so that whoever runs it
 * decides for how long; what is held stays; the same in gives the same out.
 */
export function* spread(of: Spread): Generator<Step> {
  const groups = groupsOf(of.ties);
  for (const group of groups) if (group.length > 1) yield* relax(of, group);
  for (const group of groups) turn(of, group);
  pack(of, groups);
  yield "shaped";
  for (let round = 0; round < roomRounds && makeRoom(of); round++) yield "shaped";
}

/** Who is tied together, also over others; the largest first. */
function groupsOf(ties: Spread["ties"]): number[][] {
  const seen = new Set<number>();
  const groups: number[][] = [];
  for (let at = 0; at < ties.length; at++) {
    if (seen.has(at)) continue;
    const group = [at];
    seen.add(at);
    for (const member of group)
      for (const next of ties[member] ?? [])
        if (!seen.has(next)) {
          seen.add(next);
          group.push(next);
        }
    groups.push(group);
  }
  return groups.toSorted((a, b) => b.length - a.length);
}

/** Every two of a group of which one may move, and how far apart they ought to be: column by column, as there are tens of thousands. */
type Pairs = { readonly one: Uint16Array; readonly other: Uint16Array; readonly apart: Float64Array; readonly length: number };

function* relax(of: Spread, group: readonly number[]): Generator<Step> {
  const most = (group.length * (group.length - 1)) / 2;
  const pairs = { one: new Uint16Array(most), other: new Uint16Array(most), apart: new Float64Array(most), length: 0 };
  let longest = tiePx;
  for (const one of group) {
    for (const [other, apart] of distancesFrom(one, of.ties)) {
      if (one >= other || (of.held[one] && of.held[other])) continue;
      pairs.one[pairs.length] = one;
      pairs.other[pairs.length] = other;
      pairs.apart[pairs.length++] = apart;
      longest = Math.max(longest, apart);
    }
    yield "on";
  }
  const order = Uint32Array.from({ length: pairs.length }, (_, at) => at);
  const cooling = Math.log((tiePx / longest) ** 2 * lastStep) / (rounds - 1);
  const next = numbersFrom(pairs.length);
  for (let round = 0; round < rounds; round++) {
    const heat = longest ** 2 * Math.exp(cooling * round);
    mix(order, next);
    for (let from = 0; from < order.length; from += pairsAtOnce) {
      for (const at of order.subarray(from, from + pairsAtOnce)) pull(of, pairs, at, heat);
      yield round >= shapedAfter ? "shaped" : "on";
    }
  }
}

/** How far everybody in the group is from one of them, along ties. */
function distancesFrom(from: number, ties: Spread["ties"]): Map<number, number> {
  const apart = new Map([[from, 0]]);
  for (const [at, far] of apart)
    for (const next of ties[at] ?? [])
      if (!apart.has(next)) apart.set(next, far + tieLength(ties[at]?.length ?? 0, ties[next]?.length ?? 0));
  return apart;
}

const tieLength = (one: number, other: number) => tiePx + crowdPx * Math.sqrt(Math.max(one, other));

/** Moves two so that they are more nearly as far apart as they ought to be: those that ought to be near the more. */
function pull({ places, held }: Spread, pairs: Pairs, at: number, heat: number): void {
  const [one, other, apart] = [pairs.one[at]!, pairs.other[at]!, pairs.apart[at]!];
  const [a, b] = [places[one]!, places[other]!];
  const [x, y] = [a.x - b.x, a.y - b.y];
  const now = Math.sqrt(x * x + y * y);
  if (now < 0.01) {
    nudge(held[one] ? b : a, one + other);
    return;
  }
  const move = (Math.min(1, heat / (apart * apart)) * (now - apart)) / now / (held[one] || held[other] ? 1 : 2);
  if (!held[one]) {
    a.x -= x * move;
    a.y -= y * move;
  }
  if (!held[other]) {
    b.x += x * move;
    b.y += y * move;
  }
}

/** What stands exactly on another has no way away from it: it is given one. */
function nudge(spot: Spot, number: number): void {
  spot.x += Math.cos(number);
  spot.y += Math.sin(number);
}

/** Lays the long side of a group flat, as screens are, where nobody of it is held. */
function turn({ places, held }: Spread, group: readonly number[]): void {
  if (group.length < 3 || group.some((at) => held[at])) return;
  const middle = middleOf(group.map((at) => places[at]!));
  let [xx, xy, yy] = [0, 0, 0];
  for (const at of group) {
    const [x, y] = [places[at]!.x - middle.x, places[at]!.y - middle.y];
    [xx, xy, yy] = [xx + x * x, xy + x * y, yy + y * y];
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (const at of group) {
    const [x, y] = [places[at]!.x - middle.x, places[at]!.y - middle.y];
    Object.assign(places[at]!, { x: middle.x + x * cos + y * sin, y: middle.y - x * sin + y * cos });
  }
}

/** Pushes apart what stands too near; false where nothing does. */
function makeRoom({ places, held }: Spread): boolean {
  let moved = false;
  for (const [one, a] of places.entries())
    for (let other = one + 1; other < places.length; other++) {
      const b = places[other]!;
      const [x, y] = [a.x - b.x, a.y - b.y];
      if (Math.abs(x) >= roomPx.x || Math.abs(y) >= roomPx.y || (held[one] && held[other])) continue;
      const near = Math.hypot(x / roomPx.x, y / roomPx.y);
      if (near > nearEnough) continue;
      moved = true;
      if (near < 0.01) nudge(held[one] ? b : a, one + other);
      const move = Math.min(1, 1 / near - 1) / (held[one] || held[other] ? 1 : 2);
      if (!held[one]) Object.assign(a, { x: a.x + x * move, y: a.y + y * move });
      if (!held[other]) Object.assign(b, { x: b.x - x * move, y: b.y - y * move });
    }
  return moved;
}

function middleOf(places: readonly Place[]): Place {
  const sum = places.reduce((all, { x, y }) => ({ x: all.x + x, y: all.y + y }), { x: 0, y: 0 });
  return { x: sum.x / places.length, y: sum.y / places.length };
}

/** The same numbers each time, from 0 to below 1 (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function mix(order: Uint32Array, next: () => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1));
    const held = order[at]!;
    order[at] = order[other]!;
    order[other] = held;
  }
}
