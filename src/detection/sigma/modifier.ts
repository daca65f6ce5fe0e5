import { sigmaLimits } from "./limits.ts";
import { quoted, Refusal } from "./problem.ts";

/** Every modifier that we understand (Sigma specification 2.1, appendix "modifiers"). */
const known = [
  "contains",
  "startswith",
  "endswith",
  "all",
  "cased",
  "neq",
  "exists",
  "re",
  "i",
  "m",
  "s",
  "cidr",
  "lt",
  "lte",
  "gt",
  "gte",
  "fieldref",
  "windash",
  "wide",
  "utf16",
  "utf16le",
  "utf16be",
  "base64",
  "base64offset",
  "expand",
] as const;
/** A value modifier that we understand; a rule with any other is refused (Sigma specification 2.1, appendix "modifiers"). */
export type Modifier = (typeof known)[number];

/** A detection item's key: the field (undefined: every field) and its modifiers in order. */
export type ItemKey = { readonly field: string | undefined; readonly modifiers: readonly Modifier[] };

/** Splits `Field|modifier|modifier`; an unknown modifier, or two that contradict each other, refuse the rule. */
export function itemKeyOf(key: string, offset: number): ItemKey {
  const [field, ...names] = key.split("|");
  const modifiers = names.map((name) => {
    const modifier = known.find((candidate) => candidate === name);
    if (!modifier) throw unknownModifier(name, offset + key.indexOf(`|${name}`) + 1);
    return modifier;
  });
  refuseContradiction(key, modifiers, offset);
  return { field: field === "" ? undefined : field, modifiers };
}

const comparing = ["re", "cidr", "exists", "lt", "lte", "gt", "gte", "fieldref"] as const satisfies readonly Modifier[];
const anchoring: readonly Modifier[] = ["contains", "startswith", "endswith"];
const encoding: readonly Modifier[] = ["windash", "wide", "utf16", "utf16le", "utf16be", "base64", "base64offset"];
const flags: readonly Modifier[] = ["i", "m", "s"];

/** The one modifier that decides how values compare; undefined for text with wildcards. */
export function comparisonOf(modifiers: readonly Modifier[]): (typeof comparing)[number] | undefined {
  return comparing.find((modifier) => modifiers.includes(modifier));
}

function refuseContradiction(key: string, modifiers: readonly Modifier[], offset: number): void {
  const compared = modifiers.filter((modifier) => (comparing as readonly Modifier[]).includes(modifier));
  const transformed = modifiers.some((modifier) => encoding.includes(modifier));
  const anchored = modifiers.some((modifier) => anchoring.includes(modifier));
  const flagged = modifiers.some((modifier) => flags.includes(modifier));
  const contradicts =
    compared.length > 1 ||
    new Set(modifiers).size !== modifiers.length ||
    (compared.length === 1 && transformed) ||
    (compared.length === 1 && anchored && compared[0] !== "fieldref") ||
    (flagged && compared[0] !== "re") ||
    (compared.includes("exists") && modifiers.length > 1);
  if (contradicts) throw contradiction(key, offset);
}

/** Refuses a value or key that is too long to be looked at. */
export function refuseLong(text: string, offset: number): void {
  if (text.length > sigmaLimits.valueLengthMax)
    throw new Refusal({
      code: "rule/too-large",
      problem: `a value is longer than ${sigmaLimits.valueLengthMax} characters`,
      remedy: "shorten the value, or match a part of it",
      offset,
    });
}

const unknownModifier = (name: string, offset: number) =>
  new Refusal({
    code: "rule/unknown-modifier",
    problem: `the modifier ${quoted(name)} is unknown`,
    remedy: `use one of ${known.join(", ")}`,
    offset,
  });

const contradiction = (key: string, offset: number) =>
  new Refusal({
    code: "rule/bad-modifier",
    problem: `the modifiers of ${quoted(key)} cannot be combined`,
    remedy: "use one comparison (re, cidr, exists, lt, lte, gt, gte, fieldref) without text modifiers, each modifier once",
    offset,
  });
