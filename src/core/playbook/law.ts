import type { z } from "zod";
import type { Where } from "../query/query.ts";
import { queryLimits } from "../query/query.ts";
import { playbookTools, silentAnswers } from "./tools.ts";

/** Below these log-odds (a probability of one in ten) a case would be judged benign. */
export const benignThreshold = -Math.log(9);

/** The most that one answer which an attacker could have written may say for "benign". */
export const attackerBenignWeightMin = -0.7;

type Question = {
  readonly id: string;
  readonly tool: string;
  readonly about: string;
  readonly window?: string | undefined;
  readonly "look-for"?:
    | { readonly all?: readonly Where[] | undefined; readonly any?: readonly Where[] | undefined; readonly not?: Where | undefined }
    | undefined;
  readonly answers: Readonly<Record<string, number>>;
  readonly group: string;
};
type Context = Pick<z.RefinementCtx, "addIssue">;

const timed: ReadonlySet<string> = new Set(["events/search", "changes/planned"]);
const refuse = (context: Context, path: (string | number)[], message: string) => void context.addIssue({ code: "custom", path, message });

/** What the shape alone cannot say about one question: its tool exists, can be asked about that, and answers in these words. */
export function checkQuestion(question: Question, context: Context): void {
  const tool = playbookTools.get(question.tool);
  if (!tool) {
    refuse(context, ["tool"], `unknown tool "${question.tool}"; write one of ${[...playbookTools.keys()].join(", ")}`);
    return;
  }
  if (!(tool.about as readonly string[]).includes(question.about))
    refuse(context, ["about"], `"${question.tool}" can be asked about ${tool.about.join(", ")}`);
  checkWhen(question, context);
  checkAnswers(question, tool, context);
}

function checkWhen(question: Question, context: Context): void {
  if (timed.has(question.tool) !== (question.window !== undefined))
    refuse(context, ["window"], timed.has(question.tool) ? `"${question.tool}" needs a window` : `"${question.tool}" takes no window`);
  const searches = question.tool === "events/search";
  const sought = question["look-for"];
  if (searches !== (sought !== undefined))
    refuse(context, ["look-for"], searches ? 'say what to look for: "events/search" needs it' : `"${question.tool}" takes no look-for`);
  const parts = [...(sought?.all ?? []), ...(sought?.any ?? []), ...(sought?.not ? [sought.not] : [])];
  if (parts.some((part) => !isShallow(part, queryLimits.depthMax - 1)))
    refuse(context, ["look-for"], `conditions are nested deeper than ${queryLimits.depthMax}`);
}

function checkAnswers(question: Question, tool: { readonly answers: readonly string[]; readonly trust: string }, context: Context): void {
  for (const [word, weight] of Object.entries(question.answers)) {
    if (!tool.answers.includes(word))
      refuse(context, ["answers", word], `"${question.tool}" never answers "${word}"; it answers ${tool.answers.join(", ")}`);
    if (silentAnswers.has(word) && weight !== 0)
      refuse(context, ["answers", word], `"${word}" says that nothing was there to look at: it weighs 0, or leave it out`);
    if (tool.trust === "attacker-writable" && weight < attackerBenignWeightMin)
      refuse(context, ["answers", word], `an attacker can write what "${question.tool}" reads: no weight below ${attackerBenignWeightMin}`);
  }
  if (!Object.values(question.answers).some((weight) => weight !== 0))
    refuse(context, ["answers"], "no answer weighs anything, so there is nothing to ask");
}

function isShallow(where: Where, depthLeft: number): boolean {
  if (depthLeft < 0) return false;
  if ("field" in where) return true;
  if ("not" in where) return isShallow(where.not, depthLeft - 1);
  return ("all" in where ? where.all : where.any).every((part) => isShallow(part, depthLeft - 1));
}

/** What only the whole playbook shows: every id once, every answer askable, and no way to "benign" through what an attacker can write. */
export function checkWhole(playbook: { readonly prior: number; readonly investigate: readonly Question[] }, context: Context): void {
  const seen = new Set<string>();
  for (const [index, { id }] of playbook.investigate.entries()) {
    if (seen.has(id)) refuse(context, ["investigate", index, "id"], `there is another question "${id}"`);
    seen.add(id);
  }
  const floor = benignFloor(playbook);
  if (floor <= benignThreshold)
    refuse(
      context,
      ["investigate"],
      `answers that an attacker can write would alone reach a benign verdict (${floor.toFixed(2)}, at or below ${benignThreshold.toFixed(2)})`,
    );
}

/**
 * The lowest log-odds that a playbook can reach when every answer that an attacker could have written is as harmless as can be and nothing else is asked:
 * the prior and, of each group, the strongest such weight.
 */
export function benignFloor(playbook: { readonly prior: number; readonly investigate: readonly Question[] }): number {
  const strongest = new Map<string, number>();
  for (const { tool, answers, group } of playbook.investigate)
    if ((playbookTools.get(tool)?.trust ?? "attacker-writable") === "attacker-writable")
      strongest.set(group, Math.min(strongest.get(group) ?? 0, ...Object.values(answers)));
  return [...strongest.values()].reduce((sum, weight) => sum + weight, playbook.prior);
}
