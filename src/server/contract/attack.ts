import { z } from "zod";
import { byId, count } from "./common.ts";
import { operation } from "./operation.ts";

const ids = z.array(z.string());
const probability = z.number().min(0).max(1);
const claim = z.strictObject({ confidence: probability, evidence: ids });

/** A technique under a tactic. `claim` is null where only its sub-techniques were seen. */
export const CaseTechnique = z.strictObject({
  id: z.string(),
  name: z.string(),
  claim: claim.nullable(),
  subTechniques: z.array(z.strictObject({ id: z.string(), name: z.string(), claim })),
});
/** What a case shows of ATT&CK. */
export const CaseAttack = z.strictObject({
  /** Of the catalogue. */
  version: z.string(),
  /** Every tactic in matrix order; `seen` also where alerts name the tactic without a technique. */
  tactics: z.array(z.strictObject({ id: z.string(), name: z.string(), seen: z.boolean(), techniques: z.array(CaseTechnique) })),
  /** Claims on techniques that this catalogue does not hold. */
  elsewhere: z.array(z.strictObject({ id: z.string(), name: z.string(), claim })),
  /** Groups whose ways agree with the case, best first: agreement, never attribution. */
  actors: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      aliases: ids,
      score: probability,
      consistentWith: z.boolean(),
      /** The case's techniques that the group is known to use, and how many it is known to use in all. */
      shared: ids,
      techniquesKnown: count,
    }),
  ),
});

/** What a case shows of ATT&CK, and why. */
export const caseAttackOperations = {
  readCaseAttack: operation({
    method: "GET",
    path: "/api/v1/cases/{id}/attack",
    operation: "readCaseAttack",
    summary: "tactics and techniques of a case by their names, each with the evidence behind it, and groups that it is consistent with",
    tag: "cases",
    right: "read",
    params: byId,
    answer: CaseAttack,
    problems: { 404: "there is no such case, or no verdict on it yet" },
  }),
} as const;
