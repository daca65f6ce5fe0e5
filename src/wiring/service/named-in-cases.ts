import type { Observable } from "../../core/observable/observable.ts";
import type { PeopleAsk } from "../../engine/model/ask-for-person.ts";
import type { Watch } from "../../engine/watch/watch.ts";
import type { Views } from "../../ports/views.ts";
import type { ContainmentPart } from "../../server/desk.ts";
import { viewOf } from "../../stages/investigate/case-view.ts";

/** What is known of cases: those that the watch holds as its investigation sees them, every other one by its row. */
export type NamedFrom = {
  readonly views: Pick<Views, "case">;
  readonly watch: Pick<Watch, "refresh" | "state">;
  readonly containment: Pick<ContainmentPart, "open">;
};

/** Accounts, machines and mail addresses of cases, and of the cases and targets of actions. */
export const namedIn =
  ({ views, watch, containment }: NamedFrom): PeopleAsk["namedIn"] =>
  async ({ cases, actions }) => {
    const acted = actions.length === 0 ? [] : await actionsOf(containment, actions);
    await watch.refresh();
    const { run } = watch.state();
    const named: Observable[] = acted.flatMap(({ target }) => [
      { type: "user", value: target },
      { type: "host", value: target },
    ]);
    for (const id of new Set([...cases, ...acted.map(({ caseId }) => caseId)])) {
      const held = run.cases.get(id);
      if (held && held.status !== "unopened" && held.status !== "merged") named.push(...viewOf(held, run).observables);
      const row = await views.case(id);
      named.push(
        ...(row?.about?.accounts ?? []).map((value) => ({ type: "user", value }) as const),
        ...(row?.about?.hosts ?? []).map((value) => ({ type: "host", value }) as const),
        ...(row?.detail?.observables ?? []).map(({ type, value }) => ({ type, value })),
      );
    }
    return named;
  };

async function actionsOf(containment: Pick<ContainmentPart, "open">, ids: readonly string[]) {
  const { state } = (await containment.open()).desk;
  return ids.flatMap((id) => {
    const action = state.actions.get(id)?.action;
    return action ? [{ caseId: action.case.id, target: action.target.name }] : [];
  });
}
