import { parseJson } from "../json/parse.ts";
import type { JsonObject, JsonValue } from "../json/shape.ts";
import { objectOf } from "../json/shape.ts";
import { limits } from "../limits.ts";
import { addData, type Draft } from "./draft.ts";
import { readEventTree } from "./event-tree.ts";
import { setSystem, setTime } from "./system.ts";

const idNames = ["EventID", "EventId", "Id", "event_id", "eventid"];
const originNames = [
  "Channel",
  "LogName",
  "SourceName",
  "ProviderName",
  "ProviderGuid",
  "Provider_Name",
  "Provider",
  "EventSourceName",
  "log_name",
];

/** One object per event with System and data side by side: NXLog, Get-WinEvent, EvtxECmd, Sentinel's tables, research data sets. */
export function isFlat(record: JsonObject): boolean {
  return idNames.some((name) => isId(own(record, name))) && originNames.some((name) => typeof own(record, name) === "string");
}

function own(record: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function isId(value: JsonValue | undefined): boolean {
  return typeof value === "number" ? Number.isInteger(value) : typeof value === "string" && /^\d{1,5}$/.test(value);
}

/** System fields by the names that flat shapes give them, most telling first. */
const systemNames: readonly (readonly [string, readonly string[]])[] = [
  ["EventID", idNames],
  ["Provider_Name", ["Provider_Name", "SourceName", "ProviderName", "Provider", "EventSourceName", "source_name"]],
  ["Provider_Guid", ["Provider_Guid", "ProviderGuid", "ProviderId", "provider_guid"]],
  ["Channel", ["Channel", "LogName", "log_name"]],
  ["Computer", ["Computer", "Hostname", "MachineName", "ComputerName", "computer_name"]],
  ["EventRecordID", ["EventRecordID", "EventRecordId", "RecordNumber", "RecordId", "record_number"]],
  ["TimeCreated", ["TimeCreated", "TimeGenerated"]],
  ["Version", ["Version"]],
  ["Level", ["Level", "EventLevel"]],
  ["Task", ["Task"]],
  ["Opcode", ["OpcodeValue", "Opcode"]],
  ["Keywords", ["Keywords"]],
  ["Qualifiers", ["Qualifiers"]],
  ["Correlation_ActivityID", ["ActivityID", "Correlation_ActivityID", "ActivityId"]],
  ["Correlation_RelatedActivityID", ["RelatedActivityID", "RelatedActivityId"]],
  ["Execution_ProcessID", ["ExecutionProcessID", "Execution_ProcessID", "ProcessID"]],
  ["ThreadID", ["ThreadID", "ExecutionThreadID", "Execution_ThreadID"]],
  ["UserID", ["UserID"]],
];

/** What the shipper adds about itself and its journey: nothing that happened on the machine. */
const shipperNames: ReadonlySet<string> = new Set(
  (
    "@timestamp @version @metadata tags host port type EventTime EventReceivedTime SourceModuleName SourceModuleType Severity SeverityValue " +
    "EventTypeOrignal ERROR_EVT_UNRESOLVED ChunkNumber SourceFile HiddenRecord ExtraDataOffset PayloadData1 PayloadData2 PayloadData3 " +
    "PayloadData4 PayloadData5 PayloadData6 MapDescription TenantId SourceSystem MG _ResourceId LevelDisplayName OpcodeDisplayName " +
    "TaskDisplayName KeywordsDisplayNames MatchedQueryIds ContainerLog Bookmark ProcessIdOfLog"
  ).split(" "),
);
const nxlogTypes = /^(INFO|AUDIT_SUCCESS|AUDIT_FAILURE|WARNING|ERROR|CRITICAL|VERBOSE|DEBUG)$/;

/** Reads such a record into the draft. */
export function readFlat(draft: Draft, record: JsonObject): void {
  const used = new Set<string>();
  for (const [field, candidates] of systemNames)
    for (const name of candidates) {
      const value = own(record, name);
      if (value === undefined || typeof value === "object") continue;
      used.add(name);
      setSystem(draft, field, value);
    }
  for (const name of ["@timestamp", "EventTime", "UtcTime", "timestamp"]) setTime(draft, own(record, name));
  if (Object.hasOwn(record, "PayloadData1") || Object.hasOwn(record, "MapDescription")) addPayload(draft, record, used);
  // Get-WinEvent lists the values here; to the directory's audit (4662) it is a field of the event itself.
  const values = own(record, "Properties");
  if (typeof values === "object") {
    used.add("Properties");
    addProperties(draft, values);
  }
  for (const name of Object.keys(record)) if (!used.has(name) && !shipperNames.has(name)) addField(draft, name, record[name] as JsonValue);
}

function addField(draft: Draft, name: string, value: JsonValue): void {
  if (name === "EventType" && typeof value === "string" && nxlogTypes.test(value)) return;
  if (name === "EventData" && typeof value === "object") addData(draft, "Data", value);
  else addData(draft, name, value);
}

/** EvtxECmd keeps the event's data as JSON in a text, beside a summary of it. */
function addPayload(draft: Draft, record: JsonObject, used: Set<string>): void {
  const text = own(record, "Payload");
  if (typeof text !== "string" || text.length > limits.recordBytesMax) return;
  const payload = objectOf(parseJson(text));
  if (!payload) return;
  used.add("Payload");
  readEventTree(draft, { Event: payload });
}

/** Get-WinEvent gives the values without their names. */
function addProperties(draft: Draft, value: JsonValue | undefined): void {
  if (!Array.isArray(value)) return;
  for (const item of value as readonly JsonValue[]) addData(draft, "Data", objectOf(item)?.Value);
}
