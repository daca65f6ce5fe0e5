import type { TelemetryEvent } from "../core/event/event.ts";
import type { LogSource } from "../core/event/log-source.ts";
import { widerCategoryOf } from "../core/event/windows-log-source.ts";
import { type FieldAliases, genericDns, genericFirewall, genericHttp } from "./field-alias.ts";

/**
 * Which rules an event is shown to. A rule's log source applies when every part that it names is a part of one of the event's
 * log sources; an event may have several, since Sigma's categories overlap (Sysmon event 12 is both registry_event and registry_add).
 * Events that are routed alike share one route. `aliases` stand in for fields that the event lacks, `overrides` for fields that it has.
 */
export type Route = { readonly sources: readonly LogSource[]; readonly aliases: FieldAliases; readonly overrides: FieldAliases };

/** True when a rule with this log source is about events of this source. */
export function applies(rule: LogSource, event: LogSource): boolean {
  return covers(rule.product, event.product) && covers(rule.service, event.service) && covers(rule.category, event.category);
}

const covers = (asked: string | undefined, given: string | undefined): boolean => asked === undefined || asked === given;

/** Everything that an event's log source means in Sigma's taxonomy. */
export function routeOf(event: Pick<TelemetryEvent, "dataset" | "action" | "channel" | "fields" | "logSource">): Route {
  const detail = detailOf(event);
  const byDetail = routes.get(event.logSource);
  const key = detail === "" ? event.dataset : `${event.dataset}/${detail}`;
  const known = byDetail?.get(key);
  return known ?? remembered(event, detail, key);
}

// Readers share one object per log source, so looking it up by identity is the fast way; by its parts is the sure one.
const routes = new WeakMap<LogSource, Map<string, Route>>();
const routesByParts = new Map<string, Route>();
const routesMax = 4_096;

function remembered(event: Parameters<typeof routeOf>[0], detail: string, key: string): Route {
  const { product = "", service = "", category = "" } = event.logSource;
  const parts = `${key}|${product}|${service}|${category}`;
  const route = routesByParts.get(parts) ?? {
    sources: sourcesOf(event, detail),
    aliases: aliasesOf(event, detail),
    overrides: overridesOf(detail),
  };
  if (routesByParts.size >= routesMax) routesByParts.clear();
  routesByParts.set(parts, route);
  routes.set(event.logSource, (routes.get(event.logSource) ?? new Map<string, Route>()).set(key, route));
  return route;
}

// What besides the log source itself decides the route.
function detailOf({ dataset, action, channel, fields, logSource }: Parameters<typeof routeOf>[0]): string {
  if (dataset === "windows") {
    if (logSource.service === "system" && action === "104") return "log-cleared";
    return logSource.category === "registry_add" && typeof fields.EventType !== "string" ? "no-event-type" : "";
  }
  if (dataset === "suricata") return suricataKinds.has(action) ? action : "";
  if (dataset === "zeek") return zeekKinds.has(channel) ? channel : "";
  return "";
}

const suricataKinds: ReadonlySet<string> = new Set(["http", "dns", "flow", "netflow"]);
const zeekKinds: ReadonlySet<string> = new Set(["http", "dns", "conn"]);

function sourcesOf({ dataset, logSource }: Parameters<typeof routeOf>[0], detail: string): LogSource[] {
  const categories = new Set<string | undefined>([logSource.category]);
  if (dataset === "windows") for (const category of windowsCategories(logSource, detail)) categories.add(category);
  if (dataset === "suricata" || dataset === "zeek") for (const category of networkCategories(detail)) categories.add(category);
  const services = new Set<string | undefined>([logSource.service]);
  if (dataset === "syslog") for (const service of syslogServices(logSource.service)) services.add(service);
  const { product } = logSource;
  return [...categories].flatMap((category) =>
    [...services].map((service) => ({
      ...(product ? { product } : {}),
      ...(service ? { service } : {}),
      ...(category ? { category } : {}),
    })),
  );
}

// Sysmon 12 makes or deletes a key; without an event type it may be either.
function windowsCategories({ category }: LogSource, detail: string): string[] {
  const wider = category === undefined ? undefined : widerCategoryOf(category);
  return [...(wider ? [wider] : []), ...(detail === "no-event-type" ? ["registry_delete"] : [])];
}

// A sensor on the wire sees what a proxy, a web server, a resolver or a firewall would have logged.
function networkCategories(detail: string): string[] {
  if (detail === "http") return ["proxy", "webserver"];
  if (detail === "dns") return ["dns"];
  if (detail === "conn" || detail === "flow" || detail === "netflow") return ["firewall"];
  return [];
}

const authServices: ReadonlySet<string> = new Set(["sshd", "sudo", "su", "login", "pam", "systemd-logind", "polkitd", "useradd", "passwd"]);

function syslogServices(service: string | undefined): string[] {
  return service && authServices.has(service) ? ["auth", "syslog"] : ["syslog"];
}

function aliasesOf({ dataset }: Parameters<typeof routeOf>[0], detail: string): FieldAliases {
  if (dataset !== "zeek" && dataset !== "suricata") return none;
  if (detail === "http") return genericHttp;
  if (detail === "dns") return genericDns;
  return detail === "conn" || detail === "flow" || detail === "netflow" ? genericFirewall : none;
}

// For a cleared log, Sigma's "Channel" is the log that was cleared, not the one that says so.
function overridesOf(detail: string): FieldAliases {
  return detail === "log-cleared" ? clearedLog : none;
}

const none: FieldAliases = new Map();
const clearedLog: FieldAliases = new Map([["Channel", ["EventData_Channel"]]]);
