import type { FieldAliases } from "../field-alias.ts";
import { type Automaton, automatonOf, scan } from "./automaton.ts";
import type { Literal, Need, Place } from "./literal.ts";
import type { View } from "./view.ts";

/**
 * The rules for one kind of event, arranged so that an event meets only those whose literals it holds: one automaton per field
 * over the rules' needed literals, and the few rules without any.
 */
export type Bucket = {
  readonly size: number;
  readonly aliases: readonly (readonly [number, readonly string[]])[];
  /** Calls `candidate` with the place of every rule that may match the loaded event; others cannot. A rule may be named twice. */
  readonly candidates: (view: View, candidate: (rule: number) => void) => void;
};

/** `rules` are places in the rule set; `needOf` gives each one's need. */
export function bucketOf(
  rules: readonly number[],
  needOf: (rule: number) => Need | undefined,
  {
    fieldIds,
    alphabet,
    aliases,
  }: { fieldIds: ReadonlyMap<string, number>; alphabet: { classes: Uint8Array; width: number }; aliases: FieldAliases },
): Bucket {
  const always = rules.filter((rule) => !needOf(rule));
  const byField = new Map<number, { literal: Literal; rule: number }[]>();
  for (const rule of rules)
    for (const literal of needOf(rule) ?? []) {
      const field = literal.field === undefined ? everyField : fieldIds.get(literal.field)!;
      const found = byField.get(field);
      if (found) found.push({ literal, rule });
      else byField.set(field, [{ literal, rule }]);
    }
  const scanners = [...byField].sort(([a], [b]) => a - b).map(([field, wanted]) => scannerOf(field, wanted, alphabet));
  return {
    size: rules.length,
    aliases: [...aliases].flatMap(([name, natives]) => (fieldIds.has(name) ? [[fieldIds.get(name)!, natives] as const] : [])),
    candidates: (view, candidate) => {
      for (const rule of always) candidate(rule);
      for (const scanner of scanners) scanner(view, candidate);
    },
  };
}

const everyField = -1;
const places: readonly Place[] = ["contains", "starts", "ends", "whole"];
type Scanner = (view: View, candidate: (rule: number) => void) => void;

function scannerOf(
  field: number,
  wanted: readonly { literal: Literal; rule: number }[],
  alphabet: { classes: Uint8Array; width: number },
): Scanner {
  const rulesOf = new Map<string, Map<Place, Set<number>>>();
  for (const { literal, rule } of wanted) {
    const byPlace = rulesOf.get(literal.text) ?? new Map<Place, Set<number>>();
    rulesOf.set(literal.text, byPlace);
    const found = byPlace.get(literal.place) ?? new Set<number>();
    byPlace.set(literal.place, found.add(rule));
  }
  const texts = [...rulesOf.keys()].sort();
  const automaton = automatonOf(texts, alphabet);
  const targets = texts.map((text) => places.map((place) => [...(rulesOf.get(text)!.get(place) ?? [])]));
  const visit = visitorOf(automaton, targets);
  return (view, candidate) => {
    if (field === everyField) return visit(view.allJoined(), view.epoch(), candidate);
    const value = view.raw(field);
    if (value === undefined || value === null) return;
    if (typeof value !== "object") return visit(typeof value === "string" ? value : String(value), view.epoch(), candidate);
    for (const item of value) if (item !== null) visit(String(item), view.epoch(), candidate);
  };
}

// A literal that was found where all its rules want it needs no second look in the same event.
function visitorOf(automaton: Automaton, targets: readonly (readonly (readonly number[])[])[]) {
  const containedAt = new Float64Array(targets.length);
  const placed = Uint8Array.from(targets, (target) => (target[1]!.length + target[2]!.length + target[3]!.length > 0 ? 1 : 0));
  return (text: string, epoch: number, candidate: (rule: number) => void) => {
    scan(automaton, text, (pattern, end) => {
      const seen = containedAt[pattern] === epoch;
      if (seen && placed[pattern] === 0) return;
      const target = targets[pattern]!;
      if (!seen) {
        containedAt[pattern] = epoch;
        for (const rule of target[0]!) candidate(rule);
      }
      const starts = end === automaton.lengths[pattern];
      const ends = end === text.length;
      if (starts) for (const rule of target[1]!) candidate(rule);
      if (ends) for (const rule of target[2]!) candidate(rule);
      if (starts && ends) for (const rule of target[3]!) candidate(rule);
    });
  };
}
