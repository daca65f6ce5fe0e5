import type { Encoder } from "../recording.ts";
import { isoOf, spacedOf } from "../time.ts";
import { type KindName, kinds } from "./kind.ts";

/** One Windows event before it has a shape. `data` holds the EventData elements in the product's own order. */
export type WindowsEvent = {
  readonly kind: KindName;
  readonly computer: string;
  /** The process that wrote the event, as in System/Execution. */
  readonly processId: number;
  readonly data: Readonly<Record<string, string>>;
};

const agentVersion = "8.17.4";
/** True for events of the Security log. */
export const isAudit = (event: WindowsEvent) => kinds[event.kind].channel === "Security";
const isFailure = (event: WindowsEvent) =>
  event.kind === "logonFailure" ||
  event.kind === "kerberosFailure" ||
  (event.kind === "credentialValidation" && event.data.Status !== "0x0");

/** Events as Winlogbeat 8 ships them, without the rendered message, which most sites drop. */
export const winlogbeatLines: Encoder<WindowsEvent> = (records) =>
  Buffer.from(records.map(({ timeMs, item }, index) => `${JSON.stringify(winlogbeatOf(item, timeMs, index))}\n`).join(""));

function winlogbeatOf(event: WindowsEvent, timeMs: number, index: number): object {
  const { channel, provider, providerGuid, eventId, version, taskName } = kinds[event.kind];
  const shortName = event.computer.split(".")[0]!;
  return {
    "@timestamp": isoOf(timeMs),
    agent: { name: shortName, type: "winlogbeat", version: agentVersion },
    ecs: { version: "8.0.0" },
    event: {
      code: String(eventId),
      created: isoOf(timeMs + 1_180),
      kind: "event",
      provider,
      ...(taskName ? { action: taskName } : {}),
      ...(isAudit(event) ? { outcome: isFailure(event) ? "failure" : "success" } : {}),
    },
    host: { name: event.computer },
    log: { level: "information" },
    winlog: {
      api: "wineventlog",
      channel,
      computer_name: event.computer,
      event_data: event.data,
      event_id: String(eventId),
      ...(isAudit(event) ? { keywords: [isFailure(event) ? "Audit Failure" : "Audit Success"] } : {}),
      opcode: "Info",
      process: { pid: event.processId, thread: { id: 1_000 + ((index * 4) % 8_000) } },
      provider_guid: providerGuid,
      provider_name: provider,
      record_id: 410_000 + index,
      ...(taskName ? { task: taskName } : {}),
      ...(version ? { version } : {}),
    },
  };
}

/** Events as NXLog's im_msvistalog and to_json write them: one flat object, with the EventData names beside its own. */
export const nxlogLines: Encoder<WindowsEvent> = (records) =>
  Buffer.from(records.map(({ timeMs, item }, index) => `${nxlogOf(item, timeMs, index)}\n`).join(""));

// 64-bit masks are written as bare integers, which a JavaScript number cannot hold: the text is put in afterwards.
const keywordsMark = '"keywords-go-here"';
/** The keywords of an event as a signed 64-bit number in decimal. */
export const keywordsOf = (event: WindowsEvent) =>
  isAudit(event) ? (isFailure(event) ? "-9218868437227405312" : "-9214364837600034816") : "-9223372036854775808";

function nxlogOf(event: WindowsEvent, timeMs: number, index: number): string {
  const { channel, provider, providerGuid, eventId, version, task, taskName } = kinds[event.kind];
  const auditType = isFailure(event) ? "AUDIT_FAILURE" : "AUDIT_SUCCESS";
  const flat = {
    EventTime: spacedOf(timeMs).slice(0, 19),
    "@timestamp": isoOf(timeMs),
    Hostname: event.computer,
    Keywords: "keywords-go-here",
    EventType: isAudit(event) ? auditType : "INFO",
    SeverityValue: 2,
    Severity: "INFO",
    EventID: eventId,
    SourceName: provider,
    ProviderGuid: providerGuid.toUpperCase(),
    Version: version,
    Task: task,
    OpcodeValue: 0,
    RecordNumber: 880_000 + index,
    ExecutionProcessID: event.processId,
    ThreadID: 1_000 + ((index * 4) % 8_000),
    Channel: channel,
    ...(taskName ? { Category: taskName } : {}),
    ...event.data,
    EventReceivedTime: spacedOf(timeMs + 1_000).slice(0, 19),
    SourceModuleName: "eventlog",
    SourceModuleType: "im_msvistalog",
  };
  return JSON.stringify(flat).replace(keywordsMark, keywordsOf(event));
}
