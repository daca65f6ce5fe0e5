import { caseUnknown } from "../engine/watch/refusals.ts";
import type { WatchDesk } from "../server/desk.ts";

/** A watch that takes every act and keeps it, but on cases whose id begins with "gone". */
export function bulkWatch(
  acts: { act: Parameters<WatchDesk["act"]>[0]; by: Parameters<WatchDesk["act"]>[1] }[],
): Pick<WatchDesk, "act" | "preview"> {
  return {
    async act(act, by) {
      if (act.caseId.startsWith("gone")) throw caseUnknown(act.caseId);
      acts.push({ act, by });
    },
    preview: async (act, caseIds) =>
      caseIds.map((caseId) =>
        caseId.startsWith("gone")
          ? { caseId, refusal: caseUnknown(caseId) }
          : {
              caseId,
              says: `takes ${act.act}`,
              changes: [caseId],
              effect: act.act === "close" ? { alerts: 2, from: "escalated", to: "closed" } : undefined,
            },
      ),
  };
}
