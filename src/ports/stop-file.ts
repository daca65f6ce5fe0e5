/**
 * The part of the kill switch that works when everything else is down: a file that an administrator touches. What cannot be read means stopped.
 * `watch` tells of changes as they are seen, no later than `stopPollMsMax`.
 */
export type StopFile = {
  readonly read: () => Promise<{ readonly stopped: false } | { readonly stopped: true; readonly because: string }>;
  readonly place: string;
};

/** The stop file together with the two things that a person does with it. */
export type StopSwitch = StopFile & {
  /** Makes the file, or adds a line to it; it is on disk when this returns. Makes no folder: a stop in the wrong place would stop nothing. */
  readonly raise: (because: string) => Promise<void>;
  /** Why `lower` could not remove it; undefined where nothing speaks against it. */
  readonly hindrance: () => Promise<string | undefined>;
  /** Removes it. Harmless when it is not there. Refuses (`stop/not-removable`). */
  readonly lower: () => Promise<void>;
};

/** How often the file is looked at while something is carried out, milliseconds. */
export const stopPollMsMax = 250;
