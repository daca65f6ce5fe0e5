import type { FieldValue } from "../../core/event/event.ts";
import type { JsonValue } from "../json/shape.ts";
import { timeMsOf } from "../time.ts";
import type { Draft } from "./draft.ts";

/** Sets one System field from whatever a product wrote for it; empty and null set nothing, the first value stays. */
export function setSystem(draft: Draft, field: string, value: JsonValue | undefined): void {
  if (value === undefined || value === null || value === "" || typeof value === "object" || draft.system[field] !== undefined) return;
  draft.system[field] = systemValue(field, value as string | number | boolean);
  if (field === "TimeCreated") setTime(draft, value);
}

/** Sets the event's time unless it is known already: RFC 3339 and its relatives, epochs, and PowerShell's `/Date(…)/`. */
export function setTime(draft: Draft, value: JsonValue | undefined): void {
  const inDate = typeof value === "string" ? /^\/Date\((\d{1,15})\)\/$/.exec(value)?.[1] : undefined;
  draft.timeMs ??= inDate ? Number(inDate) : timeMsOf(typeof value === "string" ? withMilliseconds(value) : value);
}

// Seven digits and more are Windows' own precision; what is beyond nine says nothing.
function withMilliseconds(text: string): string {
  return text.replace(/(\.\d{9})\d+/, "$1");
}

const numbers: ReadonlySet<string> = new Set([
  "EventID",
  "EventRecordID",
  "Version",
  "Level",
  "Task",
  "Opcode",
  "Qualifiers",
  "Execution_ProcessID",
  "ThreadID",
]);
const levels: ReadonlyMap<string, number> = new Map([
  ["critical", 1],
  ["error", 2],
  ["warning", 3],
  ["information", 4],
  ["info", 4],
  ["verbose", 5],
]);
const opcodes: ReadonlyMap<string, number> = new Map([
  ["info", 0],
  ["start", 1],
  ["stop", 2],
]);

function systemValue(field: string, value: string | number | boolean): FieldValue {
  if (field === "Keywords") return keywordsText(value);
  if (field.endsWith("Guid") || field.endsWith("ActivityID")) return guidText(String(value));
  if (!numbers.has(field)) return String(value);
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  const word = String(value).toLowerCase();
  return (field === "Level" ? levels.get(word) : field === "Opcode" ? opcodes.get(word) : undefined) ?? String(value);
}

// Audit results are bits of the keywords; products that resolve them write the words.
const audits: ReadonlyMap<string, string> = new Map([
  ["audit success", "0x8020000000000000"],
  ["audit failure", "0x8010000000000000"],
]);

/** Keywords as the event XML has them: hexadecimal, whatever sign or form the number came in. */
function keywordsText(value: string | number | boolean): string {
  const text = String(value);
  if (typeof value === "number" && Number.isInteger(value)) return `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;
  if (/^-?\d{1,20}$/.test(text)) return `0x${BigInt.asUintN(64, BigInt(text)).toString(16)}`;
  return audits.get(text.toLowerCase()) ?? text;
}

function guidText(text: string): string {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? `{${text}}` : text;
}
