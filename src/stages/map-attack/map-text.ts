import type { AttackCatalogue } from "../../core/attack/attack.ts";
import { entryAndExecution } from "./lexicon/entry-and-execution.ts";
import { hidingAndHarm } from "./lexicon/hiding-and-harm.ts";
import type { LexiconEntry } from "./lexicon.ts";
import { compileLexicon, parseLexicon, statementsOf } from "./lexicon.ts";
import { findNames, indexNames } from "./names.ts";
import { wordsOf } from "./words.ts";

/** A technique that a text speaks of, and how surely, 0 to 1. */
export type TextClaim = { readonly id: string; readonly confidence: number };

/** Reads techniques out of prose: best first, ties by id. Total, pure and linear in the text. A trained model has the same shape. */
export type TextMapper = (text: string) => TextClaim[];

/** The most techniques that one text can name. */
const claimsMax = 40;
const confidenceMax = 0.97;
const idWeight = 0.95;
const nameWeight = 0.75;
/** A tool does many things: one of its techniques is a weak reading of its name, weaker the more it does. */
const softwareWeight = 0.5;
const softwareTechniquesMax = 12;
/** One-word technique names that mean too much in prose to name a technique. */
const vagueNames = new Set(
  "software hardware malware tool tools domains server serverless botnet credentials python lua javascript vulnerabilities exploits firmware email social media proxy launchctl at trap sharepoint confluence".split(
    " ",
  ),
);

/** A mapper made of the catalogue's technique ids and names, software names, and a lexicon of phrases. Compile once, use often. */
export function openTextMapper(catalogue: AttackCatalogue): TextMapper {
  const lexicon = compileLexicon([...written(catalogue), ...nameEntries(catalogue)]);
  const software = indexNames(
    [...catalogue.software()].map(({ id, name, aliases, techniques }) => ({ item: { id, techniques }, names: [name, ...aliases] })),
  );
  return (text) => {
    const words = wordsOf(text);
    const doubts = new Map<string, number>();
    const claim = (id: string, weight: number) => doubts.set(id, (doubts.get(id) ?? 1) * (1 - weight));
    for (const id of namedIds(text, catalogue)) claim(id, idWeight);
    for (const { technique, weight, denied } of statementsOf(lexicon, words)) if (!denied) claim(technique, weight);
    for (const { techniques } of findNames(software, text, words))
      if (techniques.length <= softwareTechniquesMax) for (const id of techniques) claim(id, softwareWeight / Math.sqrt(techniques.length));
    return ranked(doubts);
  };
}

/** The mapper of a catalogue, compiled at its first use and kept as long as the catalogue. */
export function textMapperOf(catalogue: AttackCatalogue): TextMapper {
  const known = mappers.get(catalogue) ?? openTextMapper(catalogue);
  mappers.set(catalogue, known);
  return known;
}
const mappers = new WeakMap<AttackCatalogue, TextMapper>();

/** The techniques that one text speaks of, best first. */
export function mapText(text: string, catalogue: AttackCatalogue): TextClaim[] {
  return textMapperOf(catalogue)(text);
}

function ranked(doubts: ReadonlyMap<string, number>): TextClaim[] {
  const claims = [...doubts].map(([id, doubt]) => ({ id, confidence: Math.min(confidenceMax, Math.round((1 - doubt) * 1000) / 1000) }));
  const children = new Map<string, number>();
  for (const { id, confidence } of claims)
    if (id.includes(".")) children.set(id.slice(0, 5), Math.max(children.get(id.slice(0, 5)) ?? 0, confidence));
  // Who says "scheduled task" also says "scheduled job": the parent adds nothing to a child that is at least as sure.
  return claims
    .filter(({ id, confidence }) => id.includes(".") || (children.get(id) ?? 0) < confidence || !children.has(id))
    .sort((a, b) => b.confidence - a.confidence || (a.id < b.id ? -1 : 1))
    .slice(0, claimsMax);
}

/** The hand-written lexicon in the catalogue's current ids. */
function written(catalogue: AttackCatalogue): LexiconEntry[] {
  return [...parseLexicon(entryAndExecution), ...parseLexicon(hidingAndHarm)].flatMap((entry) => {
    const technique = catalogue.current(entry.technique);
    return technique === undefined ? [] : [{ ...entry, technique }];
  });
}

/** Ids written out, `T1003.001` or `t1003`, current or retired. */
export function namedIds(text: string, catalogue: AttackCatalogue): Set<string> {
  const found = new Set<string>();
  for (const [id] of text.slice(0, 20_000).matchAll(/\bT\d{4}(?:\.\d{3})?\b/gi)) {
    const current = catalogue.current(id.toUpperCase());
    if (current !== undefined && catalogue.technique(current)) found.add(current);
    if (found.size >= claimsMax) break;
  }
  return found;
}

/** A technique's own name; a one-word name speaks only where the word is not everyday language. */
function nameEntries(catalogue: AttackCatalogue): LexiconEntry[] {
  return [...catalogue.techniques()].flatMap(({ id, name }) => {
    const { words } = wordsOf(name);
    const telling = words.length > 1 ? words.length <= 6 : words.length === 1 && words[0]!.length >= 5 && !vagueNames.has(words[0]!);
    return telling ? [{ technique: id, weight: nameWeight, terms: [[words]] }] : [];
  });
}
