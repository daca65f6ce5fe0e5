import { graverOf, type Severity } from "../../core/alert/severity.ts";
import type { Conclusion } from "../../core/case/conclusion.ts";
import type { Evidence } from "../../core/evidence/evidence.ts";
import type { ModelStanding } from "../../core/model/model-standing.ts";
import { hostileIntents } from "../../core/model/reading.ts";
import { priorityOf } from "../triage/triage.ts";

/** The tool that an item names which rests on a model's reading. */
export const readerTool = "model/reader";
/** An answer to a question that a model proposed speaks for an attack from this weight on, in natural log-odds: by itself it makes one 2.7 times as likely. */
export const attackWeightMin = 1;

/** What a model led to, as far as it may matter: the items that speak for an attack, and the gravest severity that triage saw in the case. */
export type Led = { readonly raisedBy: readonly string[]; readonly gravest: Severity };

/** Which items speak for an attack is decided by code: by what the playbook weighs an answer, or by a hostile intent with at least one place in the text that was found to stand there. */
export function ledBy(model: ModelStanding | undefined, gravest: Severity): Led {
  const hostile = new Set(
    (model?.readings ?? []).filter(({ intent, marks }) => isHostile(intent) && marks.length > 0).map(({ key }) => key),
  );
  const speaks = ({ tool, source, weight }: Evidence) =>
    tool === readerTool ? source.kind === "answer" && hostile.has(source.query) : weight >= attackWeightMin;
  return { raisedBy: (model?.evidence ?? []).filter(speaks).map(({ id }) => id), gravest };
}

const isHostile = (intent: string) => (hostileIntents as ReadonlySet<string>).has(intent);

/**
 * The conclusion with a model (decision 0126): the one without it, or the same handed to a person. A case that would be closed and that a model raised something about is undecided,
 * escalated, and as grave as triage saw it; where policy lets no model say no, and for every case that goes to a person already, it is the conclusion without.
 */
export function withModel(
  without: Conclusion,
  { raisedBy, gravest }: Led,
  { mayVetoClosing }: { readonly mayVetoClosing: boolean },
): Conclusion {
  if (without.escalate || !mayVetoClosing || raisedBy.length === 0) return without;
  const cited = raisedBy.slice(0, citedMax).map((id) => `[${id}]`);
  const more = raisedBy.length > citedMax ? ` and ${raisedBy.length - citedMax} more` : "";
  return {
    ...without,
    verdict: "insufficient-data",
    severity: graverOf(without.severity, gravest),
    escalate: true,
    raisedBy,
    because: `By the rules it would be closed; a person looks at it because of what a language model led to ${cited.join("")}${more}. Without it the rules say: ${without.because}`,
  };
}

const citedMax = 5;

/**
 * How soon a person should look at a case, 1 (now) to 5: as soon as its most urgent alert says, and where a model handed it on, as what is as grave and as likely true as not. Never later
 * than without a model.
 */
export const priorityWith = (
  priority: number,
  { severity, isRaised }: { readonly severity: Severity; readonly isRaised: boolean },
): number => (isRaised ? Math.min(priority, priorityOf(severity, asLikelyAsNot)) : priority);

const asLikelyAsNot = 0.5;
