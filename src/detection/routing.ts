import type { TelemetryEvent } from "../core/event/event.ts";
import type { LogSource } from "../core/event/log-source.ts";
import { defenderAntivirus, type FieldAliases, genericDns, genericFirewall, genericHttp } from "./field-alias.ts";

/**
 * Which rules an event is shown to. A rule's log source applies when every part that it names is a part of one of the event's
 * log sources; an event may have several, since Sigma's categories overlap (Sysmon event 12 is both registry_event and registry_add).
 * `key` is equal for events that are routed alike.
 */
export type Route = { readonly key: string; readonly sources: readonly LogSource[]; readonly aliases: FieldAliases };

/** True when a rule with this log source is about events of this source. */
export function applies(rule: LogSource, event: LogSource): boolean {
  return covers(rule.product, event.product) && covers(rule.service, event.service) && covers(rule.category, event.category);
}

const covers = (asked: string | undefined, given: string | undefined): boolean => asked === undefined || asked === given;

/** Everything that an event's log source means in Sigma's taxonomy. */
export function routeOf(event: Pick<TelemetryEvent, "dataset" | "action" | "channel" | "fields" | "logSource">): Route {
  const detail = detailOf(event);
  const { product = "", service = "", category = "" } = event.logSource;
  const key = `${event.dataset}|${product}|${service}|${category}|${detail}`;
  const known = routes.get(key);
  if (known) return known;
  const route = { key, sources: sourcesOf(event, detail), aliases: aliasesOf(event, detail) };
  if (routes.size >= routesMax) routes.clear();
  routes.set(key, route);
  return route;
}

// Only a memory of pure answers, so that the same event always gets the same route.
const routes = new Map<string, Route>();
const routesMax = 4_096;

// What besides the log source itself decides the route.
function detailOf({ dataset, action, channel, fields, logSource }: Parameters<typeof routeOf>[0]): string {
  if (dataset === "windows") {
    if (logSource.category?.startsWith("registry_"))
      return `${action}/${typeof fields["EventType"] === "string" ? registryKind(fields["EventType"]) : ""}`;
    if (logSource.service === "windefend") return defenderDetections.has(action) ? "detection" : "";
    return "";
  }
  if (dataset === "suricata") return suricataKinds.has(action) ? action : "";
  if (dataset === "zeek") return zeekKinds.has(channel) ? channel : "";
  return "";
}

const defenderDetections: ReadonlySet<string> = new Set(["1006", "1007", "1008", "1015", "1116", "1117", "1118", "1119"]);
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

const registryCategories = ["registry_event", "registry_add", "registry_delete", "registry_set", "registry_rename"];

function registryKind(eventType: string): string {
  const text = eventType.toLowerCase();
  if (text.includes("create")) return "create";
  if (text.includes("delete")) return "delete";
  if (text.includes("rename")) return "rename";
  return text.includes("set") ? "set" : "";
}

// Sysmon 12 makes or deletes, 13 sets, 14 renames; without an event type a 12 may be either.
function windowsCategories({ category, service }: LogSource, detail: string): string[] {
  if (service === "windefend" && detail === "detection") return ["antivirus"];
  if (!category || !registryCategories.includes(category)) return [];
  const [action, kind] = detail.split("/");
  if (action === "12")
    return ["registry_event", ...(kind === "delete" ? [] : ["registry_add"]), ...(kind === "create" ? [] : ["registry_delete"])];
  if (action === "13") return ["registry_event", "registry_set"];
  if (action === "14") return ["registry_event", "registry_rename"];
  return ["registry_event"];
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
  if (dataset === "windows") return detail === "detection" ? defenderAntivirus : none;
  if (detail === "http") return genericHttp;
  if (detail === "dns") return genericDns;
  return detail === "conn" || detail === "flow" || detail === "netflow" ? genericFirewall : none;
}

const none: FieldAliases = new Map();
