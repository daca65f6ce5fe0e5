import { z } from "zod";
import type { ActorMatch } from "../../core/attack/attack.ts";
import { observableRoles, observableTypes } from "../../core/observable/observable.ts";
import { type Malformed, readLine } from "./line.ts";
import { matchActors } from "./match-actors.ts";
import type { AttackReader } from "./reader.ts";

const listMax = 1_000;
/** What a text says of techniques is a weaker reading than a technique that was handed in. */
const fromTextMin = 0.5;

const ActorsLine = z.object({
  id: z.union([z.string(), z.number()]),
  // A technique may be written as an id or as a claim, as `attack map` and assessments write it.
  techniques: z
    .array(z.union([z.string(), z.object({ id: z.string(), confidence: z.number().min(0).max(1).default(1) })]))
    .max(listMax)
    .default([]),
  text: z.string().default(""),
  observables: z
    .array(z.object({ type: z.enum(observableTypes), value: z.string(), role: z.enum(observableRoles).exactOptional() }))
    .max(listMax)
    .default([]),
});

/** An answer of `watchkeeper attack actors`: the id that came in, and the groups that the line is consistent with, best first. */
export type ActorsAnswer = { readonly id: string | number; readonly actors: readonly ActorMatch[] };

/**
 * Answers one line `{id, techniques?, text?, observables?}` of `watchkeeper attack actors`; a line that is not so gets its reason. Never throws.
 * Without techniques of its own, the text is read for them as well as for names.
 */
export function answerActorsLine(line: string, { catalogue, mapText, infrastructure }: AttackReader): ActorsAnswer | Malformed {
  const read = readLine(line, ActorsLine);
  if ("error" in read) return read;
  const { id, techniques, text, observables } = read.value;
  const claims = techniques.map((each) =>
    typeof each === "string" ? { id: each.toUpperCase(), confidence: 1, evidence: [] } : { ...each, evidence: [] },
  );
  const spoken = techniques.length > 0 ? [] : mapText(text).filter(({ confidence }) => confidence >= fromTextMin);
  const observed = [...claims, ...spoken.map((claim) => ({ ...claim, evidence: [] }))];
  return { id, actors: matchActors({ techniques: observed, texts: [text], observables, infrastructure, byNaming: true }, catalogue) };
}
