import type { ActionState, Containment, ContainmentAction } from "../../core/containment/containment.ts";
import { openKey } from "../../core/containment/key.ts";
import { isApproved } from "../../core/containment/queue.ts";

/** Actions that people are asked about in one telling; the rest follow with the next. */
const tellingsMax = 50;

/** What carries the word that actions wait. It may be told of one twice, and tells people once. */
export type TellWaiting = (
  actions: readonly { actionId: string; caseId: string; title: string; severity: ContainmentAction["severity"]; says: string }[],
) => Promise<void>;

/**
 * Tells of each action that waits for people's approval, once as long as this process remembers. What runs by itself, has its approvals, or is over by the
 * clock is nobody's to approve. What could not be told is told of the next time: whatever `tell` throws goes through.
 */
export function openApprovalNews(tell: TellWaiting): (state: Containment, nowMs: number) => Promise<void> {
  const told = new Set<string>();
  return async (state, nowMs) => {
    for (const id of told) if (!state.waiting.has(id)) told.delete(id);
    const news: ContainmentAction[] = [];
    for (const id of state.waiting) {
      const held = state.actions.get(id);
      if (!held || told.has(id) || held.action.expiresAtMs <= nowMs || isApproved(state, held)) continue;
      if (news.push(held.action) === tellingsMax) break;
    }
    if (news.length === 0) return;
    await tell(news.map((each) => tellingOf(each, state)));
    for (const { id } of news) told.add(id);
  };
}

const tellingOf = (action: ContainmentAction, state: Containment) => {
  const { id, case: about, verb, target, severity, assessed } = action;
  const lapsed = lapsedBefore(action, state);
  const anew = lapsed === undefined ? "" : ` It is asked anew: ${lapsed.action.id} was approved, and voided because ${lapsed.says}.`;
  return { actionId: id, caseId: about.id, title: `${verb} ${target.name}`, severity, says: `${assessed.blastRadius.says}${anew}` };
};

/** The latest action that asked the same of the same case, was approved by somebody, and came to nothing because something changed. */
export function lapsedBefore(
  action: Pick<ContainmentAction, "id" | "case" | "verb" | "target">,
  { actions }: Containment,
): ActionState | undefined {
  return [...actions.values()].findLast(
    (each) =>
      each.status === "voided" &&
      each.approvals.length > 0 &&
      each.action.id !== action.id &&
      each.action.case.id === action.case.id &&
      each.action.case.world === action.case.world &&
      openKey(each.action) === openKey(action),
  );
}
