import { inline } from "../../core/report/inline.ts";
import type { WatchState } from "../../core/watch/watch.ts";
import type { WatchFact } from "../../core/watch/watch-event.ts";
import type { WatchContext } from "./context.ts";

/** A closed case that is to be opened again, and why. */
export type ToReopen = { readonly caseId: string; readonly because: string };

/**
 * Opens cases again that the agent closed, so that people look at them and end them: what quality samples found wrong, and what is like it. Leaves out what left
 * memory, stands open, or was ended by a person. Gives those that were opened; durable when it returns.
 */
export async function reopenForReview(asked: readonly ToReopen[], { log, parts }: Pick<WatchContext, "log" | "parts">): Promise<string[]> {
  const atMs = parts.clock.nowMs();
  const facts = await log.decide(() => {
    const reopened = asked.filter(({ caseId }) => isClosedByAgent(caseId, log.state)).map(reopening);
    return reopened.length === 0 ? [] : [{ type: "TimeNoted", atMs }, ...reopened];
  });
  return facts.flatMap((fact) => (fact.type === "CaseReopened" ? [fact.caseId] : []));
}

const reopening = ({ caseId, because }: ToReopen): WatchFact => ({
  type: "CaseReopened",
  caseId,
  because: inline(because, 600),
  handedOver: true,
});

function isClosedByAgent(caseId: string, { run, desks }: WatchState): boolean {
  return run.cases.get(caseId)?.status === "closed" && desks.get(caseId)?.decidedBy === undefined;
}
