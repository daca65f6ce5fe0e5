import type { ContainmentEvent } from "../core/containment/containment.ts";
import { refusalOf } from "../core/containment/refusal.ts";
import { actionHeld } from "../core/containment/to-sign.ts";
import { badOption, type ExitStatus } from "./command.ts";
import { type ContainmentValues, type Doing, oneWord, personIn, reasonIn } from "./contain-options.ts";
import { signingOf } from "./contain-sign.ts";
import { factLine } from "./contain-text.ts";
import { whatIsMissing } from "./contain-who.ts";

/** The options of a decision, as they were given. */
export type DecisionValues = ContainmentValues & { readonly "break-glass": boolean; readonly digest?: string | undefined };

/** `contain approve ID`: one person's signed yes to exactly what `contain show` shows. Says who else is needed. */
export async function approve(words: readonly string[], values: DecisionValues, doing: Doing): Promise<ExitStatus> {
  const id = oneWord(words, "an action (c-1)");
  const because = reasonIn(values);
  const { desk } = doing.containment;
  const { by, signatureOf } = await signingOf(doing, values);
  const { digest } = actionHeld(desk.state, id);
  // Whoever looked at the action elsewhere can say what they saw; anything else is not what they approve.
  if (values.digest !== undefined && values.digest !== digest)
    throw badOption(`--digest is not that of ${id} as it stands (${digest}); look at it again with contain show ${id}`);
  const command = { type: "ApproveAction", id, by, digest, breakGlass: values["break-glass"] } as const;
  const facts = await desk.obey({ ...command, because, signature: signatureOf(command) });
  const declined = facts.find((fact) => fact.type === "ApprovalDeclined");
  if (declined) throw refusalOf(declined);
  tell(facts, values, doing);
  if (!values.json) doing.terminal.out(`${whatIsMissing(desk.state, id, doing)}\n`);
  return 0;
}

/** `contain reject ID`: one person's no, which is final and needs no key. */
export async function reject(words: readonly string[], values: DecisionValues, doing: Doing): Promise<ExitStatus> {
  const id = oneWord(words, "an action (c-1)");
  tell(await doing.containment.desk.obey({ type: "RejectAction", id, by: personIn(values), because: reasonIn(values) }), values, doing);
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

/** `contain after-action ID`: what was done under break-glass, and why. */
export async function afterAction(words: readonly string[], values: DecisionValues, doing: Doing): Promise<ExitStatus> {
  const id = oneWord(words, "a break-glass action (c-1)");
  tell(await doing.containment.desk.obey({ type: "WriteAfterAction", id, by: personIn(values), text: reasonIn(values) }), values, doing);
  return 0;
}

/** Says each fact; one that nothing came of is said too. */
function tell(facts: readonly ContainmentEvent[], { json }: ContainmentValues, { terminal }: Doing): void {
  for (const fact of facts) terminal.out(json ? `${JSON.stringify(fact)}\n` : `${factLine(fact)}\n`);
  if (facts.length === 0 && !json) terminal.out("nothing changed: it stands so already\n");
}
