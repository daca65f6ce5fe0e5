import type { AttackCatalogue } from "../../core/attack/attack.ts";
import { wordsOf } from "../../learning/text-features.ts";
import { namedIds, openTextMapper, type TextClaim, type TextMapper } from "./map-text.ts";
import { type TechniqueModel, techniqueChances, techniqueCounts } from "./technique-model.ts";

/** The most sentences of one text that are read. */
export const sentencesMax = 200;
/** A text of at most so many words is read as one: labels of reports are given to phrases as often as to sentences. */
const wholeWordsMax = 60;
const textLengthMax = 20_000;
/** Below this a technique is not named: sentences about nothing reach it rarely. */
export const confidenceMin = 0.1;
const confidenceMax = 0.97;
const namedConfidence = 0.95;
/** What the lexicon is worth beside a model that has read it already, and where the model never learnt the technique. */
const lexiconShare = 0.1;
const lexiconAlone = 0.2;
const spokenFrom = 0.3;
/** How many sentences of one text count for one technique. */
const sentencesPerTechniqueMax = 3;
const claimsMax = 40;

/** The techniques that lexicon and names find in a sentence: what the model reads beside its words, in training as in use. */
export function spokenBy(lexicon: TextMapper): (sentence: string) => string[] {
  return (sentence) => lexicon(sentence).flatMap(({ id, confidence }) => (confidence >= spokenFrom ? [id] : []));
}

/**
 * A text mapper that has learnt from labelled sentences, with lexicon and names beside it for the techniques that it never saw. A long text is
 * read sentence by sentence. Text can add techniques, never take one away: each sentence is read alone, and the surest ones count.
 */
export function openTrainedTextMapper(catalogue: AttackCatalogue, model: TechniqueModel): TextMapper {
  const lexicon = openTextMapper(catalogue);
  const spoken = spokenBy(lexicon);
  const learnt = new Map(model.classes.map((id, at) => [catalogue.current(id) ?? id, at]));
  const claimsOf = (sentence: string): Map<string, number> => {
    const chances = techniqueChances(model, techniqueCounts(sentence, spoken(sentence)));
    const claims = new Map([...learnt].map(([id, at]) => [id, chances[at]!]));
    for (const { id, confidence } of lexicon(sentence)) {
      const chance = claims.get(id);
      claims.set(id, chance === undefined ? confidence * lexiconAlone : 1 - (1 - chance) * (1 - confidence * lexiconShare));
    }
    for (const id of namedIds(sentence, catalogue)) claims.set(id, namedConfidence);
    return claims;
  };
  return (text) => best(unitsOf(text).map(claimsOf));
}

/** A short text as one; a long one by its sentences. */
function unitsOf(text: string): string[] {
  const read = text.slice(0, textLengthMax);
  if (wordsOf(read).length <= wholeWordsMax) return [read];
  return read
    .split(/\n+|(?<=[.!?])\s+/)
    .filter((sentence) => sentence.trim() !== "")
    .slice(0, sentencesMax);
}

function best(sentences: readonly ReadonlyMap<string, number>[]): TextClaim[] {
  const byTechnique = new Map<string, number[]>();
  for (const claims of sentences)
    for (const [id, confidence] of claims) {
      if (confidence < confidenceMin) continue;
      const known = byTechnique.get(id);
      if (known) known.push(confidence);
      else byTechnique.set(id, [confidence]);
    }
  return [...byTechnique]
    .map(([id, confidences]) => ({ id, confidence: together(confidences) }))
    .sort((a, b) => b.confidence - a.confidence || (a.id < b.id ? -1 : 1))
    .slice(0, claimsMax);
}

/** Several sentences that speak of one technique make it surer. */
function together(confidences: number[]): number {
  const strongest = confidences.sort((a, b) => b - a).slice(0, sentencesPerTechniqueMax);
  const doubt = strongest.reduce((left, confidence) => left * (1 - confidence), 1);
  return Math.round(Math.min(confidenceMax, 1 - doubt) * 1000) / 1000;
}
