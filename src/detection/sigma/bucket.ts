import type { FieldValue } from "../../core/event/event.ts";
import type { FieldAliases } from "../field-alias.ts";
import type { Route } from "../routing.ts";
import { type Alphabet, type Automaton, automatonOf, scan } from "./automaton.ts";
import type { Literal, Need, Place } from "./literal.ts";
import type { FieldAlias, View } from "./view.ts";

/**
 * The rules for one kind of event, arranged so that an event meets only those whose literals it holds: one automaton per field
 * over the rules' needed literals, and the few rules without any.
 */
export type Bucket = {
  readonly size: number;
  readonly aliases: readonly FieldAlias[];
  /** Calls `candidate` with the place of every rule that may match the loaded event; others cannot. A rule may be named twice. */
  readonly candidates: (view: View, candidate: (rule: number) => void) => void;
};

/** `rules` are places in the rule set; `needOf` gives each one's need. */
export function bucketOf(
  rules: readonly number[],
  needOf: (rule: number) => Need | undefined,
  { fieldIds, alphabet, route }: { fieldIds: ReadonlyMap<string, number>; alphabet: Alphabet; route: Pick<Route, "aliases" | "overrides"> },
): Bucket {
  const aliasesOf = (names: FieldAliases, overrides: boolean): FieldAlias[] =>
    [...names].flatMap(([name, natives]) => (fieldIds.has(name) ? [{ field: fieldIds.get(name)!, natives, overrides }] : []));
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
    aliases: [...aliasesOf(route.aliases, false), ...aliasesOf(route.overrides, true)],
    candidates: (view, candidate) => {
      for (const rule of always) candidate(rule);
      for (const scanner of scanners) scanner(view, candidate);
    },
  };
}

const everyField = -1;
const places: readonly Place[] = ["contains", "starts", "ends", "whole"];
type Scanner = (view: View, candidate: (rule: number) => void) => void;

function scannerOf(field: number, wanted: readonly { literal: Literal; rule: number }[], alphabet: Alphabet): Scanner {
  const rulesOf = new Map<string, Map<Place, Set<number>>>();
  const alike = new Map<string, string>();
  for (const { literal, rule } of wanted) {
    // Literals that the alphabet cannot tell apart are one pattern, so that it is found once.
    const classes = classesIn(literal.text, alphabet);
    const text = alike.get(classes) ?? literal.text;
    alike.set(classes, text);
    const byPlace = rulesOf.get(text) ?? new Map<Place, Set<number>>();
    rulesOf.set(text, byPlace);
    const found = byPlace.get(literal.place) ?? new Set<number>();
    byPlace.set(literal.place, found.add(rule));
  }
  const texts = [...rulesOf.keys()].sort();
  const automaton = automatonOf(texts, alphabet);
  const targets = texts.map((text) => places.map((place) => [...(rulesOf.get(text)!.get(place) ?? [])]));
  const visit = visitorOf(automaton, targets);
  const visitValue = (value: FieldValue | undefined, epoch: number, candidate: (rule: number) => void) => {
    if (typeof value === "string") visit(value, epoch, candidate);
    else if (typeof value === "number" || typeof value === "boolean") visit(String(value), epoch, candidate);
    else if (value) for (const item of value) if (item !== null) visit(String(item), epoch, candidate);
  };
  if (field !== everyField) return (view, candidate) => visitValue(view.raw(field), view.epoch(), candidate);
  return (view, candidate) => {
    const fields = view.fields();
    for (const name in fields) visitValue(fields[name], view.epoch(), candidate);
  };
}

function classesIn(text: string, { classes }: Alphabet): string {
  let key = "";
  for (let index = 0; index < text.length; index++) key += String.fromCharCode(classes[text.charCodeAt(index)]!);
  return key;
}

// What is found often in one text is looked at as often; a literal wanted anywhere calls its rules once per event.
function visitorOf(automaton: Automaton, targets: readonly (readonly (readonly number[])[])[]) {
  const containedAt = new Float64Array(targets.length);
  const found: number[] = [];
  return (text: string, epoch: number, candidate: (rule: number) => void) => {
    const written = scan(automaton, text, found);
    for (let at = 0; at < written; at += 2) {
      const pattern = found[at]!;
      const target = targets[pattern]!;
      if (containedAt[pattern] !== epoch) {
        containedAt[pattern] = epoch;
        for (const rule of target[0]!) candidate(rule);
      }
      const starts = found[at + 1] === automaton.lengths[pattern];
      const ends = found[at + 1] === text.length;
      if (starts) for (const rule of target[1]!) candidate(rule);
      if (ends) for (const rule of target[2]!) candidate(rule);
      if (starts && ends) for (const rule of target[3]!) candidate(rule);
    }
  };
}
