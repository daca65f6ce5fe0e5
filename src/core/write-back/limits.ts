/** Jobs that wait at one time; beyond it no case is taken until some are settled (`write-back/full`). */
export const openJobsMax = 20_000;
/** Failed jobs that can still be tried again; beyond it the oldest is only known to the journal. */
export const failedJobsMax = 2_000;
/** Settled jobs that are held to be shown. */
export const settledJobsMax = 5_000;
/** Things of which what was written last is remembered, so that the same is not written again. */
export const thingsHeldMax = 200_000;
/** Cases that are remembered; the oldest is forgotten first. */
export const casesHeldMax = 50_000;
/** Tickets that are watched at one time; the oldest is let go first. */
export const ticketsHeldMax = 20_000;
/** Jobs that one revision of a case may bring, and each page of its verdicts. */
export const jobsPerCaseMax = 2_000;
/** What one job may write, characters of its JSON. */
export const contentLengthMax = 1_048_576;
/** Comments of one ticket whose ids are remembered. */
export const commentsHeldMax = 500;

/** How often something is tried, or looked for, before it needs a person; with the pauses below that is about three days. */
export const triesMax = 300;
/** The first pause after a try that failed, milliseconds; each is twice the one before. */
export const firstPauseMs = 5_000;
/** The longest pause between two tries, milliseconds. */
export const longestPauseMs = 15 * 60_000;

/** How long to wait after so many tries: twice as long each time, never beyond the longest, and never less than what the product asked for. */
export function pauseAfter(tries: number, askedForMs = 0): number {
  const grown = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(Math.max(tries - 1, 0), 20));
  return Math.max(grown, Math.min(askedForMs, dayMs));
}

const dayMs = 86_400_000;
