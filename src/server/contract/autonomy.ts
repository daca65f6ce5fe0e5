import { z } from "zod";
import { severities } from "../../core/alert/severity.ts";
import { AutonomyBounds, AutonomyBoundsChange } from "../../core/autonomy/bounds.ts";
import { agentEnds } from "../../core/autonomy/ends.ts";
import { endCauses, grantStatuses } from "../../core/autonomy/grant.ts";
import { autonomyLimits } from "../../core/autonomy/limits.ts";
import { driftGrades, Share } from "../../core/measure/figure.ts";
import { verdicts } from "../../core/verdict/verdict.ts";
import { because, count, digest, next, notThere, page, time, whole } from "./common.ts";
import { operation } from "./operation.ts";

/** The most decisions that a simulation looks back over, and the most disagreements of one class that are listed with it. */
export const simulatedMax = 500;
export const disagreementsShown = 20;
/** The most classes of one answer. */
export const classesMax = 500;

const grantId = z.strictObject({ id: z.string().regex(/^g-[1-9]\d{0,8}$/) });
const alertClass = z.string().min(3).max(autonomyLimits.classLengthMax);
const act = z.enum(["close", "contain"]);
const ratio = z.number().min(0).max(1);

/** An error with its one-sided 95 % upper bound (Clopper and Pearson): `errors` of `judged`; null where nothing was judged, never 0. */
export const ErrorBound = z.strictObject({ judged: count, errors: count, upperBound: ratio.nullable() });

/** What a proposal rests on, as it was signed. */
export const GrantEvidenceShown = z.strictObject({
  from: time,
  to: time,
  decided: count,
  agreed: count,
  abstained: count,
  wouldClose: count,
  missed: count,
  wouldContain: count,
  wrong: count,
  sampled: count,
  sampledMissed: count,
  errorUpperBound: ratio.nullable(),
});

/** A signature under a grant. `holds` is whether it fits what is shown, checked each time that it is read. */
export const GrantSignature = z.strictObject({ by: z.string(), at: time, digest, key: z.string(), holds: z.boolean() });

/**
 * A grant, or a proposal of one. `inForce` is whether it permits anything just now. What is signed is `digest`, SHA-256 over the UTF-8 of `canonical`.
 * `may` says what whoever reads may do with it just now; each is refused with a reason where it is false.
 */
export const GrantLine = z.strictObject({
  id: z.string(),
  act,
  class: z.string(),
  product: z.string(),
  rule: z.string(),
  /** What people call the rule, where it is one of ours; null where only its source knows. */
  title: z.string().nullable(),
  status: z.enum(grantStatuses),
  inForce: z.boolean(),
  proposedBy: z.string(),
  proposedAt: time,
  /** Until when it waits for its signatures. */
  lapsesAt: time,
  grantedAt: time.nullable(),
  until: time,
  evidence: GrantEvidenceShown,
  basis: z.array(z.strictObject({ name: z.string(), version: z.string() })),
  signatures: z.array(GrantSignature),
  signaturesNeeded: count,
  ended: z.strictObject({ cause: z.enum(endCauses), says: z.string(), by: z.string(), at: time }).nullable(),
  digest,
  canonical: z.string(),
  may: z.strictObject({ sign: z.boolean(), end: z.boolean() }),
});

/** A case on which people and the agent did not agree, or whose end people have not looked at yet. */
export const ComparedCase = z.strictObject({
  case: z.string(),
  at: time,
  severity: z.enum(severities),
  agent: z.strictObject({ verdict: z.enum(verdicts), end: z.enum(agentEnds) }),
  people: z.strictObject({ verdict: z.enum(verdicts), status: z.enum(["closed", "escalated"]), by: z.string(), at: time }).nullable(),
});

/**
 * How the agent and people stand to one another over one class. `agreement` leaves out cases on which the agent had no verdict (`abstained`);
 * `maliciousRecall` is of those that people hold to be attacks and counts an abstention as a miss. `lacks` says what a grant to close, or to contain, would
 * still take; it is empty where one can be proposed.
 */
export const ClassLine = z.strictObject({
  class: z.string(),
  product: z.string(),
  rule: z.string(),
  /** What people call the rule, where it is one of ours; null where only its source knows. */
  title: z.string().nullable(),
  /** Cases of the period: all that the agent ended, those that people decided, and those that wait for them now. */
  cases: count,
  decided: count,
  waiting: count,
  abstained: count,
  agreement: Share,
  maliciousRecall: Share,
  missedThreats: ErrorBound,
  wrongContainment: ErrorBound,
  lacks: z.strictObject({ close: z.array(z.string()), contain: z.array(z.string()) }),
  /** Ids of the grants in force, and of the proposals that wait. */
  grants: z.array(z.string()),
  proposals: z.array(z.string()),
  demoted: z.strictObject({ cause: z.enum(endCauses), says: z.string(), at: time }).nullable(),
  drift: z.strictObject({ index: z.number().min(0), grade: z.enum(driftGrades) }).nullable(),
  /** The newest disagreements first; `disagreed` counts them all. */
  disagreed: count,
  disagreements: z.array(ComparedCase),
});

/** Everything about autonomy on one page. In shadow mode nothing is granted: the agent does all its work, closes nothing and writes no verdict to others. */
export const AutonomyWhole = z.strictObject({
  mode: z.enum(["shadow", "granted"]),
  says: z.string(),
  bounds: AutonomyBounds,
  classes: z.array(ClassLine),
  /** Classes that there was no room for. */
  classesLeft: count,
  /** Grants in force and proposals that wait; ended ones are in the list of grants. */
  grants: z.array(GrantLine),
  waiting: count,
});

