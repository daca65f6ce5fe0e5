import { emptyFields, type Fields, type RecordRef } from "../../core/event/event.ts";
import type { LogSource } from "../../core/event/log-source.ts";
import { readCef } from "../cef/cef.ts";
import type { InputRecord, OpenHints } from "../format.ts";
import { eventRecord } from "../incoming.ts";
import { readLeef } from "../leef/leef.ts";
import type { LineRead, LineShape } from "../lines/lines.ts";
import { isIpAddress } from "../network.ts";
import { type Frame, frameOf, type YearOf } from "./frame.ts";
import { messageFields } from "./message.ts";

/** Syslog lines (RFC 3164, RFC 5424, or with an RFC 3339 time) and what they carry: CEF, LEEF, or a program's message. */
export const syslog: LineShape = { name: "syslog", open };

function open({ modifiedMs }: OpenHints): LineRead {
  const years: YearOf = { modifiedMs, lastYear: undefined };
  return (line, ref) => {
    const frame = frameOf(line, years);
    if (!frame) return undefined;
    const text = carriedIn(frame);
    if (text !== undefined) {
      const envelope = { timeMs: frame.timeMs, host: frame.host };
      const record = text.startsWith("CEF") ? readCef(text, ref, envelope) : readLeef(text, ref, envelope);
      if (record) return record;
    }
    return eventOf(frame, ref);
  };
}

const carriedRecord = /(?:CEF:\s?\d{1,2}|LEEF:[12]\.0)\|/;

/**
 * The CEF or LEEF record that a line carries. Behind a program's name it is one only where the message begins with it: further back it is somebody's
 * words that the program quotes (a user name at an SSH server, a URL), which would make another record of the line.
 */
function carriedIn({ message, program }: Frame): string | undefined {
  // The frame takes "CEF:" for the name of a program, since that is how one is written.
  const whole = program === "CEF" || program === "LEEF" ? `${program}:${message}` : message.trimStart();
  const at = carriedRecord.exec(whole)?.index;
  return at === undefined || (at > 0 && program !== undefined) ? undefined : whole.slice(at);
}

const facilities =
  "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7".split(
    " ",
  );
const levels = "emerg alert crit err warning notice info debug".split(" ");

function eventOf(frame: Frame, ref: RecordRef): InputRecord {
  const fields = emptyFields();
  const put = (name: string, value: string | number | undefined) => {
    if (value !== undefined) fields[name] = value;
  };
  const program = frame.program?.replace(/^.*\//, "").replace(/\(.*$/, "");
  put("hostname", frame.host);
  put("program", program);
  put("pid", frame.pid);
  put("msgid", frame.messageId);
  if (frame.priority !== undefined) {
    put("facility", facilities[frame.priority >> 3]);
    put("severity", levels[frame.priority & 7]);
  }
  if (frame.yearAssumed) fields.year_assumed = true;
  addStructured(fields, frame);
  put("message", frame.message);
  const action = messageFields(program ?? "", frame.message, fields);
  addPlain(fields, frame);
  return eventRecord({
    timeMs: frame.timeMs,
    dataset: "syslog",
    channel: program ?? "syslog",
    action,
    host: frame.host,
    fields,
    source: ref,
    logSource: logSourceOf(program),
  });
}

function addStructured(fields: Fields, { structured }: Frame): void {
  for (const [id, parameters] of structured ?? [])
    for (const [name, values] of parameters) fields[`${id}.${name}`] = values.length === 1 ? values[0]! : values;
}

/** Parameter names of products, without case and separators, and the plain field that says the same. */
const plainNames: ReadonlyMap<string, { readonly field: string; readonly isAddress: boolean }> = new Map(
  (
    [
      ["user", false, "user username usr userid login loginname account accountname suser"],
      ["src_ip", true, "src srcip srcaddr source sourceip sourceaddress clientip clientaddress remoteip remoteaddress rhost peerip"],
      ["dst_ip", true, "dst dstip dstaddr destination destinationip destinationaddress destip"],
      ["assigned_ip", true, "assigned assignedip assignedaddress tunnelip virtualip framedip framedipaddress"],
    ] as const
  ).flatMap(([field, isAddress, names]) => names.split(" ").map((name) => [name, { field, isAddress }] as const)),
);

/** Says in plain fields what structured data says of user and addresses, unless the message did; an address must be one, and must be the only one. */
function addPlain(fields: Fields, { structured }: Frame): void {
  for (const parameters of structured?.values() ?? [])
    for (const [name, [value, ...more]] of parameters) {
      const plain = plainNames.get(name.toLowerCase().replace(/[-_. ]/g, ""));
      if (!plain || !value || more.length > 0 || fields[plain.field] !== undefined) continue;
      if (!plain.isAddress || isIpAddress(value)) fields[plain.field] = value;
    }
}

/** Sigma's services of product "linux" by program; all else that logs by syslog is service "syslog". */
const services: ReadonlyMap<string, string> = new Map([
  ["sshd", "sshd"],
  ["sshd-session", "sshd"],
  ["sudo", "sudo"],
  ["cron", "cron"],
  ["crond", "cron"],
  ["crontab", "cron"],
  ["vsftpd", "vsftpd"],
  ["clamd", "clamav"],
  ["clamav", "clamav"],
  ["freshclam", "clamav"],
  ["guacd", "guacamole"],
  ["auditd", "auditd"],
  ["audispd", "auditd"],
  ...[
    "su",
    "login",
    "passwd",
    "chpasswd",
    "useradd",
    "userdel",
    "usermod",
    "groupadd",
    "groupdel",
    "pkexec",
    "polkitd",
    "systemd-logind",
    "gdm",
    "pam",
  ].map((program): [string, string] => [program, "auth"]),
]);

function logSourceOf(program: string | undefined): LogSource {
  return { product: "linux", service: services.get(program?.toLowerCase() ?? "") ?? "syslog" };
}
