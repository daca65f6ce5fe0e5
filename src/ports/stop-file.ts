/**
 * The part of the kill switch that works when everything else is down: a file that an administrator touches. What cannot be read means stopped.
 * `watch` tells of changes as they are seen, no later than `stopPollMsMax`.
 */
export type StopFile = {
  readonly read: () => Promise<{ readonly stopped: false } | { readonly stopped: true; readonly because: string }>;
  readonly place: string;
};

/** How often the file is looked at while something is carried out, milliseconds. */
export const stopPollMsMax = 250;
