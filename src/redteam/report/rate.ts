import { z } from "zod";

const share = z.number().min(0).max(1);
/** `seen` times in `of` trials: the exact 95 % interval after Clopper and Pearson, and the bound of one side that a claim names. */
export const Rate = z.strictObject({ seen: z.int(), of: z.int(), interval: z.tuple([share, share]), upperBound: share });
export type Rate = z.infer<typeof Rate>;
