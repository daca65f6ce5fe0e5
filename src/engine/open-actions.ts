import type { ActionState, ActionStatus, Containment } from "../core/containment/containment.ts";

/** Nothing of it is in force, and nothing waits for anybody. */
const over: ReadonlySet<ActionStatus> = new Set(["rejected", "expired", "voided", "refused", "failed", "already-so", "gone", "undone"]);

/** The actions of an investigation, or of one of its cases, that wait or are or may be in force, in the order of their proposals. */
export function openActionsOf({ actions }: Pick<Containment, "actions">, world: string, caseId?: string): readonly ActionState[] {
  const isOf = ({ action }: ActionState) => action.case.world === world && (caseId === undefined || action.case.id === caseId);
  return [...actions.values()].filter((held) => isOf(held) && !over.has(held.status));
}
