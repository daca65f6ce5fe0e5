import type { ErrorCode } from "../../core/soc-error.ts";
import { SocError } from "../../core/soc-error.ts";

/** Why one document of one file was not loaded, and where. Lines and columns count from 1. */
export type RuleProblem = {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly ruleId: string | undefined;
  readonly error: SocError;
};

/** The error codes with which a rule, or a reference between rules, can be refused. */
export type RuleErrorCode = Extract<ErrorCode, `rule/${string}`>;

/** What a refusal says before its place in a file is known: `offset` counts code units from the file's start. */
export class Refusal extends Error {
  readonly code: RuleErrorCode;
  readonly remedy: string;
  readonly offset: number;
  constructor(fields: { code: RuleErrorCode; problem: string; remedy: string; offset: number }) {
    super(fields.problem);
    this.code = fields.code;
    this.remedy = fields.remedy;
    this.offset = fields.offset;
  }
}

/** Words from a rule file, shortened and made inert for a message. */
export function quoted(text: string): string {
  const inert = text.replace(/\p{C}/gu, " ");
  return `"${inert.length > 80 ? `${inert.slice(0, 80)}…` : inert}"`;
}

/** The error that a person sees, with path, line and column in its problem. */
export function problemAt(
  place: { path: string; line: number; column: number; ruleId: string | undefined },
  refusal: Refusal,
): RuleProblem {
  const error = new SocError({
    code: refusal.code,
    problem: `${place.path}:${place.line}:${place.column}: ${refusal.message}`,
    remedy: refusal.remedy,
    retry: "never",
  });
  return { ...place, error };
}
