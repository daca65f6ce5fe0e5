import { SocError } from "../../core/soc-error.ts";
import type { Claim } from "../../core/watch/claim.ts";
import type { WatchState } from "../../core/watch/watch.ts";
import type { WatchFact } from "../../core/watch/watch-event.ts";
import type { Alive } from "./alive.ts";
import type { WatchLimits } from "./limits.ts";
import type { WatchLog } from "./log.ts";
import type { WatchKnowledge, WatchParts } from "./parts.ts";
import type { Touched } from "./touched.ts";

/** What the parts of a running watch share. `knowledge` is replaced when it changes. */
export type WatchContext = {
  readonly parts: WatchParts;
  readonly limits: WatchLimits;
  readonly log: WatchLog;
  readonly alive: Alive;
  readonly touched: Touched;
  knowledge: WatchKnowledge;
};

/** Decides as the holder of the desk; refuses (`queue/fenced`) once it is another's. */
export function decideAtDesk(
  { log, parts }: WatchContext,
  ask: (state: WatchState) => readonly WatchFact[],
): Promise<readonly WatchFact[]> {
  const { worker } = parts.leases;
  return log.decide(() => {
    if (log.state.desk?.worker !== worker) throw fenced("the desk");
    return ask(log.state);
  });
}

/** Decides as whoever claimed a case; refuses (`queue/fenced`) once it was handed on. */
export function decideOnCase(
  { log }: Pick<WatchContext, "log">,
  caseId: string,
  claim: Claim,
  ask: () => readonly WatchFact[],
): Promise<readonly WatchFact[]> {
  return log.decide(() => {
    const held = log.state.desks.get(caseId)?.claim;
    if (held?.worker !== claim.worker || held.epoch !== claim.epoch) throw fenced(caseId);
    return ask();
  });
}

/** Whether an error says that the work is another's now. */
export const isFenced = (error: unknown): boolean => error instanceof SocError && error.code === "queue/fenced";

const fenced = (what: string) =>
  new SocError({
    code: "queue/fenced",
    problem: `the work on "${what}" was handed to another worker, because this one gave no sign of life`,
    remedy: "do nothing: the other worker finishes it; if it happens often, look for a machine that is overloaded or was suspended",
    retry: "never",
  });
