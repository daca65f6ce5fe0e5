import { inline } from "../core/report/inline.ts";
import type { UnreadableInput } from "../ports/evidence-input.ts";
import type { LoadedRules } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const rulesShownMax = 10;
/** The longest path or sentence of a complaint, in characters; a path may be 4,096 bytes long. */
const lengthMax = 4_096;

/** Names each path that could not be read, with what to do, one line each whatever the path holds. */
export function sayUnreadable(unreadable: readonly UnreadableInput[], terminal: Terminal): void {
  for (const { path, problem, remedy } of unreadable)
    terminal.err(`! ${inline(path, lengthMax)}: ${inline(problem, lengthMax)}\n  What to do: ${inline(remedy, lengthMax)}\n`);
}

/** Names the first rules that were left out, and counts the others. */
export function sayLeftOut(problems: LoadedRules["problems"], terminal: Terminal): void {
  for (const { path, problem } of problems.slice(0, rulesShownMax))
    terminal.err(`! rule left out: ${inline(path, lengthMax)}: ${inline(problem, lengthMax)}\n`);
  if (problems.length > rulesShownMax) terminal.err(`! ${problems.length - rulesShownMax} more rules left out\n`);
}
