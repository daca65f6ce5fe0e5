import type { Containment } from "../../core/containment/containment.ts";
import type { Person } from "../../core/person/person.ts";

/** An action that waits, with whoever approved it: their approvals lapse once its case is another. */
export type Lapsing = { readonly action: string; readonly verb: string; readonly target: string; readonly by: readonly Person[] };

/** The approvals that stand about cases as they are now. What was carried out already needs none any more. */
export function approvalsOf({ waiting, actions }: Containment, world: string, caseIds: readonly string[]): readonly Lapsing[] {
  return [...waiting].flatMap((id) => {
    const held = actions.get(id);
    if (!held || held.approvals.length === 0 || held.action.case.world !== world || !caseIds.includes(held.action.case.id)) return [];
    const { verb, target } = held.action;
    return [{ action: id, verb, target: target.name, by: [...new Set(held.approvals.map(({ by }) => by))] }];
  });
}
