import { z } from "zod";

/**
 * Every refusal, as RFC 9457 shapes it (`application/problem+json`): `type` is the page about it, and beside `status`, `title` and `detail` stand our own
 * words: which one (`code`), what is wrong (`problem`), what to do (`remedy`).
 */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  code: z.string(),
  problem: z.string(),
  remedy: z.string(),
  /** What the log calls the request. */
  request: z.string().optional(),
  /** Of a request that is not shaped as asked: where, and what should be there. At most `faultsShownMax`. */
  faults: z.array(z.strictObject({ at: z.string(), says: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** The most places that one problem names. */
export const faultsShownMax = 20;
