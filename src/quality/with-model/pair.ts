import { type Severity, severityRank } from "../../core/alert/severity.ts";
import type { Assessment, AssessmentCase } from "../../core/assessment/assessment.ts";
import type { ModelRole } from "../../core/model/call.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import { readerTool } from "../../stages/investigate/with-model.ts";

/** What a recording truly holds: an attack, or ordinary work. */
export type Truth = "attack" | "ordinary";

/** How a case ended: `told` says what that comes to, an attack where a person is called or the verdict says so. */
export type CaseEnd = { readonly verdict: Verdict; readonly severity: Severity; readonly escalated: boolean; readonly told: Truth };

/** What a model took for one case, and why calls of it were not used; cost in millionths of the currency. */
export type CaseUse = {
  readonly calls: number;
  readonly tokens: number;
  readonly costMicros: number;
  readonly failures: readonly { readonly role: ModelRole; readonly why: string }[];
  /** What it added beside the verdict: texts that were read, questions of its choice that tools answered, sentences that were tied to evidence. */
  readonly added: { readonly readings: number; readonly answers: number; readonly sentences: number };
};

/** One case investigated twice. `change` is "raised" where the model called a person; `against` says what a model may never do, one phrase each. */
export type PairedCase = {
  readonly id: string;
  readonly without: CaseEnd;
  readonly led: CaseEnd;
  readonly change: "same" | "raised" | "against";
  readonly against: readonly string[];
  readonly use: CaseUse;
};

/** One recording investigated twice; `against` is about the recording as a whole. */
export type PairedRecording = { readonly cases: readonly PairedCase[]; readonly against: readonly string[] };

/**
 * Holds an investigation with a model against the same one without. With it a case may end as without it, or be handed to a person at the same severity or a
 * graver one; the same alerts make the same cases, and techniques and containment are those of the case without (decision 0126). All else is counted as against it.
 */
export function pairOf(without: Assessment, led: Assessment): PairedRecording {
  const ledCases = new Map(led.cases.map((each) => [each.id, each]));
  const cases: PairedCase[] = [];
  const against: string[] = [];
  for (const each of without.cases) {
    const its = ledCases.get(each.id);
    if (!its) against.push(`with the model there is no ${each.id}`);
    else cases.push(pairedCase(each, its));
  }
  const known = new Set(without.cases.map(({ id }) => id));
  for (const { id } of led.cases) if (!known.has(id)) against.push(`without the model there is no ${id}`);
  const { accepted, closed, escalated, open, deadLettered } = led.accounting;
  if (accepted !== closed + escalated + open + deadLettered) against.push("the ledger of alerts does not balance");
  if (accepted !== without.accounting.accepted) against.push("the model changed how many alerts there are");
  return { cases, against };
}

function pairedCase(without: AssessmentCase, led: AssessmentCase): PairedCase {
  const ends = { without: endOf(without), led: endOf(led) };
  const against = againstIn(without, led);
  const isRaised = led.escalated && !without.escalated;
  return { id: without.id, ...ends, change: against.length > 0 ? "against" : isRaised ? "raised" : "same", against, use: useOf(led) };
}

const endOf = ({ verdict, severity, escalated }: AssessmentCase): CaseEnd => ({
  ...{ verdict, severity, escalated },
  told: escalated || verdict === "true-positive" ? "attack" : "ordinary",
});

function againstIn(before: AssessmentCase, after: AssessmentCase): string[] {
  const isRaised = after.escalated && !before.escalated;
  const mayBe = isRaised ? "insufficient-data" : before.verdict;
  return [
    ...(before.escalated && !after.escalated ? ["escalated became closed"] : []),
    ...(after.verdict === mayBe ? [] : [`verdict ${before.verdict} became ${after.verdict}`]),
    ...(severityRank(after.severity) < severityRank(before.severity) ? [`severity ${before.severity} became ${after.severity}`] : []),
    ...(!isRaised && severityRank(after.severity) > severityRank(before.severity)
      ? [`severity ${before.severity} became ${after.severity} and nobody was called`]
      : []),
    ...(isSame(before.alerts, after.alerts) ? [] : ["its alerts are others"]),
    ...(isSame(techniquesOf(before), techniquesOf(after)) ? [] : ["its techniques are others"]),
    ...(isSame(proposedIn(before), proposedIn(after)) ? [] : ["other containment is proposed"]),
  ];
}

const techniquesOf = ({ techniques }: AssessmentCase) => techniques.map(({ id }) => id);
const proposedIn = ({ containment }: AssessmentCase) => containment.map(({ action, tier }) => `${action}/${tier}`);
const isSame = (a: readonly string[], b: readonly string[]) => [...a].sort().join("\n") === [...b].sort().join("\n");

function useOf({ model }: AssessmentCase): CaseUse {
  if (!model) return { calls: 0, tokens: 0, costMicros: 0, failures: [], added: { readings: 0, answers: 0, sentences: 0 } };
  const failed = model.calls.flatMap(({ role, outcome }) => (outcome === "accepted" ? [] : [{ role, why: outcome }]));
  const skipped = model.skipped.map(({ role, why }) => ({ role, why }));
  const readings = model.evidence.filter(({ tool }) => tool === readerTool).length;
  const added = { readings, answers: model.evidence.length - readings, sentences: model.prose.length };
  return { calls: model.calls.length, tokens: model.tokens, costMicros: model.costMicros, failures: [...failed, ...skipped], added };
}
