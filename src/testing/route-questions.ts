import assert from "node:assert/strict";
import { rights } from "../core/access/right.ts";
import type { Operation } from "../server/contract/operation.ts";
import { Problem } from "../server/contract.ts";

type Answered = { readonly statusCode: number; readonly headers: object; readonly body: string; json: () => unknown };
/** The code of a refusal, which is a whole problem document of that status. */
export function codeOf(answer: Answered, status: number): string {
  assert.equal(answer.statusCode, status, answer.body);
  assert.match(String((answer.headers as Record<string, unknown>)["content-type"]), /^application\/problem\+json/);
  const problem = Problem.parse(answer.json());
  assert.equal(problem.status, status);
  assert.equal(problem.type, `/api/v1/errors/${problem.code.replaceAll("/", "-")}`);
  return problem.code;
}

/** An address of an operation, with something in each place. */
export const urlOf = ({ path }: Operation) =>
  path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    if (name === "id" && path.includes("/actions/")) return "c-1";
    if (name === "id" && path.includes("/handovers/")) return "h-1";
    if (name === "regime") return "dora";
    if (name === "id" && path.includes("/quality-samples/")) return "qs-1";
    if (name === "id" && path.includes("/autonomy/grants/")) return "g-1";
    return /position|sequence|letter|number/.test(name) ? "1" : "edge";
  });
export const everything = { rights, steppedUp: true } as const;
