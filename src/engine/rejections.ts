import type { AssessmentInput } from "../core/assessment/assessment.ts";
import type { RejectReason } from "../core/event/event.ts";

/** Rejected records per input path and reason, with the first as an example. */
export type Rejections = Map<string, Map<RejectReason, { count: number; example: string }>>;

/** The rejections of one input as the assessment lists them; nothing when there were none. */
export function rejectionsOf(rejections: Rejections, path: string): Pick<AssessmentInput, "rejections"> {
  const byReason = rejections.get(path);
  if (!byReason) return {};
  const listed = [...byReason].map(([reason, { count, example }]) => ({ reason, count, example }));
  return { rejections: listed.toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)) };
}
