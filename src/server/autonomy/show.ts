import type { z } from "zod";
import { alertClassParts } from "../../core/autonomy/alert-class.ts";
import type { EndedLook } from "../../core/autonomy/ends.ts";
import { type Grant, isInForce, isWaiting, lapsesAtMs } from "../../core/autonomy/grant.ts";
import { grantersMin } from "../../core/autonomy/limits.ts";
import { canonicalGrant, grantDigest, signingHolds } from "../../core/autonomy/signature.ts";
import { foldedName } from "../../core/containment/people.ts";
import { inert } from "../../core/inert/inert.ts";
import { type ClassStanding, disagreedIn } from "../../stages/autonomy/class-standing.ts";
import { shareOf } from "../../stages/measure/figures.ts";
import type { TitleOf } from "../class-titles.ts";
import { type ClassLine, type ComparedCase, disagreementsShown, type GrantLine } from "../contract/autonomy.ts";
import { iso, isoOrNull } from "../http/iso.ts";

/** Who reads, and what they may do at all. */
export type GrantReader = {
  readonly person: string | undefined;
  readonly lead: boolean;
  readonly triage: boolean;
  readonly nowMs: number;
  readonly titleOf: TitleOf;
};

/** A grant as the API says it. */
export function grantLine(grant: Grant, { person, lead, triage, nowMs, titleOf }: GrantReader): z.input<typeof GrantLine> {
  const { text, status, signed, grantedAtMs, ended } = grant;
  const { id, scope, evidence, basis, proposedBy, proposedAtMs, untilMs } = text;
  const { fromMs, toMs, mix: _, ...counts } = evidence;
  const hasSigned = signed.some(({ by }) => foldedName(by) === foldedName(person ?? ""));
  return {
    id,
    act: scope.act,
    class: scope.class,
    ...namesOf(scope.class),
    title: titleOf(scope.class),
    status,
    inForce: isInForce(grant, nowMs),
    proposedBy,
    proposedAt: iso(proposedAtMs),
    lapsesAt: iso(lapsesAtMs(text)),
    grantedAt: isoOrNull(grantedAtMs),
    until: iso(untilMs),
    evidence: { from: iso(fromMs), to: iso(toMs), ...counts },
    basis: basis.map(({ name, version }) => ({ name, version: inert(version, 300) })),
    signatures: signed.map((each) => {
      const { by, atMs, digest, key } = each;
      return { by, at: iso(atMs), digest, key, holds: signingHolds(text, each) };
    }),
    signaturesNeeded: grantersMin,
    ended: ended ? { cause: ended.cause, says: inert(ended.says, 600), by: ended.by, at: iso(ended.atMs) } : null,
    digest: grantDigest(text),
    canonical: canonicalGrant(text),
    may: {
      sign: lead && person !== undefined && isWaiting(grant, nowMs) && !hasSigned,
      end: triage && person !== undefined && status !== "ended",
    },
  };
}

/** The words of a class come from outside: they are shown inert. The class itself is a key, and is given as it is. */
function namesOf(alertClass: string): { product: string; rule: string } {
  const { product, rule } = alertClassParts(alertClass);
  return { product: inert(product, 120), rule: inert(rule, 200) };
}

/** A look with what people made of it. */
export function comparedCase({ caseId, atMs, severity, verdict, end, judged }: EndedLook): z.input<typeof ComparedCase> {
  const people = judged ? { verdict: judged.verdict, status: judged.status, by: judged.by, at: iso(judged.atMs) } : null;
  return { case: caseId, at: iso(atMs), severity, agent: { verdict, end }, people };
}

/** A class as the API says it. */
export function classLine(standing: ClassStanding, titleOf: TitleOf): z.input<typeof ClassLine> {
  const { close, contain, recall, looks, waiting, demoted, drift } = standing;
  const disagreed = disagreedIn(looks);
  return {
    class: standing.class,
    ...namesOf(standing.class),
    title: titleOf(standing.class),
    cases: looks.length,
    decided: close.decided,
    waiting: waiting.length,
    abstained: close.abstained,
    agreement: shareOf(close.agreed, close.decided, "cases on which both the agent and people had a verdict"),
    maliciousRecall: shareOf(recall.found, recall.attacks, "cases that people held to be attacks"),
    missedThreats: {
      judged: close.wouldClose + close.sampled,
      errors: close.missed + close.sampledMissed,
      upperBound: close.errorUpperBound,
    },
    wrongContainment: { judged: contain.wouldContain, errors: contain.wrong, upperBound: contain.errorUpperBound },
    lacks: { close: [...standing.lacks.close], contain: [...standing.lacks.contain] },
    grants: [...standing.grants],
    proposals: [...standing.proposals],
    demoted: demoted ? { cause: demoted.cause, says: inert(demoted.says, 600), at: iso(demoted.atMs) } : null,
    drift: drift ?? null,
    disagreed: disagreed.length,
    disagreements: disagreed.slice(0, disagreementsShown).map(comparedCase),
  };
}
