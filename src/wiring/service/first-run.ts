import { adminsOf, hasSecondFactor } from "../../core/access/account.ts";
import { inline } from "../../core/report/inline.ts";
import { isSettled, type WatchState } from "../../core/watch/watch.ts";
import type { AccessParts } from "../../engine/access/parts.ts";
import type { FirstRunPart } from "../../server/desk.ts";
import { type FirstRunFacts, firstRunOf } from "../../server/first-run/first-run.ts";
import { iso } from "../../server/http/iso.ts";
import type { TenantService } from "./tenant.ts";

const titleLengthMax = 300;

/** How far a tenant is on its way to its first verdict, and the demo data for one that has nothing else. */
export function firstRunPartOf(
  { watch, demo, containment, store, inventory }: Pick<TenantService, "watch" | "demo" | "containment" | "store" | "inventory">,
  access: Pick<AccessParts, "record"> | undefined,
  demoPerson: string | undefined,
): FirstRunPart {
  // A case may be taken up again after its verdict, and leaves memory in the end: what stood once is not unsaid.
  let stood: FirstRunFacts["firstVerdict"];
  return {
    async read() {
      await watch?.refresh();
      stood ??= (watch && firstVerdict(watch.state())) ?? (await verdictInViews(store));
      const admins = access ? adminsOf(await access.record.state()) : [];
      const { problem, desk, digest } = await containment.open();
      return firstRunOf({
        administrators: admins.length,
        withSecondFactor: admins.filter(hasSecondFactor).length,
        ownSources: await demo.ownSources(),
        demo: await demo.state(),
        demoPerson,
        hasCases: await hasCases(store),
        firstVerdict: stood,
        ordersProblem: problem ?? (desk.state.orders?.digest === digest ? undefined : "two admins have not signed the standing orders"),
      });
    },
    play: async () => demo.play({ hasCases: await hasCases(store), known: inventory.look }),
  };
}

const hasCases = async ({ views }: Pick<TenantService["store"], "views">) => (await views.cases({}, { limit: 1 })).rows.length > 0;

/** Of a case that was settled before this process began. */
async function verdictInViews({ views }: Pick<TenantService["store"], "views">): Promise<FirstRunFacts["firstVerdict"]> {
  const { rows } = await views.cases({ state: ["closed", "escalated"] }, { limit: 1 });
  const [row] = rows;
  if (!row?.verdict || row.settledAtMs === undefined) return undefined;
  return { case: row.id, title: row.title, verdict: row.verdict, at: iso(row.settledAtMs) };
}

/** Of the cases that are held, the verdict that stood first. */
function firstVerdict({ run, desks }: WatchState): FirstRunFacts["firstVerdict"] {
  let first: { readonly case: string; readonly title: string; readonly verdict: string; readonly atMs: number } | undefined;
  for (const [caseId, each] of run.cases) {
    const atMs = desks.get(caseId)?.settledAtMs;
    if (!isSettled(each) || atMs === undefined || (first && first.atMs <= atMs)) continue;
    first = { case: caseId, title: inline(each.conclusion.title, titleLengthMax), verdict: each.conclusion.verdict, atMs };
  }
  return first && { case: first.case, title: first.title, verdict: first.verdict, at: iso(first.atMs) };
}
