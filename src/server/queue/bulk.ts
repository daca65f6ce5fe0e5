import { SocError } from "../../core/soc-error.ts";
import type { ActPreview } from "../../engine/watch/preview.ts";
import { withLapsing } from "../cases/lapsing.ts";
import { personOf } from "../cases/routes.ts";
import { queuePeopleOperations } from "../contract/queue-people.ts";
import { defineRoute, type Route } from "../route.ts";

/** One act on many cases, one after the other, each decided by itself: what is refused on one stands in the way of none. */
export const bulkRoutes: readonly Route[] = [
  defineRoute({
    ...queuePeopleOperations.actOnCases,
    handle: async ({ desk, who, body }) => {
      const { act, dryRun } = body;
      const by = personOf(who);
      const caseIds = [...new Set(body.cases)];
      const previews = await withLapsing(desk, await desk.watch.preview(act, caseIds, by));
      const cases = [];
      for (const preview of previews) {
        if (dryRun || preview.refusal) cases.push(told(preview, "would-be-done"));
        else cases.push(await done(preview, () => desk.watch.act({ ...act, caseId: preview.caseId }, by)));
      }
      const refused = cases.filter(({ outcome }) => outcome === "refused").length;
      return { dryRun, done: dryRun ? 0 : cases.length - refused, refused, cases };
    },
  }),
];

function told(preview: ActPreview, outcome: "done" | "would-be-done") {
  if (preview.refusal) return refused(preview.caseId, preview.refusal);
  const { caseId, says, effect } = preview;
  return { case: caseId, outcome, says, code: null, remedy: null, effect: effect ?? null };
}

const refused = (caseId: string, { code, problem, remedy }: SocError) => ({
  case: caseId,
  outcome: "refused" as const,
  says: problem,
  code,
  remedy,
  effect: null,
});

/** What is refused now, although the look just before let it pass, is told as refused too; a store that is lost ends all of it. */
async function done(preview: ActPreview, act: () => Promise<void>) {
  try {
    await act();
    return told(preview, "done");
  } catch (error) {
    if (error instanceof SocError && error.retry === "never") return refused(preview.caseId, error);
    throw error;
  }
}
