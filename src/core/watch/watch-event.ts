import type { Alert } from "../alert/alert.ts";
import type { ClosingGrants } from "../autonomy/closing.ts";
import type { CaseEvent } from "../case/case.ts";
import type { Learned } from "../learning/learning.ts";
import type { Lease } from "../observable/lease.ts";
import type { Person } from "../person/person.ts";
import type { RunEvent, RunSettings } from "../run/run-event.ts";
import type { CarriedPart } from "./carried.ts";
import type { Claim } from "./claim.ts";

/** The worlds of a watch, one after the other: `watch-000001`, `watch-000002`, … */
export const watchBeginning = "watch-";
/** The name under which cases and alerts of all segments are known elsewhere: their numbers go on from segment to segment. */
export const watchWorld = "watch";

/** The world of a segment, which counts from 1. */
export const segmentWorld = (segment: number): string => `${watchBeginning}${String(segment).padStart(6, "0")}`;

/** The segment that a world is; undefined for any other world. */
export function segmentOf(world: string): number | undefined {
  const found = /^watch-(\d{6,15})$/.exec(world);
  return found ? Number(found[1]) : undefined;
}

/** Names of worlds without the segments that another one went on from: what those held is in the newest, and is counted once. */
export function withoutOlderSegments(worlds: readonly string[]): string[] {
  const newest = worlds.reduce((most, world) => Math.max(most, segmentOf(world) ?? 0), 0);
  return worlds.filter((world) => (segmentOf(world) ?? newest) === newest);
}

/** The facts of a watch beside those of every run. Times are milliseconds since the epoch, by the clock of whoever recorded them. */
export type WatchEvent =
  | {
      readonly type: "WatchBegan";
      readonly segment: number;
      readonly settings: RunSettings;
      readonly atMs: number;
      /** The segment before, as it ended. */
      readonly previous?: { readonly world: string; readonly hash: string; readonly entries: number };
    }
  /** What of the segment before still matters, in parts; the last one says so, and the segment is ready. */
  | { readonly type: "StateCarried"; readonly part: CarriedPart }
  | { readonly type: "SegmentEnded"; readonly next: string; readonly atMs: number }
  | { readonly type: "DeskClaimed"; readonly claim: Claim; readonly atMs: number }
  | {
      readonly type: "IntakeRead";
      /** Records after `after` up to `upTo`, both positions; `batch` is the number of the events' batch. */
      readonly after: number;
      readonly upTo: number;
      readonly batch: number;
      readonly atMs: number;
      readonly records: number;
      readonly events: number;
      readonly buried: number;
      /** Alerts beyond the most that one step holds, of one record. */
      readonly refused: number;
      readonly alerts: readonly Alert[];
      /** When each of the alerts' records was received. */
      readonly receivedAtMs: readonly number[];
    }
  | { readonly type: "TimeNoted"; readonly atMs: number }
  | { readonly type: "SettingsChanged"; readonly settings: RunSettings }
  | { readonly type: "LearnedChanged"; readonly learned: Learned | undefined }
  /** What may be closed without a person from here on: whoever closes decides on the last of these. */
  | ({ readonly type: "GrantsChanged"; readonly atMs: number } & ClosingGrants)
  | {
      readonly type: "NamesRefreshed";
      readonly hosts: number;
      readonly names: readonly (readonly [string, string])[];
      readonly leases: readonly Lease[];
    }
  /** What left memory: settled cases with their alerts, and alerts of cases that are open. */
  | { readonly type: "WindowMoved"; readonly cases: readonly string[]; readonly alerts: readonly string[]; readonly atMs: number }
  | { readonly type: "CaseClaimed"; readonly caseId: string; readonly claim: Claim }
  /** `repeats` of those that joined since the time before were told with it; all of them in a record that does not say. */
  | { readonly type: "CaseTold"; readonly caseId: string; readonly revision: number; readonly repeats?: number; readonly atMs: number }
  | { readonly type: "CaseAssigned"; readonly caseId: string; readonly assignee: string | null; readonly by: Person; readonly atMs: number }
  | { readonly type: "CaseNoted"; readonly caseId: string; readonly text: string; readonly by: Person; readonly atMs: number }
  | {
      readonly type: "CaseTaskAdded";
      readonly caseId: string;
      readonly task: string;
      readonly text: string;
      readonly assignee: string | null;
      readonly by: Person;
      readonly atMs: number;
    }
  | { readonly type: "CaseTaskFinished"; readonly caseId: string; readonly task: string; readonly by: Person; readonly atMs: number };

/** Whatever a journal entry of a watch can hold. */
export type WatchFact = WatchEvent | RunEvent | CaseEvent;

const deskEvents = ["CaseClaimed", "CaseTold", "CaseAssigned", "CaseNoted", "CaseTaskAdded", "CaseTaskFinished"] as const;
/** What the watch notes beside a case, as against what happened to the case itself. */
export type DeskEvent = Extract<WatchEvent, { type: (typeof deskEvents)[number] }>;
const isDesk: ReadonlySet<string> = new Set(deskEvents);

/** Whether a fact is noted beside a case. */
export function isDeskEvent(fact: WatchFact): fact is DeskEvent {
  return isDesk.has(fact.type);
}
