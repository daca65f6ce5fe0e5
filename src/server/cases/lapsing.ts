import { inline } from "../../core/report/inline.ts";
import { watchWorld } from "../../core/watch/watch-event.ts";
import { approvalsOf, type Lapsing } from "../../engine/containment/lapsing.ts";
import type { ActPreview } from "../../engine/watch/preview.ts";
import type { TenantDesk } from "../desk.ts";

/** Approvals that one sentence names. */
const namedMax = 5;

/** The approvals that lapse once these cases are others than they are. */
export async function lapsingOf(desk: TenantDesk, caseIds: readonly string[]): Promise<readonly Lapsing[]> {
  if (caseIds.length === 0) return [];
  return approvalsOf(await stateOf(desk), watchWorld, caseIds);
}

async function stateOf({ containment }: TenantDesk) {
  const { desk } = await containment.open();
  await desk.refresh();
  return desk.state;
}

/** Previews that say which approvals would lapse. */
export async function withLapsing(desk: TenantDesk, previews: readonly ActPreview[]): Promise<readonly ActPreview[]> {
  if (previews.every((each) => each.refusal !== undefined || each.changes.length === 0)) return previews;
  const state = await stateOf(desk);
  return previews.map((each) =>
    each.refusal ? each : { ...each, says: saysWith(each.says, approvalsOf(state, watchWorld, each.changes)) },
  );
}

/** What an act would come to, and what is lost by it: an approval is of exactly what stood there, so none is carried over. */
export function saysWith(says: string, lapses: readonly Lapsing[]): string {
  if (lapses.length === 0) return says;
  const approvals = lapses.reduce((sum, { by }) => sum + by.length, 0);
  const named = lapses
    .slice(0, namedMax)
    .map(({ action, verb, target, by }) => `${action} ${verb} ${inline(target, 80)} (${by.map(nameOf).join(", ")})`);
  const more = lapses.length > named.length ? `, and ${lapses.length - named.length} more actions` : "";
  const count = approvals === 1 ? "1 approval" : `${approvals} approvals`;
  return `${says}; ${count} will lapse, and people are asked anew: ${named.join(", ")}${more}`;
}

const nameOf = (person: string) => person.replace(/^person:/, "");
