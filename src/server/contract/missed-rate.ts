import { z } from "zod";
import { Cover } from "../../core/measure/figure.ts";
import { count } from "./common.ts";

const ratio = z.number().min(0).max(1);

/** The missed-threat rate of one group of closed cases, or why there is none. `upperBound` is not reached with a certainty of 95 %. */
export const MissedRate = z.discriminatedUnion("measured", [
  z.strictObject({
    measured: z.literal(true),
    closed: count,
    drawn: count,
    judged: count,
    /** Among those that were judged. */
    missed: count,
    /** Found by later truth among those that were not drawn. */
    laterFound: count,
    undecided: count,
    /** Drawn, due, and not judged: each is a miss in the bound. */
    overdue: count,
    /** For how many of all closings it speaks; below 95 of 100 it is not measured. */
    cover: Cover,
    estimate: ratio,
    upperBound: ratio,
    /** The reviewers' sensitivity by which it is corrected; null where no gold alert was judged, and nothing is corrected. */
    correctedBy: z.strictObject({ estimate: ratio, atLeast: ratio, golds: count }).nullable(),
  }),
  z.strictObject({ measured: z.literal(false), because: z.string(), closed: count, drawn: count, cover: Cover }),
]);
