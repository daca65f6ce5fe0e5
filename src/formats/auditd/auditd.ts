import { emptyFields, type Fields } from "../../core/event/event.ts";
import { eventRecord } from "../incoming.ts";
import { limits } from "../limits.ts";
import type { LineRead, LineShape } from "../lines/lines.ts";
import { rejected } from "../record.ts";
import { epochMs } from "../time.ts";

/** Lines of the Linux audit daemon (audit.log): each record is one event; EXECVE also reads as Sigma's process_creation. */
export const auditd: LineShape = { name: "auditd", open };

const linePattern = /^(?:node=(\S{1,255}) )?type=([A-Z0-9_[\]]{1,64}) msg=audit\((\d{1,12})\.(\d{3}):(\d{1,20})\):\s?/;
const pairPattern = /([A-Za-z0-9_[\]-]{1,64})=("[^"]*"|'[^']*'|\S*)/g;

/** Arguments of one command line that are joined. */
const argumentsMax = 1_000;

function open(): LineRead {
  // The call that the following records of the same serial number belong to: it alone names the executable.
  let call: { readonly serial: string; readonly fields: Fields } | undefined;
  return (line, ref) => {
    const match = linePattern.exec(line);
    if (!match) return undefined;
    const [start, node, type = "", seconds, milliseconds, serial = ""] = match;
    const timeMs = epochMs(Number(`${seconds}.${milliseconds}`));
    if (timeMs === undefined) return rejected(ref, "no-time", `an audit record's time is not one: ${seconds}`);
    const fields = fieldsOf(line.slice(start.length));
    if (!fields) return rejected(ref, "too-many", `an audit record with more than ${limits.fieldsMax} fields`);
    fields.type = type;
    fields.serial = serial;
    if (type === "SYSCALL") call = { serial, fields };
    const isCommand = type === "EXECVE";
    if (isCommand) addCommand(fields, call?.serial === serial ? call.fields : undefined);
    return eventRecord({
      timeMs,
      dataset: "syslog",
      channel: "auditd",
      action: type,
      host: node,
      fields,
      source: ref,
      logSource: { product: "linux", service: "auditd", ...(isCommand ? { category: "process_creation" } : {}) },
    });
  };
}

/** Undefined when there are more than a record may have. */
function fieldsOf(text: string): Fields | undefined {
  const fields = emptyFields();
  let count = 0;
  // Interpreted values (after a group separator) are the same facts in words: under upper-case names, so they do not collide.
  for (const [, name = "", raw = ""] of text.replaceAll("\x1d", " ").matchAll(pairPattern)) {
    if (++count > limits.fieldsMax) return undefined;
    const quoted = /^(["'])(.*)\1$/s.exec(raw);
    if (quoted?.[1] === "'") {
      for (const [, inner = "", value = ""] of quoted[2]!.matchAll(pairPattern).take(limits.fieldsMax))
        fields[inner] = decoded(inner, value.replace(/^"(.*)"$/, "$1"), value.startsWith('"'));
    } else fields[name] = decoded(name, quoted ? quoted[2]! : raw, quoted !== null);
  }
  return fields;
}

const encodedNames = /^(a\d+|proctitle|comm|exe|cwd|name|cmd|data|acct|key)$/;

/** auditd writes texts with unusual signs as hexadecimal digits, without quotes. */
function decoded(name: string, value: string, isQuoted: boolean): string {
  if (isQuoted || !encodedNames.test(name) || value.length < 4 || value.length % 2 !== 0 || !/^[0-9A-F]+$/.test(value)) return value;
  // NUL separates arguments.
  return Buffer.from(value, "hex").toString("utf8").replaceAll("\0", " ").trim();
}

function addCommand(fields: Fields, call: Fields | undefined): void {
  const parts: string[] = [];
  for (let index = 0; index < argumentsMax && fields[`a${index}`] !== undefined; index++) parts.push(String(fields[`a${index}`]));
  if (parts.length > 0) fields.CommandLine = parts.join(" ");
  const image = call?.exe ?? (parts[0]?.startsWith("/") ? parts[0] : undefined);
  if (image !== undefined) fields.Image = image;
  for (const name of ["pid", "ppid", "auid", "uid", "AUID", "UID", "tty", "ses"])
    if (call?.[name] !== undefined) fields[name] ??= call[name];
  const user = fields.AUID ?? fields.UID ?? fields.auid;
  if (user !== undefined) fields.User = user;
}
