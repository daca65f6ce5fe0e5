import type { z } from "zod";
import { CalendarPack, type PackRule, type RuleBook, RulePack, type SignedPack } from "./pack.ts";
import { packDigest, signerOf } from "./pack-signature.ts";
import { refusedRegulation } from "./refusal.ts";

/** A pack as it lies somewhere: its JSON, the signature beside it, and where that is, for refusals. */
export type PackText = { readonly place: string; readonly text: string; readonly signature: string | undefined };

type Opened<Pack> = { readonly pack: Pack; readonly digest: string; readonly key: string };

/** Reads a rule pack: checks its signature first, then its shape, then that it names nothing which it has not. Refuses (`regulation/pack-…`). */
export function readRulePack(given: PackText, keys: ReadonlySet<string>): SignedPack {
  const opened = openPack(given, keys, RulePack);
  requireWhole(opened.pack, given.place);
  return opened;
}

/** Reads a pack of calendars. Refuses (`regulation/pack-…`). */
export const readCalendarPack = (given: PackText, keys: ReadonlySet<string>): Opened<CalendarPack> => openPack(given, keys, CalendarPack);

/** Puts packs together. Refuses (`regulation/pack-conflict`) two of one name, and a value that is two things. */
export function bookOf(packs: readonly SignedPack[], calendars: Opened<CalendarPack>): RuleBook {
  const names = new Set<string>();
  const types = new Map<string, string>();
  for (const { pack } of packs) {
    if (names.has(pack.name)) throw refusedRegulation("regulation/pack-conflict", `two packs are named ${pack.name}`);
    names.add(pack.name);
    for (const { id, type, unit } of pack.values) {
      const is = `${type} ${unit ?? ""}`;
      if ((types.get(id) ?? is) !== is)
        throw refusedRegulation("regulation/pack-conflict", `${pack.name} takes ${id} for another thing than packs before it`);
      types.set(id, is);
    }
  }
  const { pack, digest } = calendars;
  return {
    packs,
    calendars: new Map(Object.entries(pack.calendars)),
    calendar: { name: pack.name, version: pack.version, digest },
  };
}

/** The largest pack that is read, characters. */
const packLengthMax = 2_000_000;

function openPack<Pack>({ place, text, signature }: PackText, keys: ReadonlySet<string>, shape: z.ZodType<Pack>): Opened<Pack> {
  const json = text.length > packLengthMax ? undefined : jsonIn(text);
  if (json === undefined) throw refusedRegulation("regulation/pack-malformed", `${place} is no JSON, or too large`);
  const key = signerOf(json, signature, keys, place);
  const read = shape.safeParse(json);
  if (!read.success) {
    const [first] = read.error.issues;
    throw refusedRegulation("regulation/pack-malformed", `${place}, ${first?.path.join(".") || "whole"}: ${first?.message.slice(0, 200)}`);
  }
  return { pack: read.data, digest: packDigest(json), key };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Everything that a pack names, it has. */
function requireWhole(pack: RulePack, place: string): void {
  const values = new Map(pack.values.map(({ id, type }) => [id, type]));
  const criteria = new Set(pack.criteria.map(({ id }) => id));
  const stages = new Set(pack.clocks.map(({ stage }) => stage));
  const lacks = (what: string) => refusedRegulation("regulation/pack-conflict", `${place} names ${what}, which it does not have`);
  for (const id of criteriaIn(pack.rule)) if (!criteria.has(id)) throw lacks(`the criterion ${id}`);
  const wanted = pack.criteria.flatMap(({ thresholds }) => thresholds.map(({ value }) => value));
  const fields = pack.templates.flatMap((each) => each.fields.map(({ from }) => from)).filter((from) => from.startsWith("value:"));
  for (const id of [...wanted, ...fields.map((from) => from.slice("value:".length)), ...(pack.about === undefined ? [] : [pack.about])])
    if (!values.has(id)) throw lacks(`the value ${id}`);
  for (const fact of factsIn(pack)) {
    const [kind = "", name = ""] = fact.split(":");
    if (kind === "value" && values.get(name) !== "time") throw lacks(`the time ${name}`);
    if (kind.endsWith("-submitted") && !stages.has(name)) throw lacks(`the stage ${name}`);
  }
}

function criteriaIn(rule: PackRule): readonly string[] {
  if ("criterion" in rule) return [rule.criterion];
  return ("all" in rule ? rule.all : "any" in rule ? rule.any : rule.of).flatMap(criteriaIn);
}

function factsIn({ clocks, undetermined }: RulePack): readonly string[] {
  const ways = clocks.flatMap((clock) => clock.ways);
  const conditions = ways.flatMap(({ when }) => (when && "fact" in when ? [when.fact, when["later-than"].after] : []));
  return [...ways.flatMap(({ due }) => due.map(({ after }) => after)), ...conditions, ...(undetermined ? [undetermined.since] : [])];
}
