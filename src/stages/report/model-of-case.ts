import { categories } from "../../core/alert/category.ts";
import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import type { AssessmentModel } from "../../core/assessment/assessment-model.ts";
import type { Conclusion } from "../../core/case/conclusion.ts";
import type { Evidence } from "../../core/evidence/evidence.ts";
import type { ModelStanding } from "../../core/model/model-standing.ts";
import { counted, grouped, modelFailureWords, titled } from "./words.ts";

/** What a model added to a case, as the assessment holds it. */
export function modelOfCase(model: ModelStanding, { raisedBy }: Pick<Conclusion, "raisedBy">): AssessmentModel {
  return {
    calls: model.calls.map(({ call, outcome }) => ({
      id: call.id,
      role: call.role,
      name: call.name,
      model: call.model,
      ...(outcome?.kind === "accepted" && { said: outcome.said }),
      prompt: `${call.prompt.id}-${call.prompt.version}`,
      outcome: outcome === undefined ? "unanswered" : outcome.kind === "accepted" ? "accepted" : outcome.why,
      inputTokens: outcome?.use.inputTokens ?? call.reservedTokens,
      outputTokens: outcome?.use.outputTokens ?? 0,
      isEstimate: outcome?.use.isEstimate ?? true,
      costMicros: outcome?.use.costMicros ?? 0,
      ms: outcome?.use.ms ?? 0,
    })),
    tokens: model.tokens,
    costMicros: model.costMicros,
    ...(raisedBy && { raisedBy: [...raisedBy] }),
    evidence: model.evidence.map(itemOf),
    hypotheses: model.hypotheses.flatMap(({ category, refutedBy }) => {
      const known = categories.find((each) => each === category);
      return known ? [{ category: known, refutedBy: [...refutedBy] }] : [];
    }),
    prose: model.prose.map(({ part, text, evidence }) => ({ part, text, evidence: [...evidence] })),
    skipped: model.skipped.map(({ role, why, detail }) => ({ role, why, detail })),
  };
}

function itemOf(item: Evidence): AssessmentModel["evidence"][number] {
  const { source } = item;
  return {
    ...item,
    source: source.kind === "record" ? { ...source } : { ...source, records: source.records.map((record) => ({ ...record })) },
  };
}

/** Stands beside every sentence that a model wrote. */
export const proseNotice =
  "Written by a language model from the evidence that each sentence cites. The verdict does not rest on it; read the evidence before you act on it.";

/** What a report tells of models, in words: every form of it lays these out and adds none. */
export type ModelTold = {
  /** What was asked and what became of it, and what was not asked. */
  readonly marks: readonly string[];
  readonly prose: readonly {
    readonly heading: string;
    readonly sentences: readonly { readonly text: string; readonly evidence: readonly string[] }[];
  }[];
  readonly items: AssessmentModel["evidence"];
};

/** What one step took, in and out, as its server said or, where it said nothing usable, as we count. */
function stepOf({ id, role, inputTokens, outputTokens, isEstimate, outcome }: AssessmentModel["calls"][number]): string {
  if (outcome === "unanswered") return `${titled(role)} (${id}): ${grouped(inputTokens)} tokens, reserved for an answer that never came.`;
  return `${titled(role)} (${id}): ${grouped(inputTokens)} tokens in, ${grouped(outputTokens)} out${isEstimate ? ", as we count them" : ""}.`;
}

const headings = { summary: "In short", timeline: "What happened", handover: "What is open" } as const;

/** Undefined where no model had anything to do with the case. */
export function modelTold({ model }: Pick<AssessmentCase, "model">): ModelTold | undefined {
  if (!model) return undefined;
  const { calls, tokens, skipped, raisedBy, hypotheses } = model;
  const names = [...new Set(calls.map(({ name }) => name))].join(", ");
  const failed = calls.filter(({ outcome }) => outcome !== "accepted");
  const marks = [
    ...(raisedBy ? [`The rules would have closed this case; a person looks at it because of ${raisedBy.join(", ")}.`] : []),
    ...(calls.length > 0
      ? [`The model ${names} was asked ${counted(calls.length, "time")}: ${grouped(tokens)} tokens. What it led to was not weighed.`]
      : []),
    ...calls.map(stepOf),
    ...failed.map(
      ({ role, outcome }) =>
        `The model was asked as ${role} and gave no answer that is used: ${outcome === "accepted" || outcome === "unanswered" ? "whoever asked ended before it came" : modelFailureWords[outcome]}.`,
    ),
    ...skipped.map(
      ({ role, why, detail }) => `No model was asked as ${role}: ${modelFailureWords[why]}${detail === "" ? "" : ` (${detail})`}.`,
    ),
    ...hypotheses.map(
      ({ category, refutedBy }) =>
        `It names as an explanation: ${titled(category).toLowerCase()}${refutedBy.length > 0 ? `; refuted by ${refutedBy.join(", ")}` : ""}.`,
    ),
  ];
  const prose = (["summary", "timeline", "handover"] as const).flatMap((part) => {
    const sentences = model.prose.filter((sentence) => sentence.part === part).map(({ text, evidence }) => ({ text, evidence }));
    return sentences.length > 0 ? [{ heading: headings[part], sentences }] : [];
  });
  return { marks, prose, items: model.evidence };
}
