/** What both candidates are given: this many jobs over this many keys, each of this length. */
export const jobsTotal = 90;
export const keysTotal = 30;
export const jobMs = 400;
export const graphileTask = "watchkeeper/trial";
export const bossQueue = "trial";

export type Work = { readonly job: number; readonly key: string };
export const works: readonly Work[] = Array.from({ length: jobsTotal }, (_, job) => ({ job, key: `key ${job % keysTotal}` }));
