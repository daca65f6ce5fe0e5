import { inline } from "../../core/report/inline.ts";
import { SocError } from "../../core/soc-error.ts";
import type { PolicyProblem } from "../../ports/policy.ts";

const pathShown = 400;
const saysShown = 400;

/** One refusal for all that is wrong: the first problem in words, and how many more there are. */
export function policyMalformed(problems: readonly PolicyProblem[]): SocError {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return new SocError({
    code: "policy/malformed",
    problem: `${first ? placeOf(first) : "the policies"}: ${first ? inline(first.says, saysShown) : "there are none"}${more}`,
    remedy: `${first?.help === undefined ? "correct that place" : inline(first.help, saysShown)}; "watchkeeper policy test" names every mistake`,
    retry: "never",
  });
}

/** `path:line:column`, as much of it as is known. */
export function placeOf({ path, line, column }: PolicyProblem): string {
  return `${inline(path, pathShown)}${line === undefined ? "" : `:${line}${column === undefined ? "" : `:${column}`}`}`;
}
