import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** One row of `SecurityAlert` as exported: texts, some of them holding JSON. */
export type SecurityAlertRow = Readonly<Record<string, unknown>>;

/** Rows and the incident of each, by its `SystemAlertId`. */
export type LabelledIncidents = { readonly rows: readonly SecurityAlertRow[]; readonly incidentOf: ReadonlyMap<string, string> };

/** Reads a folder of the shape of `secrl`: `alerts*.jsonl`, and `incidents*.json` that lists the alert ids of each incident. */
export async function readIncidents(folder: string): Promise<LabelledIncidents> {
  const names = (await readdir(folder)).toSorted();
  const incidentOf = new Map<string, string>();
  for (const name of names.filter((each) => /^incidents.*\.json$/.test(each))) {
    const lists = JSON.parse(await readFile(join(folder, name), "utf8")) as Record<string, readonly string[]>;
    for (const [incident, ids] of Object.entries(lists)) for (const id of ids) incidentOf.set(id, incident);
  }
  const rows: SecurityAlertRow[] = [];
  for (const name of names.filter((each) => /^alerts.*\.jsonl$/.test(each)))
    for (const line of (await readFile(join(folder, name), "utf8")).split("\n"))
      if (line.trim() !== "") rows.push(JSON.parse(line) as SecurityAlertRow);
  return { rows: rows.filter((row) => incidentOf.has(String(row.SystemAlertId))), incidentOf };
}

/** Where all incidents begin when they are moved. */
const commonStartMs = Date.UTC(2026, 0, 12, 8);
/** What a person or the portal added to an alert after it was raised; it names the incident, or was written while looking at it. */
const addedLater =
  /^(IncidentId|AssignedTo|Comments|UpdateOwner|UpdatedBy|LastUpdated|Classification|Determination|State|MicrosoftDefenderAtp\.Investigation.*)$/;
const rowAddedLater = /^(AlertLink|ExtendedLinks|Status|ProcessingEndTime|TenantId|_.*)$/;
const entityAddedLater = /^(Tags|LastSeen|RiskScore|HealthStatus|ThreatAnalysisSummary|LastVerdict)$/;

/**
 * The rows as they look when nothing but their content is known: every incident begins at one moment, the delay until a row was written is gone, and so
 * is whatever was added after the alert was raised. In the order of time.
 */
export function movedToOneStart({ rows, incidentOf }: LabelledIncidents): SecurityAlertRow[] {
  const starts = new Map<string, number>();
  for (const row of rows) {
    const incident = incidentOf.get(String(row.SystemAlertId)) ?? "";
    starts.set(incident, Math.min(starts.get(incident) ?? Number.POSITIVE_INFINITY, startOf(row)));
  }
  const moved = rows.map((row) => {
    const movedMs = commonStartMs + startOf(row) - (starts.get(incidentOf.get(String(row.SystemAlertId)) ?? "") ?? 0);
    const at = new Date(movedMs).toISOString();
    const kept = Object.fromEntries(Object.entries(row).filter(([name]) => !rowAddedLater.test(name)));
    return {
      ...kept,
      StartTime: at,
      EndTime: at,
      TimeGenerated: at,
      ExtendedProperties: withoutAdded(row.ExtendedProperties, addedLater),
      Entities: withoutAdded(row.Entities, entityAddedLater),
    };
  });
  return moved.toSorted((a, b) => (a.StartTime < b.StartTime ? -1 : a.StartTime > b.StartTime ? 1 : 0));
}

function startOf({ StartTime }: SecurityAlertRow): number {
  return Date.parse(String(StartTime).replace(" ", "T"));
}

/** JSON in a text without the names that were added later, at any depth. */
function withoutAdded(text: unknown, added: RegExp): string {
  try {
    return JSON.stringify(JSON.parse(String(text)), (name, value: unknown) => (added.test(name) ? undefined : value));
  } catch {
    return "";
  }
}
