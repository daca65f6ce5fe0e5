import type { WatchPlace } from "../../core/quality-sample/quality-sample.ts";
import type { QualitySettings } from "../../core/quality-sample/settings.ts";
import type { Clock } from "../../ports/clock.ts";
import type { DrawSecrets } from "../../ports/draw-secrets.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { CaseRecords } from "../watch/case-record.ts";

/** A person's verdict on an alert of the watch, as the journal of what is learned has it. */
export type SaidTrue = { readonly alertId: string; readonly caseId: string };

/** What quality samples of one tenant need, handed in by whoever wires them. */
export type QualityParts = {
  readonly journal: JournalStore;
  readonly clock: Clock;
  readonly secrets: DrawSecrets;
  readonly settings: QualitySettings;
  /** The records of the watch, and where its newest one ends. */
  readonly records: CaseRecords;
  readonly watchEnd: () => Promise<WatchPlace>;
  /** Alerts of the watch that people called true positives since it was last asked, or all that are known. */
  readonly saidTrue: () => Promise<readonly SaidTrue[]>;
  /** Opens closed cases again for a person to end; gives those that were opened. Refuses nothing: one that is gone, open or ended by a person is left out. */
  readonly reopen: (asked: readonly { readonly caseId: string; readonly because: string }[]) => Promise<readonly string[]>;
  /** Takes the autonomy of a class away; may be asked again. Gives whether that is done: false where nobody grants autonomy yet. */
  readonly demote: (alertClass: string, because: string) => Promise<boolean>;
  /** Tells the leads that a class was stopped; may be asked again. */
  readonly page: (stop: { readonly class: string; readonly because: string; readonly atMs: number }) => Promise<void>;
  /** What went wrong and is tried again. */
  readonly note?: (says: string, cause: unknown) => void;
};
