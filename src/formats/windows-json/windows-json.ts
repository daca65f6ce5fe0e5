import type { RecordRef } from "../../core/event/event.ts";
import { windowsEvent } from "../../core/event/windows-event.ts";
import type { InputRecord } from "../format.ts";
import type { JsonObject, JsonShape } from "../json/shape.ts";
import { limits } from "../limits.ts";
import { rejected } from "../record.ts";
import { type Draft, mergedFields, newDraft, refuse } from "./draft.ts";
import { isEventTree, readEventTree } from "./event-tree.ts";
import { isFlat, readFlat } from "./flat.ts";
import { addFromSysmonMessage } from "./message.ts";
import { isWinlogbeat, readWinlogbeat } from "./winlogbeat.ts";

/**
 * Windows and Sysmon events as JSON: Winlogbeat (6 to 8), NXLog, flat shapes (research data sets, Get-WinEvent, EvtxECmd) and
 * the event XML converted to JSON. They become the same events as the EVTX reader gives.
 */
export const windowsJson: JsonShape = { name: "windows-json", looksLike: looksLikeWindows, read: windowsEventOf };

/** Whether an object is a Windows event in one of these shapes. Never throws. */
export function looksLikeWindows(record: JsonObject): boolean {
  return isEventTree(record) || isWinlogbeat(record) || isFlat(record);
}

/** The event of one record; rejected (`no-time`, `too-long`, `too-many`, `too-deep`, `malformed`) when it cannot be one. */
export function windowsEventOf(record: JsonObject, ref: RecordRef): InputRecord {
  const draft = newDraft();
  if (isEventTree(record)) readEventTree(draft, record);
  else if (isWinlogbeat(record)) readWinlogbeat(draft, record);
  else readFlat(draft, record);
  addFromSysmonMessage(draft);
  check(draft);
  if (draft.refusal) return rejected(ref, draft.refusal.reason, draft.refusal.detail);
  if (draft.timeMs === undefined) return rejected(ref, "no-time", "a Windows event without a time that can be read");
  const { timeMs } = draft;
  draft.system.TimeCreated ??= new Date(timeMs).toISOString();
  return { kind: "event", event: windowsEvent({ fields: mergedFields(draft), timeMs, source: ref }) };
}

function check(draft: Draft): void {
  if (draft.system.EventID === undefined) refuse(draft, "malformed", "a Windows event without an event id");
  let count = 0;
  for (const part of [draft.system, draft.data])
    for (const name in part) {
      count += 1;
      if (lengthOf(part[name]) > limits.fieldLengthMax || name.length > limits.fieldLengthMax)
        refuse(draft, "too-long", `a field is longer than ${limits.fieldLengthMax} characters`);
    }
  if (count > limits.fieldsMax) refuse(draft, "too-many", `more than ${limits.fieldsMax} fields`);
}

function lengthOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  return Array.isArray(value) ? value.reduce<number>((sum, item) => sum + String(item).length, 0) : 0;
}
