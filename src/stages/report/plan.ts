import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import type { ContainmentVerb } from "../../core/containment/action.ts";

type Proposal = AssessmentCase["containment"][number];

/** Proposals that are one thing to do: the same action with the same tier and way back, on one or several targets. */
export type Measure = {
  readonly action: ContainmentVerb;
  readonly tier: number;
  readonly approvers: number;
  readonly undo: string | null;
  readonly proposals: readonly Proposal[];
  /** Every evidence item that a target rests on, each once. */
  readonly evidence: readonly string[];
};

/** What is read comes before what would destroy it; then what ends the connection, the foothold and the access, in that order. */
const order: readonly ContainmentVerb[] = [
  "collect-evidence",
  "quarantine-mail",
  "block-address",
  "block-domain",
  "isolate-host",
  "kill-process",
  "quarantine-file",
  "revoke-sessions",
  "disable-account",
];

/** The proposals of a case as a person would carry them out: few lines, in a working order. */
export function measuresOf({ containment }: Pick<AssessmentCase, "containment">): Measure[] {
  const groups = Map.groupBy(containment, ({ action, tier, approvers, undo }) => JSON.stringify([action, tier, approvers, undo]));
  return [...groups.values()]
    .flatMap((proposals): Measure[] => {
      const [first] = proposals;
      if (!first) return [];
      const { action, tier, approvers, undo } = first;
      return [{ action, tier, approvers, undo, proposals, evidence: [...new Set(proposals.flatMap(({ evidence }) => evidence))] }];
    })
    .toSorted((a, b) => order.indexOf(a.action) - order.indexOf(b.action) || a.tier - b.tier);
}

/** What kind of value an action is done to, as far as it must be written so that nothing can be followed. */
export function targetTypeOf(action: ContainmentVerb): "ip" | "domain" | "other" {
  return action === "block-address" ? "ip" : action === "block-domain" ? "domain" : "other";
}

/** Why there is nothing to carry out, in a case that a person must look at, and what that person may do. */
export function nothingProposed({ verdict, unknowns }: Pick<AssessmentCase, "verdict" | "unknowns">): string {
  const because =
    verdict === "true-positive"
      ? "Nothing is proposed: nothing that the evidence names is surely the attacker's to change."
      : "Nothing is proposed, because the verdict does not support a change.";
  return `${because} A person decides${unknowns.length > 0 ? "; begin with what is unknown" : ""}.`;
}
