import type { AlertClass } from "../../core/autonomy/alert-class.ts";
import { fingerprintOf, isPlaybookIn, playbookNamed } from "../../core/autonomy/closing.ts";
import type { EndedLook } from "../../core/autonomy/ends.ts";
import type { GrantBasis, GrantEvidence, GrantScope, VerdictCounts } from "../../core/autonomy/grant.ts";
import { type Verdict, verdicts } from "../../core/verdict/verdict.ts";
import { upperShare } from "../../learning/sampling/bounds.ts";

/** How a person's word stands to the agent's: undefined where one of them has said nothing of the verdict. */
export type Compared = "agreed" | "disagreed" | "abstained" | undefined;

/** Compares one look with what people decided after it. Handing on what the agent would have closed is a no; handing on what it handed over says nothing. */
export function comparedOf({ verdict, end, judged }: EndedLook): Compared {
  if (!judged) return undefined;
  if (judged.status === "escalated") return end === "escalated" ? undefined : "disagreed";
  // Who does not know cannot be wrong.
  if (verdict === "insufficient-data") return "abstained";
  return (verdict === "true-positive") === (judged.verdict === "true-positive") ? "agreed" : "disagreed";
}

/** Whether the agent ended the case, or would have, without a person. */
export const wouldClose = ({ end }: EndedLook): boolean => end !== "escalated";

/** Looks of a class that ended at or after a time. */
export const looksOf = (looks: Iterable<EndedLook>, of: AlertClass, fromMs: number): EndedLook[] =>
  [...looks].filter(({ classes, atMs }) => atMs >= fromMs && classes.includes(of));

/** Quality samples of what the agent closed of a class: how many were judged, and how many of them were threats. */
export type SampledOf = { readonly judged: number; readonly missed: number };

/** What there is for a grant: looks of its class in a period, and samples of the same. */
export function evidenceOf(
  act: GrantScope["act"],
  looks: readonly EndedLook[],
  { fromMs, toMs, sampled }: { readonly fromMs: number; readonly toMs: number; readonly sampled: SampledOf },
): GrantEvidence {
  const count = (fits: (look: EndedLook, compared: Compared) => boolean) => looks.filter((look) => fits(look, comparedOf(look))).length;
  const has = (compared: Compared) => compared === "agreed" || compared === "disagreed";
  const holdsForAttack = ({ verdict }: EndedLook) => verdict === "true-positive";
  const counts = {
    decided: count((_, compared) => has(compared)),
    agreed: count((_, compared) => compared === "agreed"),
    abstained: count((_, compared) => compared === "abstained"),
    wouldClose: count((look, compared) => wouldClose(look) && has(compared)),
    missed: count((look, compared) => wouldClose(look) && compared === "disagreed"),
    wouldContain: count((look, compared) => holdsForAttack(look) && has(compared)),
    wrong: count((look, compared) => holdsForAttack(look) && compared === "disagreed"),
  };
  const judged = act === "close" ? counts.wouldClose + sampled.judged : counts.wouldContain;
  const errors = act === "close" ? counts.missed + sampled.missed : counts.wrong;
  return {
    fromMs,
    toMs,
    ...counts,
    sampled: sampled.judged,
    sampledMissed: sampled.missed,
    errorUpperBound: judged === 0 ? null : upperShare(errors, judged),
    mix: mixOf(looks),
  };
}

/** The agent's verdicts by how often it gave them. */
export function mixOf(looks: readonly EndedLook[]): VerdictCounts {
  const of = (verdict: Verdict) => looks.filter((look) => look.verdict === verdict).length;
  const [truePositive, benign, falsePositive, insufficientData] = verdicts;
  return [of(truePositive), of(benign), of(falsePositive), of(insufficientData)];
}

/** What people agreed with, in so many attacks that people found: the agent's abstention misses one. */
export function recallOf(looks: readonly EndedLook[]): { readonly found: number; readonly attacks: number } {
  const attacks = looks.filter(({ judged }) => judged?.status === "closed" && judged.verdict === "true-positive");
  return { found: attacks.filter(({ verdict }) => verdict === "true-positive").length, attacks: attacks.length };
}

/** What a grant is given for: all that judges the class now, of its playbooks those alone that the looks went by. */
export function basisFor(looks: readonly EndedLook[], now: GrantBasis): GrantBasis {
  const seen = new Set(looks.flatMap(({ playbook }) => (playbook ? [`${playbookNamed(playbook.name)} ${playbook.digest}`] : [])));
  return now.filter((each) => !isPlaybookIn(each) || seen.has(`${each.name} ${each.version}`));
}

/** Looks at a class that were judged by what judges now: what people said of another rule, model or playbook is no evidence for this one. */
export function looksUnder(looks: readonly EndedLook[], of: AlertClass, now: GrantBasis): EndedLook[] {
  const versions = new Map(now.map(({ name, version }) => [name, version]));
  const fingerprint = fingerprintOf(now);
  const isJudgedSo = ([each, by]: EndedLook["judgedBy"][number]) => each === of && by === fingerprint;
  return looks.filter(
    ({ playbook, judgedBy }) =>
      playbook !== undefined && versions.get(playbookNamed(playbook.name)) === playbook.digest && judgedBy.some(isJudgedSo),
  );
}
