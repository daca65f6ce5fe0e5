import { inline } from "../core/report/inline.ts";
import type { Outcome, Simulated } from "../engine/policy-simulate.ts";
import type { PolicyDecision, PolicyProblem, PolicySet } from "../ports/policy.ts";

const lengthMax = 400;

/** `path:line:column: what is wrong (what to do)`. */
export function placeLine({ path, line, column, says, help }: PolicyProblem): string {
  const place = `${inline(path, lengthMax)}${line === undefined ? "" : `:${line}${column === undefined ? "" : `:${column}`}`}`;
  return `${place}: ${inline(says, lengthMax)}${help === undefined ? "" : ` (${inline(help, lengthMax)})`}`;
}

/** What is decided, and by which policies, one line each. */
export function decisionLines(decision: Pick<PolicyDecision, "allowed" | "approvers" | "because" | "policies">, set: PolicySet): string {
  const by = set.policies.filter(({ id }) => decision.policies.includes(id));
  const lines = by.map(({ id, path, line, effect, says }) => `  ${effect} ${id} (${inline(path, lengthMax)}:${line}): ${says}`);
  const said = by.map(({ says }) => says);
  const other = decision.because.filter((each) => !said.includes(each)).map((each) => `  ${each}`);
  return `${needs(decision)}\n${[...lines, ...other].join("\n")}\n`;
}

/** The proposals that would come out differently, as a table with the reasons below each. */
export function simulationTable(considered: number, differing: readonly Simulated[]): string {
  const rows = differing.map(({ id, verb, target, tier, recorded, changed }) => {
    const head = `${id.padEnd(8)} ${verb.padEnd(17)} tier ${tier}  ${needs(recorded)} → ${needs(changed)}`;
    return `${head}\n         ${inline(target, lengthMax)}: ${changed.because.map((each) => inline(each, lengthMax)).join("; ")}\n`;
  });
  const total = `${considered} ${considered === 1 ? "proposal" : "proposals"} decided anew, ${differing.length} would come out differently`;
  return `${rows.join("")}${total}\n`;
}

function needs({ allowed, approvers }: Pick<Outcome, "allowed" | "approvers">): string {
  if (!allowed) return "not allowed";
  return approvers === 0 ? "alone" : approvers === 1 ? "1 approver" : `${approvers} approvers`;
}
