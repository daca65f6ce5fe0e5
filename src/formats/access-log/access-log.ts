import { emptyFields, type RecordRef } from "../../core/event/event.ts";
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
  if (!match) return undefined;
  const [
    ,
    virtualHost,
    client,
    ident,
    user,
    day,
    month,
    year,
    hour,
    minute,
    second,
    zone,
    request = "",
    status,
    size,
    referrer,
    agent,
    more,
  ] = match;
  const clock = { hour: Number(hour), minute: Number(minute), second: Number(second) };
  const timeMs = utcMs({ year: Number(year), month: monthOf(month!), day: Number(day), ...clock }, 0, zoneMinutes(zone!));
  if (timeMs === undefined) return undefined;
  const fields = emptyFields();
  const put = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== "" && value !== "-") fields[name] = value;
  };
  const [method, target, protocol] = requestParts(request);
  put("request", request);
  put("ident", ident);
  put("cs-username", user);
  put("sc-bytes", size);
  put("cs-version", protocol);
  put("rest", more?.trim());
  addWebFields(fields, {
    method,
    host: virtualHost,
    target,
    userAgent: present(agent),
    referrer: present(referrer),
    status,
    client,
    server: undefined,
  });
  return eventRecord({
    timeMs,
    dataset: "syslog",
    channel: "access-log",
    action: "request",
    host: virtualHost?.replace(/:\d+$/, ""),
    fields,
    source: ref,
    logSource: { category: "webserver" },
  });
}

function present(value: string | undefined): string | undefined {
  return value === "-" || value === "" ? undefined : value;
}

/** Anything may stand on a request line: what is no request is all target, so that rules see it. */
function requestParts(request: string): [string | undefined, string | undefined, string | undefined] {
  const match = /^([A-Za-z_-]{1,32}) (.*?)(?: (HTTP\/\d(?:\.\d)?))?$/.exec(request);
  return match ? [match[1], match[2], match[3]] : [undefined, present(request), undefined];
}
