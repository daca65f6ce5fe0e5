import { type KnownNames, namesIn } from "./known-names.ts";
import { type Hit, innerAddressesIn, personalDataIn } from "./personal.ts";
import { type StandInKind, standInKinds } from "./prompt.ts";
import { titledIn } from "./titled.ts";

/** What is to stand under stand-ins in a prompt: which kinds, and whose names are known. */
export type StandInOrder = { readonly known: KnownNames; readonly kinds: ReadonlySet<StandInKind> };

/** Before a model that is hosted elsewhere, unless policy says otherwise: all of them. */
export const hostedStandIns: ReadonlySet<StandInKind> = new Set(standInKinds);

/** A text under stand-ins, and where each stands in it and in the text that it was. */
export type StoodIn = {
  readonly text: string;
  readonly places: readonly { readonly from: number; readonly to: number; readonly canonicalFrom: number; readonly canonicalTo: number }[];
};

/** The stand-ins of one prompt: the same value has the same one wherever it stands. */
export type StandIns = {
  readonly replace: (text: string) => StoodIn;
  /** A text with values in the place of stand-ins. One pass: what a value holds is not looked at again. */
  readonly restore: (text: string) => string;
};

const kinds = standInKinds.join("|");
/** A stand-in that touches a word stands in brackets, as `card⟦card-1⟧`, so that the way back is plain. */
const standIn = new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${kinds})-\\d{1,6}(?![\\p{L}\\p{N}_])`, "giu");

/** Anywhere at all: what stands before or after it may be replaced. */
const likeOne = new RegExp(`(?:${kinds})-\\d{1,6}`, "giu");
const eitherForm = new RegExp(`⟦(?:${kinds})-\\d{1,6}⟧|${standIn.source}`, "giu");
const touchesBefore = /[\p{L}\p{N}_-]$/u;
const touchesAfter = /^[\p{L}\p{N}_-]/u;

/** Opens the stand-ins of one prompt. `texts` are all that will stand in it: what reads like a stand-in there already is never given to anybody. */
export function openStandIns({ known, kinds }: StandInOrder, texts: readonly string[]): StandIns {
  const taken = new Set(texts.flatMap((text) => text.match(likeOne) ?? []).map((each) => each.toLowerCase()));
  const byValue = new Map<string, string>();
  const values = new Map<string, string>();
  const numbers = new Map<StandInKind, number>();
  const standInOf = (kind: StandInKind, value: string): string => {
    const key = `${kind} ${value.toLowerCase()}`;
    const held = byValue.get(key);
    if (held !== undefined) return held;
    let number = (numbers.get(kind) ?? 0) + 1;
    while (taken.has(`${kind}-${number}`)) number++;
    numbers.set(kind, number);
    const given = `${kind}-${number}`;
    byValue.set(key, given);
    values.set(given, value);
    return given;
  };
  return {
    replace: (text) => replaced(apart(hitsIn(text, known).filter(({ kind }) => kinds.has(kind))), text, standInOf),
    restore: (text) => text.replace(eitherForm, (found) => values.get(found.replace(/[⟦⟧]/g, "").toLowerCase()) ?? found),
  };
}

/** Found in what was made inert too: `jo[@]corp[.]test` is `jo@corp.test`. */
function hitsIn(text: string, known: KnownNames): readonly Hit[] {
  const dead = [...text.matchAll(/\[([.:@])\]/g)];
  if (dead.length === 0) return hitsInLive(text, known);
  const live = text.replace(/\[([.:@])\]/g, "$1");
  // Where each unit of the live text begins, and the end: two units go with each sign before it.
  const begins: number[] = [];
  const signs = new Set(dead.map(({ index }) => index));
  for (let at = 0; at < text.length; at += signs.has(at) ? 3 : 1) begins.push(at);
  const endOf = (unit: number) => (begins[unit] ?? 0) + (signs.has(begins[unit] ?? -1) ? 3 : 1);
  return hitsInLive(live, known).map(({ from, to, kind }) => ({ from: begins[from] ?? 0, to: endOf(to - 1), kind }));
}

function hitsInLive(text: string, known: KnownNames): readonly Hit[] {
  const shaped = [...personalDataIn(text, known.ownDomains), ...titledIn(text), ...innerAddressesIn(text, known.isOwnAddress)];
  return [...shaped, ...namesIn(text, known)];
}

/** Nothing is replaced twice, nor within one of our own marks: the first that begins, of those the longest. */
function apart(hits: readonly Hit[]): Hit[] {
  const kept: Hit[] = [];
  for (const hit of hits.toSorted((a, b) => a.from - b.from || b.to - a.to)) if (hit.from >= (kept.at(-1)?.to ?? 0)) kept.push(hit);
  return kept;
}

function replaced(hits: readonly Hit[], text: string, standInOf: (kind: StandInKind, value: string) => string): StoodIn {
  const marks = [...text.matchAll(/⟦[^⟧]*⟧/g)].map(({ index, 0: mark }) => ({ from: index, to: index + mark.length }));
  const free = hits.filter((hit) => !marks.some(({ from, to }) => hit.from < to && from < hit.to));
  const places: StoodIn["places"][number][] = [];
  let done = 0;
  let left = "";
  for (const { from, to, kind } of free) {
    left += text.slice(done, from);
    const bare = standInOf(kind, text.slice(from, to));
    const isGlued = touchesBefore.test(text.slice(Math.max(0, from - 2), from)) || touchesAfter.test(text.slice(to, to + 2));
    const given = isGlued ? `⟦${bare}⟧` : bare;
    places.push({ from: left.length, to: left.length + given.length, canonicalFrom: from, canonicalTo: to });
    left += given;
    done = to;
  }
  return { text: left + text.slice(done), places };
}
