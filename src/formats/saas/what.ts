import type { Fields, FieldValue } from "../../core/event/event.ts";

/** The names, folded, under which cloud products write what was done; the more telling first. */
const strongNames = [
  "eventname",
  "methodname",
  "operationname",
  "actionname",
  "activitydisplayname",
  "eventtype",
  "action",
  "operation",
  "activity",
  "activitytype",
  "eventsimplename",
  "eventtypename",
  "activityname",
  "querytype",
  "permission",
  "api",
  "event",
  "legacyeventtype",
  "displaymessage",
];
/** Names that say what was done in some products and something else in others: they count only beside a time, an actor or an address. */
const weakNames = [
  "type",
  "eventtypeid",
  "activitytypeid",
  "name",
  "ruletype",
  "title",
  "threatname",
  "subject",
  "querytext",
  "reason",
  "category",
  "description",
  "message",
  "privilege",
  "status",
];
const ranks: ReadonlyMap<string, number> = new Map([...strongNames, ...weakNames].map((name, rank) => [name, rank]));
const depthMax = 4;
/** Deeper, a "type" or a "name" describes a part of the event. */
const weakDepthMax = 2;
const actionLengthMax = 200;

/** What the event says was done, and whether by a name that can mean nothing else. */
export type What = { readonly action: string; readonly isStrong: boolean };

/**
 * What was done, as the product says it: `CreateAccessKey`, `user.mfa.factor.deactivate`, `create pods/exec`. A Kubernetes verb is joined with
 * what it acts on, and a webhook's bare verb ("deleted") with the kind of thing. Undefined where no field says it.
 */
export function whatOf(fields: Fields): What | undefined {
  const verb = kubernetesVerb(fields) ?? workspaceEvent(fields);
  if (verb !== undefined) return { action: verb, isStrong: true };
  let best: { readonly rank: number; readonly text: string; readonly isStrong: boolean } | undefined;
  for (const path in fields) {
    const parts = path.split(".", depthMax + 1);
    if (parts.length > depthMax) continue;
    const own = ranks.get((parts.at(-1) ?? "").slice(0, 32).toLowerCase().replace(/[_-]/g, ""));
    if (own === undefined || (own >= strongNames.length && parts.length > weakDepthMax)) continue;
    // Depth counts more than the name among weak names: an inner "type" describes a part of the event.
    const rank = own < strongNames.length ? own + parts.length * 4 : 1_000 + own + parts.length * weakNames.length;
    if (best && best.rank <= rank) continue;
    const text = wordOf(fields[path]);
    if (text !== undefined) best = { rank, text, isStrong: own < strongNames.length };
  }
  if (!best) return undefined;
  return { action: hooked(best.text, fields).slice(0, actionLengthMax).toWellFormed(), isStrong: best.isStrong };
}

function wordOf(value: FieldValue | undefined): string | undefined {
  const single = typeof value === "object" && value !== null ? value[0] : value;
  if (typeof single === "number") return String(single);
  return typeof single === "string" && single.trim() !== "" && single !== "-" && !single.startsWith("{") ? single.trim() : undefined;
}

function kubernetesVerb(fields: Fields): string | undefined {
  for (const prefix of ["", "properties.log."]) {
    const verb = fields[`${prefix}verb`];
    const resource = fields[`${prefix}objectRef.resource`];
    if (typeof verb !== "string" || typeof resource !== "string") continue;
    const part = fields[`${prefix}objectRef.subresource`];
    return `${verb} ${resource}${typeof part === "string" ? `/${part}` : ""}`.slice(0, actionLengthMax);
  }
  return undefined;
}

/** Google Workspace names the kind of change in "type" and what it was in "name", sometimes within a list of events. */
function workspaceEvent(fields: Fields): string | undefined {
  if (typeof fields["id.applicationName"] !== "string") return undefined;
  const name = fields.name ?? fields["events.0.name"] ?? fields.type ?? fields["events.0.type"];
  return typeof name === "string" ? name.slice(0, actionLengthMax) : undefined;
}

/** What a webhook of a code host is about, the more particular first. */
const hookObjects = ["pull_request", "issue", "release", "workflow_run", "member", "team", "hook", "alert", "repository"] as const;

function hooked(action: string, fields: Fields): string {
  if (!/^[a-z_]{1,32}$/.test(action) || fields["sender.login"] === undefined) return action;
  const about = hookObjects.find(
    (name) => Object.hasOwn(fields, `${name}.id`) || Object.hasOwn(fields, `${name}.url`) || Object.hasOwn(fields, `${name}.name`),
  );
  return about ? `${about}.${action}` : action;
}
