import { type Prose, type ProseSentence, ToldProse } from "./prose.ts";
import { type ReadResult, readShape } from "./read-result.ts";
import { looseBecause, looseReasons, type ProseGround } from "./tie.ts";

/**
 * Reads a writer's output: sentences that are tied to the evidence they cite stay, in order; the others are dropped and counted by reason. Prose of which
 * nothing stays is refused as `not-tied`.
 */
export function readProse(raw: string, ground: ProseGround): ReadResult<Prose> {
  const told = readShape(raw, ToldProse);
  if (!("ok" in told)) return told;
  const { restore = (text: string) => text } = ground;
  const judged = told.ok.sentences.map(({ part, text, evidence }) => {
    const sentence: ProseSentence = { part, text: restore(text), evidence: [...new Set(evidence)] };
    return { sentence, loose: looseBecause(sentence, ground) };
  });
  const sentences = judged.filter(({ loose }) => loose === undefined).map(({ sentence }) => sentence);
  const dropped = looseReasons.flatMap((because) => {
    const count = judged.filter(({ loose }) => loose === because).length;
    return count === 0 ? [] : [{ because, count }];
  });
  if (judged.length > 0 && sentences.length === 0) {
    return {
      why: "not-tied",
      detail: `none of its ${judged.length} sentences is borne out: ${dropped.map(({ because, count }) => `${count} ${because}`).join(", ")}`,
    };
  }
  return { ok: { sentences, dropped } };
}
