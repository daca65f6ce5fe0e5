import { at, type JsonObject, type JsonValue, objectOf } from "../json/shape.ts";
import { addData, type Draft } from "./draft.ts";
import { setSystem, setTime } from "./system.ts";

/** Winlogbeat and Elastic Agent: the event under `winlog` (7 and later, nested or with dotted names) or at the top (6 and earlier). */
export function isWinlogbeat(record: JsonObject): boolean {
  if (Object.hasOwn(record, "kibana") || Object.hasOwn(record, "kibana.alert.rule.name") || Object.hasOwn(record, "signal")) return false;
  const winlog = objectOf(record.winlog);
  if (winlog) return Object.hasOwn(winlog, "event_id") || Object.hasOwn(winlog, "channel") || Object.hasOwn(winlog, "event_data");
  if (Object.hasOwn(record, "winlog.event_id") || Object.hasOwn(record, "winlog.channel")) return true;
  return Object.hasOwn(record, "event_id") && Object.hasOwn(record, "log_name") && Object.hasOwn(record, "computer_name");
}

/** System fields by Winlogbeat's name, the newer first. */
const names: readonly (readonly [string, string])[] = [
  ["event_id", "EventID"],
  ["provider_name", "Provider_Name"],
  ["source_name", "Provider_Name"],
  ["provider_guid", "Provider_Guid"],
  ["channel", "Channel"],
  ["log_name", "Channel"],
  ["computer_name", "Computer"],
  ["record_id", "EventRecordID"],
  ["record_number", "EventRecordID"],
  ["version", "Version"],
  ["task", "Task"],
  ["opcode", "Opcode"],
  ["activity_id", "Correlation_ActivityID"],
  ["related_activity_id", "Correlation_RelatedActivityID"],
  ["process_id", "Execution_ProcessID"],
  ["thread_id", "ThreadID"],
];

/** Reads such a record into the draft. */
export function readWinlogbeat(draft: Draft, record: JsonObject): void {
  const winlog = objectOf(record.winlog) ?? dotted(record) ?? record;
  for (const [name, field] of names) if (Object.hasOwn(winlog, name)) setSystem(draft, field, winlog[name]);
  const keywords = winlog.keywords;
  setSystem(draft, "Keywords", Array.isArray(keywords) ? (keywords[0] as JsonValue | undefined) : keywords);
  setSystem(draft, "Execution_ProcessID", at(winlog, "process", "pid"));
  setSystem(draft, "ThreadID", at(winlog, "process", "thread", "id"));
  setSystem(draft, "UserID", at(winlog, "user", "identifier"));
  setSystem(draft, "EventID", at(record, "event", "code") ?? record["event.code"]);
  setSystem(draft, "Level", winlog.level ?? at(record, "log", "level") ?? record["log.level"]);
  setTime(draft, winlog.time_created ?? record["@timestamp"]);
  addParameters(draft, objectOf(winlog.event_data));
  addData(draft, "EventData", winlog.event_data);
  addData(draft, "UserData", withoutXmlName(objectOf(winlog.user_data)));
  addData(draft, "Message", record.message ?? at(winlog, "message"));
}

const prefix = "winlog.";
const eventData = "event_data.";

/** Dotted names put back under `winlog`, one level of `event_data` included. */
function dotted(record: JsonObject): JsonObject | undefined {
  const winlog: Record<string, JsonValue> = Object.create(null);
  const data: Record<string, JsonValue> = Object.create(null);
  let found = false;
  for (const key of Object.keys(record)) {
    if (!key.startsWith(prefix)) continue;
    found = true;
    const name = key.slice(prefix.length);
    if (name.startsWith(eventData)) data[name.slice(eventData.length)] = record[key] as JsonValue;
    else winlog[name] = record[key] as JsonValue;
  }
  if (!found) return undefined;
  return Object.keys(data).length > 0 ? { ...winlog, event_data: data } : winlog;
}

const parametersMax = 64;

// Unnamed Data elements are called param1, param2 … here; the event itself has only their order.
function addParameters(draft: Draft, data: JsonObject | undefined): void {
  if (!data || !Object.keys(data).every((name) => /^param\d{1,2}$|^Binary$/.test(name))) return;
  for (let index = 1; index <= parametersMax && Object.hasOwn(data, `param${index}`); index += 1)
    addData(draft, "Data", data[`param${index}`]);
}

function withoutXmlName(data: JsonObject | undefined): JsonObject | undefined {
  if (!data) return undefined;
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== "xml_name"));
}
