import type { Fields } from "../core/event/event.ts";

const ipv4Pattern = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const ipv6Pattern = /^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*(%[0-9a-z]+)?$/i;

/** True for the text of an IPv4 or IPv6 address. */
export function isIpAddress(text: string): boolean {
  return text.length <= 64 && (ipv4Pattern.test(text) || ipv6Pattern.test(text));
}

/** True for addresses that only stand in one's own network: RFC 1918, loopback, link-local, unique local. */
export function isInternal(address: string): boolean {
  if (/^(10\.|192\.168\.|127\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address)) return true;
  return /^(::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i.test(address);
}

/** One web request, as any product may tell it. `target` is what stood on the request line: a path with its query, or a whole URL. */
export type WebRequest = {
  readonly method: string | undefined;
  readonly host: string | undefined;
  readonly target: string | undefined;
  readonly userAgent: string | undefined;
  readonly referrer: string | undefined;
  readonly status: string | number | undefined;
  readonly client: string | undefined;
  readonly server: string | undefined;
};

/**
 * Adds the names under which Sigma's generic rules know a web request (Sigma taxonomy 2.0: categories "proxy" and "webserver"), where
 * the record does not use them itself. `cs-uri-query` holds the whole target: most rules for web servers look there for paths too.
 */
export function addWebFields(fields: Fields, request: WebRequest): void {
  const { method, host, target, userAgent, referrer, status, client, server } = request;
  const isUrl = target !== undefined && /^[a-z]+:\/\//i.test(target);
  const url = target === undefined || isUrl ? target : host === undefined ? target : `http://${host}${target}`;
  const path = isUrl ? target.replace(/^[a-z]+:\/\/[^/]*/i, "") : target;
  const [stem, ...query] = (path ?? "").split("?");
  add(fields, { "c-uri": url, "cs-uri": url, "cs-uri-query": path, "cs-uri-stem": stem, "c-uri-stem": stem });
  add(fields, { "c-uri-query": query.join("?"), "c-uri-extension": /\.([A-Za-z0-9]{1,10})$/.exec(stem ?? "")?.[1] });
  add(fields, { "cs-method": method, "cs-host": host, "sc-status": status, "c-ip": client, src_ip: client, dst_ip: server });
  add(fields, { "c-useragent": userAgent, "cs-user-agent": userAgent, "cs-referrer": referrer, "cs-referer": referrer });
}

/** Adds fields that the record does not have; absent and empty values add nothing. */
export function add(fields: Fields, values: Readonly<Record<string, string | number | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "" && !Object.hasOwn(fields, name)) fields[name] = value;
  }
}

/** Which of Sigma's categories a request seen on the wire is: to a server of one's own, or to somebody else's. */
export function webCategory(server: string | undefined): "webserver" | "proxy" {
  return server !== undefined && isInternal(server) ? "webserver" : "proxy";
}
