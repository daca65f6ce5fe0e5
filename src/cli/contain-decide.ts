import type { ActionState, ContainmentEvent } from "../core/containment/containment.ts";
import { refusalOf } from "../core/containment/refusal.ts";
import { actionHeld } from "../core/containment/to-sign.ts";
import { badOption, type ExitStatus } from "./command.ts";
import { type ContainmentValues, type Doing, oneWord, reasonIn } from "./contain-options.ts";
import { requireApprovable, warn } from "./contain-orders.ts";
import { signingOf } from "./contain-sign.ts";
import { factLine, named, said } from "./contain-text.ts";
import { whatIsMissing } from "./contain-who.ts";

/** The options of a decision, as they were given. */
export type DecisionValues = ContainmentValues & { readonly "break-glass": boolean; readonly digest?: string | undefined };

/** `contain approve ID`: one person's signed yes to exactly what `contain show` shows. Says who else is needed. */
export async function approve(words: readonly string[], values: DecisionValues, doing: Doing): Promise<ExitStatus> {
  const id = oneWord(words, "an action (c-1)");
  const because = reasonIn(values);
  const { desk } = doing.containment;
  const { by, signatureOf } = await signingOf(doing, values);
  const held = actionHeld(desk.state, id);
  const { digest } = held;
  requireApprovable(desk.state, held, doing.orders);
  requireSeen(values.digest, held);
  if (!values.json) for (const line of summaryOf(held)) doing.terminal.err(`${line}\n`);
  const command = { type: "ApproveAction", id, by, digest, breakGlass: values["break-glass"] } as const;
  const facts = await desk.obey({ ...command, because, signature: signatureOf(command) });
  const declined = facts.find((fact) => fact.type === "ApprovalDeclined");
  if (declined) throw refusalOf(declined);
  tell(facts, values, doing);
  if (values.json) return 0;
  doing.terminal.out(`${whatIsMissing(desk.state, id, doing)}\n`);
  await warn(desk.state, doing.orders, doing);
  return 0;
}

/** Fewer hex digits of a digest than these could be found for another action by trying. */
const digestDigitsMin = 12;

/** Nobody signs what they have not looked at: what they name must be the beginning of the digest of the action as it stands. */
function requireSeen(given: string | undefined, { action: { id }, digest }: ActionState): void {
  const how = `look at it with "watchkeeper contain show ${id}", and name the first ${digestDigitsMin} or more hex digits of its digest`;
  if (given === undefined) throw badOption(`--digest is missing: ${how}`);
  const digits = given.replace(/^sha256:/, "");
  if (!/^[0-9a-f]+$/.test(digits) || digits.length < digestDigitsMin) throw badOption(`--digest is too short, or no hex digits: ${how}`);
  if (!digest.slice("sha256:".length).startsWith(digits)) throw badOption(`--digest is not that of ${id} as it stands: ${how}`);
}

/** What is being signed, in three lines. */
function summaryOf({ action, digest, needs }: ActionState): string[] {
  const { id, verb, target, assessed } = action;
  return [
    `${id}  ${verb} ${named(target.name)} (${named(target.id)}) by ${named(action.effector)}`,
    `  tier ${needs.tier}, reach ${assessed.blastRadius.reach}: ${said(assessed.blastRadius.says)}`,
    `  digest ${digest}`,
  ];
}

/** `contain reject ID`: one person's signed no, which is final. */
export async function reject(words: readonly string[], values: DecisionValues, doing: Doing): Promise<ExitStatus> {
  const id = oneWord(words, "an action (c-1)");
  const because = reasonIn(values);
  const { by, signatureOf } = await signingOf(doing, values);
  const command = { type: "RejectAction", id, by } as const;
  tell(await doing.containment.desk.obey({ ...command, because, signature: signatureOf(command) }), values, doing);
  return 0;
}

/** `contain undo ID`: one person's signed wish; `contain run` carries it out. */
export async function undo(words: readonly string[], values: DecisionValues, doing: Doing): Promise<ExitStatus> {
  const id = oneWord(words, "an action (c-1)");
  const because = reasonIn(values);
  const { by, signatureOf } = await signingOf(doing, values);
  const command = { type: "AskUndo", id, by } as const;
  tell(await doing.containment.desk.obey({ ...command, because, signature: signatureOf(command) }), values, doing);
  return 0;
}

/** `contain reset CLASS`: lets a class of assets be contained by standing order again after its breaker tripped. */
export async function reset(words: readonly string[], values: DecisionValues, doing: Doing): Promise<ExitStatus> {
  const assetClass = oneWord(words, "the class of assets, as watchkeeper status names it");
  const because = reasonIn(values);
  const { by, signatureOf } = await signingOf(doing, values);
  const command = { type: "ResetBreaker", assetClass, by } as const;
  tell(await doing.containment.desk.obey({ ...command, because, signature: signatureOf(command) }), values, doing);
  return 0;
}

/** `contain reset-clock`: one of the two admins without whom the record's time does not begin again at the present clock. */
export async function resetClock(words: readonly string[], values: DecisionValues, doing: Doing): Promise<ExitStatus> {
  if (words.length > 0) throw badOption(`contain reset-clock takes no "${words[0]?.slice(0, 80)}"`);
  const because = reasonIn(values);
  const { by, signatureOf } = await signingOf(doing, values);
  const command = { type: "AskClockReset", by } as const;
  const facts = await doing.containment.desk.obey({ ...command, because, signature: signatureOf(command) });
  tell(facts, values, doing);
  if (!values.json && !facts.some(({ type }) => type === "ClockReset"))
    doing.terminal.out(
      "not reset yet: a second admin must ask too\n  watchkeeper contain reset-clock --as NAME --key FILE --because TEXT\n",
    );
  return 0;
}

/** `contain after-action ID`: what was done under break-glass, and why. */
export async function afterAction(words: readonly string[], values: DecisionValues, doing: Doing): Promise<ExitStatus> {
  const id = oneWord(words, "a break-glass action (c-1)");
  const text = reasonIn(values);
  const { by, signatureOf } = await signingOf(doing, values);
  const command = { type: "WriteAfterAction", id, by, text } as const;
  tell(await doing.containment.desk.obey({ ...command, signature: signatureOf(command) }), values, doing);
  return 0;
}

/** Says each fact; one that nothing came of is said too. */
function tell(facts: readonly ContainmentEvent[], { json }: ContainmentValues, { terminal }: Doing): void {
  for (const fact of facts) terminal.out(json ? `${JSON.stringify(fact)}\n` : `${factLine(fact)}\n`);
  if (facts.length === 0 && !json) terminal.out("nothing changed: it stands so already\n");
}
