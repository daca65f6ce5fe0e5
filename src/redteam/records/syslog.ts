import { bsdTimeOf, isoOf } from "./time.ts";

/** A line as rsyslog's traditional format writes it to a file (RFC 3164 without the priority). */
export function bsdLine(
  timeMs: number,
  { host, program, processId, message }: { host: string; program: string; processId?: number; message: string },
): string {
  return `${bsdTimeOf(timeMs)} ${host} ${program}${processId === undefined ? "" : `[${processId}]`}: ${message}`;
}

/** The same line as rsyslog writes it where nobody asked for the traditional format: its time has a year and a zone (RFC 3339). */
export function datedLine(timeMs: number, fields: Parameters<typeof bsdLine>[1]): string {
  return `${isoOf(timeMs)}${bsdLine(timeMs, fields).slice(bsdTimeLength)}`;
}
/** `Mar 17 09:31:12`. */
const bsdTimeLength = 15;

/** An RFC 5424 line. Structured data values escape `"`, `\` and `]`. */
export function structuredLine(
  timeMs: number,
  fields: {
    priority: number;
    host: string;
    program: string;
    processId: number;
    messageId: string;
    data: Readonly<Record<string, string>>;
    message: string;
  },
): string {
  const pairs = Object.entries(fields.data).map(([name, value]) => `${name}="${value.replace(/["\\\]]/g, "\\$&")}"`);
  // 32473 is the enterprise number that RFC 5612 keeps for documentation.
  return `<${fields.priority}>1 ${isoOf(timeMs)} ${fields.host} ${fields.program} ${fields.processId} ${fields.messageId} [session@32473 ${pairs.join(" ")}] ${fields.message}`;
}
