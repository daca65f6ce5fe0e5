import type { LogKey } from "./log-key.ts";

/**
 * What a witness must never lose: its key, and for each log the checkpoint that it cosigned last. Written at once and in this process, so that nothing
 * comes between judging a checkpoint and holding it. A store that was there and cannot be read is refused (`witness/damaged-folder`), never begun anew.
 */
export type WitnessStore = {
  readonly key: LogKey;
  /** The signed checkpoint that was held last for an origin; undefined when there was none. */
  readonly held: (origin: string) => string | undefined;
  /** Durable when it returns. An error leaves open whether it was written: whoever gets one asks this store nothing more. */
  readonly hold: (origin: string, checkpoint: string) => void;
  /**
   * Keeps a checkpoint that does not grow from the one that is held, with that one: together they may prove that a log shows two histories. Each once,
   * however often it is sent, since only the log can make another; at most `conflictsMax`.
   */
  readonly keepConflict: (held: string | undefined, asked: string) => void;
  readonly close: () => void;
};

/** The most conflicting checkpoints that are kept; later ones are refused all the same. */
export const conflictsMax = 100;

/** The most logs that one witness watches. */
export const witnessedLogsMax = 64;