/** What would have come of other bounds, or of grants, on what the agent ended last. */
export const AutonomySimulated = z.strictObject({
  lookedAt: count,
  /** Ends that would have been others: first those that people judged otherwise than the agent, then the newest. */
  differing: count,
  /** Of those that would have been closed without a person: how many people judged, and how many of them were threats. */
  wouldClose: ErrorBound,
  /** Classes that would have a grant, under these bounds and this evidence. */
  classes: z.array(z.strictObject({ class: z.string(), granted: z.boolean(), lacks: z.array(z.string()) })),
  cases: z.array(ComparedCase.extend({ would: z.enum(agentEnds) })),
});

const refusals = {
  403: "this person may not, or the signature is not theirs for this",
  404: "there is no such grant",
  409: "the grant does not stand so that this can be done to it, or is another one than was shown, or the evidence is not enough",
} as const;

/** What is asked and done about what the agent may do alone. */
export const autonomyOperations = {
  readAutonomy: operation({
    method: "GET",
    path: "/api/v1/autonomy",
    operation: "readAutonomy",
    summary: "shadow mode or not, how people agree with the agent class by class, what is granted and what is proposed",
    tag: "autonomy",
    right: "read",
    query: z.strictObject({ class: alertClass.optional() }),
    answer: AutonomyWhole,
  }),
  listGrants: operation({
    method: "GET",
    path: "/api/v1/autonomy/grants",
    operation: "listGrants",
    summary: "grants and proposals, newest first, those included that ended",
    tag: "autonomy",
    right: "read",
    query: z.strictObject({ status: z.enum(grantStatuses).optional(), class: alertClass.optional(), ...page }),
    answer: z.strictObject({ grants: z.array(GrantLine), next }),
    problems: { 400: "after is not the next of a page before" },
  }),
  readGrant: operation({
    method: "GET",
    path: "/api/v1/autonomy/grants/{id}",
    operation: "readGrant",
    summary: "one grant with its evidence, its signatures and whether they hold",
    tag: "autonomy",
    right: "read",
    params: grantId,
    answer: GrantLine,
    problems: notThere,
  }),
  listComparedCases: operation({
    method: "GET",
    path: "/api/v1/autonomy/cases",
    operation: "listComparedCases",
    summary: "the cases of a class that the agent ended, with what people made of them: disagreements, or those that wait for people",
    tag: "autonomy",
    right: "read",
    query: z.strictObject({
      class: alertClass,
      which: z.enum(["disagreed", "agreed", "abstained", "waiting"]).default("disagreed"),
      limit: whole(1, 500).default(50),
    }),
    answer: z.strictObject({ cases: z.array(ComparedCase), of: count }),
  }),
  proposeGrant: operation({
    method: "POST",
    path: "/api/v1/autonomy/grants",
    operation: "proposeGrant",
    summary: "proposes a grant from the evidence as it is now; it permits nothing until two people have signed it",
    tag: "autonomy",
    right: "lead",
    body: z.strictObject({ act, class: alertClass }),
    answer: GrantLine,
    status: 201,
    idempotent: true,
    problems: { 409: "the evidence is not enough, or the same is proposed already" },
  }),
  readGrantToSign: operation({
    method: "POST",
    path: "/api/v1/autonomy/grants/{id}/signing",
    operation: "readGrantToSign",
    summary: "the bytes that whoever asks would sign, and their SHA-256 as a passkey's challenge; signs nothing",
    tag: "autonomy",
    right: "lead",
    params: grantId,
    answer: z.strictObject({
      by: z.string(),
      digest,
      bytes: z.string(),
      challenge: z.string(),
      /** The credential ids of the passkeys that count, base64url. */
      passkeys: z.array(z.string()),
    }),
    problems: refusals,
  }),
  signGrant: operation({
    method: "POST",
    path: "/api/v1/autonomy/grants/{id}/sign",
    operation: "signGrant",
    summary: "signs exactly the digest that is named; with the second person's signature, and while its evidence holds, the grant is given",
    tag: "autonomy",
    right: "lead",
    params: grantId,
    body: z.strictObject({ digest, signature: z.string().min(1).max(8_192) }),
    answer: GrantLine,
    stepUp: true,
    idempotent: true,
    problems: refusals,
  }),
  endGrant: operation({
    method: "POST",
    path: "/api/v1/autonomy/grants/{id}/end",
    operation: "endGrant",
    summary: "ends a grant, or lets a proposal go; one person is enough, and nothing is closed under it from then on",
    tag: "autonomy",
    right: "triage",
    params: grantId,
    body: z.strictObject({ because }),
    answer: GrantLine,
    idempotent: true,
    problems: refusals,
  }),
  simulateAutonomy: operation({
    method: "POST",
    path: "/api/v1/autonomy/simulate",
    operation: "simulateAutonomy",
    summary: "what other bounds, or grants to close for these classes, would have changed over the last decisions; changes nothing",
    tag: "autonomy",
    right: "read",
    body: z.strictObject({
      /** Bounds to try: grants are given wherever the evidence of a class is enough under them. Those in force where none are named. */
      bounds: AutonomyBoundsChange.optional(),
      /** Classes to try whatever the evidence says; without any, those that would be eligible. */
      classes: z.array(alertClass).max(100).optional(),
      last: z.int().min(1).max(simulatedMax).default(simulatedMax),
    }),
    answer: AutonomySimulated,
  }),
} as const;
