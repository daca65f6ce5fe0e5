import { inline } from "../core/report/inline.ts";
import { SocError } from "../core/soc-error.ts";
import type { UnreadableInput } from "../ports/evidence-input.ts";
import { remedyFor } from "./rejection-remedy.ts";
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

/** Names a file of which records could not be read, with the first reason and what to do. */
export function sayRejected(
  { path, count, reason, example }: { readonly path: string; readonly count: number; readonly reason: string; readonly example: string },
  terminal: Terminal,
): void {
  const remedy = remedyFor(reason);
  terminal.err(
    `! ${inline(path, lengthMax)}: ${count} ${count === 1 ? "record was" : "records were"} rejected (${reason}: ${inline(example, lengthMax)})\n`,
  );
  if (remedy) terminal.err(`  What to do: ${remedy}\n`);
}

/** Says that the paths hold no file at all. */
export function sayEmpty(paths: readonly string[], terminal: Terminal): void {
  terminal.err(
    `! no file was found under ${paths.map((path) => `"${inline(path, 400)}"`).join(", ")}\n  What to do: check the path; there was nothing to read\n`,
  );
}

/** Every rule that was named was left out, or none was there. */
export const noUsableRule = (folders: readonly string[]) =>
  new SocError({
    code: "cli/no-usable-rule",
    problem: `no usable rule was found in ${folders.map((folder) => `"${folder.slice(0, 400)}"`).join(", ") || "the built-in rules"}`,
    remedy: "name a folder that holds Sigma rules (.yml or .yaml); the lines above say why rules were left out",
    retry: "never",
  });
