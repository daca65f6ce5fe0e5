import { emptyFields, type Fields, type RecordRef } from "../../core/event/event.ts";
import type { InputRecord } from "../format.ts";
import { eventRecord } from "../incoming.ts";
import type { LineShape } from "../lines/lines.ts";
import { addWebFields } from "../network.ts";
import { monthOf, utcMs, zoneMinutes } from "../time.ts";

/**
 * Access logs of web servers in the common and combined formats (Apache "mod_log_config", nginx "combined"), with or without the
 * virtual host in front. The two products write alike, so the log source names only the category.
 */
export const accessLog: LineShape = { name: "access-log", open: () => read };

const text = '"((?:[^"\\\\]|\\\\.)*)"';
const linePattern = new RegExp(
  `^(?:(\\S{1,255}) )?(\\S{1,255}) (\\S{1,255}) (\\S{1,255}) \\[(\\d\\d)/([A-Z][a-z]{2})/(\\d{4}):(\\d\\d):(\\d\\d):(\\d\\d) ([+-]\\d{4})\\] ${text} (\\d{3}|-) (\\d{1,18}|-)(?: ${text} ${text})?(.*)$`,
);

function read(line: string, ref: RecordRef): InputRecord | undefined {
  const match = linePattern.exec(line);
  const timeMs = match ? timeOf(match) : undefined;
  if (!match || timeMs === undefined) return undefined;
  const virtualHost = match[1];
  return eventRecord({
    timeMs,
    dataset: "syslog",
    channel: "access-log",
    action: "request",
    host: virtualHost?.replace(/:\d+$/, ""),
    fields: fieldsOf(match),
    source: ref,
    logSource: { category: "webserver" },
  });
}

function timeOf(match: RegExpExecArray): number | undefined {
  const [day, month = "", year, hour, minute, second, zone = ""] = match.slice(5, 12);
  const clock = { hour: Number(hour), minute: Number(minute), second: Number(second) };
  return utcMs({ year: Number(year), month: monthOf(month), day: Number(day), ...clock }, 0, zoneMinutes(zone));
}

function fieldsOf(match: RegExpExecArray): Fields {
  const [, virtualHost, client, ident, user] = match;
  const [request = "", status, size, referrer, agent, more] = match.slice(12);
  const [method, target, protocol] = requestParts(request);
  const fields = emptyFields();
  const own = { request, ident, "cs-username": user, "sc-bytes": size, "cs-version": protocol, rest: more?.trim() };
  for (const [name, value] of Object.entries(own)) if (present(value) !== undefined) fields[name] = value!;
  const web = {
    method,
    host: virtualHost,
    target,
    userAgent: present(agent),
    referrer: present(referrer),
    status,
    client,
    server: undefined,
  };
  addWebFields(fields, web);
  return fields;
}

function present(value: string | undefined): string | undefined {
  return value === "-" || value === "" ? undefined : value;
}

/** Anything may stand on a request line: what is no request is all target, so that rules see it. */
function requestParts(request: string): [string | undefined, string | undefined, string | undefined] {
  const match = /^([A-Za-z_-]{1,32}) (.*?)(?: (HTTP\/\d(?:\.\d)?))?$/.exec(request);
  return match ? [match[1], match[2], match[3]] : [undefined, present(request), undefined];
}
