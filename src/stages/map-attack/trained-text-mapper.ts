import type { AttackCatalogue } from "../../core/attack/attack.ts";
import { namedIds, openTextMapper, type TextClaim, type TextMapper } from "./map-text.ts";
import { type TechniqueModel, techniqueChances, techniqueCounts } from "./technique-model.ts";
import { wordsOf as placesOf } from "./words.ts";

/** The most sentences of one text that are read. */
export const sentencesMax = 200;
/** A text of at most so many words is read as one: labels of reports are given to phrases as often as to sentences. */
const wholeWordsMax = 60;
/** The lengths, in words, of the runs that a text is also read by. */
const windowSizes = [8, 16, 32, 60];
/** How many runs begin within the length of one. */
const stepsPerWindow = 4;
/** A run of words that says less than this is chance; what it says counts a little less than what a whole sentence says. */
const windowSureMin = 0.25;
const windowShare = 0.9;
/** What is read of a text: what stands behind is not. It bounds the runs, too: about two for each word. */
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
  return (sentence) => spokenOf(lexicon(sentence));
}

function spokenOf(claims: readonly TextClaim[]): string[] {
  return claims.flatMap(({ id, confidence }) => (confidence >= spokenFrom ? [id] : []));
}

/**
 * A text mapper that has learnt from labelled sentences, with lexicon and names beside it for the techniques that it never saw. A text is read
 * whole if it is short, by its sentences, and by overlapping runs of words, and the surest reading counts: sentences that are added never make a
 * technique less sure, and words beside a phrase make it at most so much less sure as they dilute the run that fits it best. Words within a
 * phrase may break it, a "not" before it may deny it, and what stands beyond the first `textLengthMax` characters is not read.
 */
export function openTrainedTextMapper(catalogue: AttackCatalogue, model: TechniqueModel): TextMapper {
  const lexicon = openTextMapper(catalogue);
  const learnt = new Map(model.classes.map((id, at) => [catalogue.current(id) ?? id, at]));
  const claimsOf = (sentence: string): Map<string, number> => {
    const said = lexicon(sentence);
    const chances = techniqueChances(model, techniqueCounts(sentence, spokenOf(said)));
    const claims = new Map([...learnt].map(([id, at]) => [id, chances[at]!]));
    for (const { id, confidence } of said) {
      const chance = claims.get(id);
      claims.set(id, chance === undefined ? confidence * lexiconAlone : 1 - (1 - chance) * (1 - confidence * lexiconShare));
    }
    for (const id of namedIds(sentence, catalogue)) claims.set(id, namedConfidence);
    return claims;
  };
  const inWindow = (words: string) =>
    new Map([...claimsOf(words)].flatMap(([id, sure]) => (sure < windowSureMin ? [] : [[id, sure * windowShare]])));
  return (text) => {
    const read = text.slice(0, textLengthMax);
    const { spans } = placesOf(read);
    const whole = spans.length <= wholeWordsMax ? claimsOf(read) : new Map<string, number>();
    return ranked([whole, together(sentencesOf(read).map(claimsOf)), strongest(windowsOf(read, spans).map(inWindow))]);
  };
}

function sentencesOf(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?])\s+/)
    .filter((sentence) => sentence.trim() !== "")
    .slice(0, sentencesMax);
}

/** Overlapping runs of words, whatever ends sentences: of several lengths, since what stands beside a phrase dilutes it. */
function windowsOf(text: string, spans: readonly (readonly [number, number])[]): string[] {
  return windowSizes
    .filter((size) => size < spans.length)
    .flatMap((size) => {
      const step = Math.ceil(size / stepsPerWindow);
      return Array.from({ length: Math.ceil((spans.length - size) / step) + 1 }, (_, at) => {
        const first = Math.min(at * step, spans.length - size);
        return text.slice(spans[first]![0], spans[first + size - 1]![1]);
      });
    });
}

/** Several sentences that speak of one technique make it surer. */
function together(sentences: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const byTechnique = new Map<string, number[]>();
  for (const claims of sentences)
    for (const [id, confidence] of claims) {
      if (confidence < confidenceMin) continue;
      const known = byTechnique.get(id);
      if (known) known.push(confidence);
      else byTechnique.set(id, [confidence]);
    }
  return new Map(
    [...byTechnique].map(([id, confidences]) => {
      const first = confidences.sort((a, b) => b - a).slice(0, sentencesPerTechniqueMax);
      return [id, 1 - first.reduce((left, confidence) => left * (1 - confidence), 1)];
    }),
  );
}

function strongest(parts: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const claims = new Map<string, number>();
  for (const part of parts) for (const [id, confidence] of part) claims.set(id, Math.max(confidence, claims.get(id) ?? 0));
  return claims;
}

function ranked(readings: readonly ReadonlyMap<string, number>[]): TextClaim[] {
  return [...strongest(readings)]
    .filter(([, confidence]) => confidence >= confidenceMin)
    .map(([id, confidence]) => ({ id, confidence: Math.round(Math.min(confidenceMax, confidence) * 1000) / 1000 }))
    .sort((a, b) => b.confidence - a.confidence || (a.id < b.id ? -1 : 1))
    .slice(0, claimsMax);
}
