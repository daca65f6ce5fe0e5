import { z } from "zod";
import { jsonOf } from "../kit/answer.ts";
import { unavailable, unexpectedAnswer } from "../kit/http-refusals.ts";
import { partOf } from "../kit/index-body.ts";
import type { RunKql } from "../kit/kql-search.ts";
import type { Reader } from "../kit/reader.ts";
import type { SentinelSettings } from "./settings.ts";

const version = "2025-09-01";
const notFound = 404;
const incidentsMax = 20;
const alertId = /^[A-Za-z0-9_.-]{1,200}$/;
const kinds = "/incidents/*";

const text = z.string().max(65_536).nullish();
/** An incident; whatever else its properties hold goes back with every change, since what is left out of it is lost. */
export const Incident = z.object({
  name: z.string(),
  etag: z.string().min(1).max(512),
  properties: z.looseObject({
    title: z.string(),
    severity: z.string(),
    status: z.enum(["New", "Active", "Closed"]),
    classificationComment: text,
    labels: z
      .array(z.looseObject({ labelName: z.string().max(1_000) }))
      .max(1_000)
      .nullish(),
  }),
});
export type Incident = z.output<typeof Incident>;

/** Where an alert belongs. */
export type Place = { readonly incident: string; readonly alerts: number };
const Placed = z.object({ IncidentName: z.guid(), Alerts: z.int().min(0) });
const Comment = z.object({ name: z.string(), properties: z.object({ message: z.string() }) });

/** Incidents of one workspace, by Azure's resource manager. */
export function openIncidents(reader: Reader, settings: SentinelSettings, run: RunKql) {
  const { name } = reader;
  const workspace = ["providers", "Microsoft.OperationalInsights", "workspaces", settings.workspace];
  const group = ["subscriptions", settings.subscription, "resourceGroups", settings["resource-group"]];
  const path = (...more: readonly string[]) => [...group, ...workspace, "providers", "Microsoft.SecurityInsights", "incidents", ...more];
  const query = { "api-version": version };
  return {
    name,
    /** Reads one incident, whichever: whether we may. */
    async check(signal: AbortSignal): Promise<void> {
      const asked = { method: "GET", path: path(), query: { ...query, $top: "1" }, kind: "/incidents" } as const;
      await reader.json(asked, z.object({ value: z.array(z.unknown()) }), signal);
    },
    /** The incidents that an alert is in, the oldest first. */
    placesOf: (alert: string, signal: AbortSignal) => placesOf(name, run, alert, signal),
    async read(incident: string, signal: AbortSignal): Promise<Incident> {
      const found = await reader.json({ method: "GET", path: path(incident), query, kind: kinds }, Incident, signal);
      if (found.name !== incident) throw unexpectedAnswer(name, "another incident than was asked for");
      return found;
    },
    /** Puts the whole of it back with changes, unless somebody changed it since it was read. */
    async put({ name: incident, etag, properties }: Incident, signal: AbortSignal): Promise<void> {
      const body = { json: { etag, properties } };
      const change = { method: "PUT", path: path(incident), query, headers: { "if-match": etag }, body, kind: kinds } as const;
      const answer = await reader.write(change, signal);
      if (jsonOf(name, answer, Incident).name !== incident) throw unexpectedAnswer(name, "another incident was changed");
    },
    async hasComment(incident: string, comment: string, signal: AbortSignal): Promise<boolean> {
      const question = { method: "GET", path: path(incident, "comments", comment), query, kind: `${kinds}/comments/*` } as const;
      const answer = await reader.ask(question, signal, [notFound]);
      if (answer.status === notFound) return false;
      if (jsonOf(name, answer, Comment).name !== comment) throw unexpectedAnswer(name, "another comment than was asked for");
      return true;
    },
    /** A second one of the same id is the same one. */
    async comment(incident: string, comment: string, message: string, signal: AbortSignal): Promise<void> {
      const body = { json: { properties: { message } } };
      const change = { method: "PUT", path: path(incident, "comments", comment), query, body, kind: `${kinds}/comments/*` } as const;
      const answer = await reader.write(change, signal);
      if (jsonOf(name, answer, Comment).name !== comment) throw unexpectedAnswer(name, "another comment was written");
    },
  };
}
export type Incidents = ReturnType<typeof openIncidents>;

async function placesOf(name: string, run: RunKql, alert: string, signal: AbortSignal): Promise<readonly Place[]> {
  if (!alertId.test(alert)) return [];
  const lines = [
    "SecurityIncident",
    `where tostring(AlertIds) has "${alert}"`,
    "summarize arg_max(TimeGenerated, *) by IncidentName",
    `where set_has_element(AlertIds, "${alert}")`,
    "sort by CreatedTime asc, IncidentName asc",
    `take ${incidentsMax}`,
    "project IncidentName, Alerts = array_length(AlertIds)",
  ];
  const { rows, isWhole } = await run(lines.join("\n| "), signal);
  if (!isWhole) throw unavailable(name, 200);
  return rows.map((row) => partOf(name, row, Placed)).map((each) => ({ incident: each.IncidentName, alerts: each.Alerts }));
}
