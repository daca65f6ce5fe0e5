import { z } from "zod";
import type { Severity } from "../../core/alert/severity.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import { isoMs } from "../kit/iso-time.ts";
import { type Named, ownAlert } from "../kit/own-alert.ts";
import type { Reader } from "../kit/reader.ts";
import type { Listed } from "../kit/window-alerts.ts";
import { errors, withoutErrors } from "./envelope.ts";

// An alert of Falcon's Alerts API, version 2 (fields: READ in open clients and their recorded answers): only what is used has to be of its shape.

const text = z.string().max(65_536).nullish().catch(undefined);
const device = z.looseObject({ hostname: text, machine_domain: text }).nullish().catch(undefined);

/** An alert as Falcon gives it. */
const Alert = z.looseObject({
  composite_id: z.string().min(1).max(512),
  created_timestamp: z.string().min(1).max(64),
  timestamp: text,
  name: text,
  display_name: text,
  description: text,
  severity: z.number().nullish().catch(undefined),
  severity_name: text,
  technique_id: text,
  pattern_id: z.union([z.string(), z.number()]).nullish().catch(undefined),
  device,
  user_name: text,
  user_principal: text,
  user_id: text,
  filepath: text,
  filename: text,
  cmdline: text,
  sha256: text,
  local_ip: text,
  source_endpoint_address_ip4: text,
  parent_details: z.looseObject({ filepath: text, cmdline: text }).nullish().catch(undefined),
});
type Alert = z.output<typeof Alert>;
const Alerts = z.object({
  resources: z.array(Alert).max(1_000),
  errors,
  meta: z.object({ pagination: z.object({ after: z.string().max(512).optional() }).optional() }),
});

const path = ["alerts", "combined", "alerts", "v1"];
const names: ReadonlyMap<string, Severity> = new Map([
  ["informational", "informational"],
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
  ["critical", "critical"],
]);
/** Where a number begins to be called so, of 100 (Falcon's own bounds). */
const bounds: readonly (readonly [number, Severity])[] = [
  [80, "critical"],
  [60, "high"],
  [40, "medium"],
  [20, "low"],
];

/** One page of alerts since a time of making, oldest first; the page after it is named by what Falcon gave. */
export async function alertPage(
  reader: Reader,
  { fromMs, at, size }: { readonly fromMs: number; readonly at: string | undefined; readonly size: number },
  signal: AbortSignal,
) {
  const filter = `created_timestamp:>='${new Date(fromMs).toISOString()}'`;
  const json = { filter, sort: "created_timestamp|asc", limit: size, ...(at !== undefined && { after: at }) };
  const answer = await reader.json({ method: "POST", changes: false, path, body: { json } }, Alerts, signal);
  const { resources, meta } = withoutErrors(reader.name, answer);
  const after = meta.pagination?.after;
  const isLast = resources.length < size || after === undefined || after === "";
  return { alerts: resources.map((each) => listed(reader.name, each)), next: isLast ? undefined : after };
}

function listed(name: string, alert: Alert): Listed {
  const timeMs = isoMs(alert.created_timestamp);
  if (timeMs === undefined || timeMs < 0) throw unexpectedAnswer(name, "an alert without a time");
  const { composite_id: id, device, parent_details: parent } = alert;
  const host = hostOf(device);
  const user = alert.user_principal || alert.user_name || undefined;
  const observables: readonly Named[] = [
    { type: "host", value: host, role: "target" },
    { type: "user", value: user, role: "actor" },
    { type: "sid", value: /^S-1-/.test(alert.user_id ?? "") ? alert.user_id! : undefined, role: "actor" },
    { type: "process", value: alert.filepath ?? alert.filename ?? undefined, role: "actor" },
    { type: "command-line", value: alert.cmdline ?? undefined, role: "actor" },
    { type: "hash", value: alert.sha256 ?? undefined, role: "file" },
    { type: "process", value: parent?.filepath ?? undefined, role: "parent" },
    { type: "command-line", value: parent?.cmdline ?? undefined, role: "parent" },
    { type: "ip", value: alert.source_endpoint_address_ip4 ?? undefined, role: "source" },
  ];
  const bytes = ownAlert({
    id,
    timeMs: isoMs(alert.timestamp) ?? timeMs,
    source: "CrowdStrike Falcon",
    title: alert.display_name ?? alert.name ?? "",
    description: alert.description ?? undefined,
    severity: severityOf(alert),
    rule: alert.name ?? (alert.pattern_id === undefined || alert.pattern_id === null ? undefined : String(alert.pattern_id)),
    techniques: alert.technique_id ? [alert.technique_id] : [],
    host,
    user,
    observables,
    original: alert,
  });
  return { id, timeMs, bytes };
}

function hostOf(of: Alert["device"]): string | undefined {
  const [host, domain] = [of?.hostname, of?.machine_domain];
  return host && domain?.includes(".") && !host.includes(".") ? `${host}.${domain}` : (host ?? undefined);
}

const severityOf = ({ severity_name, severity }: Alert): Severity =>
  names.get((severity_name ?? "").toLowerCase()) ?? bounds.find(([from]) => (severity ?? 50) >= from)?.[1] ?? "informational";
