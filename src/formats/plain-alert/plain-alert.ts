import { z } from "zod";
import { severities } from "../../core/alert/severity.ts";
import { isTechniqueId } from "../../core/attack/attack.ts";
import type { RecordRef } from "../../core/event/event.ts";
import { type ObservableRole, type ObservableType, observableRoles, observableTypes } from "../../core/observable/observable.ts";
import { tacticsIn } from "../attack-name.ts";
import type { InputRecord } from "../format.ts";
import { alertRecord } from "../incoming.ts";
import { flatten } from "../json/flatten.ts";
import type { JsonObject, JsonShape } from "../json/shape.ts";
import { observableSet, observablesMax } from "../observables.ts";
import { rejected } from "../record.ts";
import { timeMsOf } from "../time.ts";

const text = (lengthMax: number) => z.string().max(lengthMax);
const named = (lengthMax: number) => text(lengthMax).trim().min(1);

/** What stands in one plain alert line. Only `alert`, `time`, `source` and `title` are required; other keys are kept in the alert's fields. */
export const PlainAlert = z.looseObject({
  alert: z.literal(1),
  id: z.union([text(256), z.number()]).optional(),
  /** ISO 8601 (without a zone: UTC), or seconds or milliseconds since the epoch. */
  time: z.union([z.string(), z.number()]),
  source: named(128),
  title: named(1_024),
  description: text(65_536).optional(),
  severity: z.string().toLowerCase().pipe(z.enum(severities)).default("medium"),
  rule: text(512).optional(),
  /** ATT&CK ids; techniques and tactics are told apart. */
  techniques: z.array(text(64)).max(64).default([]),
  host: text(255).optional(),
  user: text(512).optional(),
  observables: z
    .array(z.looseObject({ type: named(64), value: z.union([named(65_536), z.number()]), role: text(64).optional() }))
    .max(observablesMax)
    .default([]),
});

/** Our own alert line, which anything that can write JSON can send. A line that does not keep to the schema is rejected with the reason. */
export const plainAlert: JsonShape = { name: "plain-alert", looksLike: (record) => typeof record.alert === "number", read };

function read(record: JsonObject, ref: RecordRef): InputRecord {
  const parsed = PlainAlert.safeParse(record);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const detail = `a plain alert's "${issue?.path.join(".") ?? ""}" is not right: ${issue?.message}`;
    return rejected(ref, issue?.code === "too_big" ? "too-long" : "malformed", detail);
  }
  const alert = parsed.data;
  const timeMs = timeMsOf(alert.time);
  if (timeMs === undefined) return rejected(ref, "no-time", `a plain alert's "time" is not a time: ${alert.time}`);
  const flat = flatten(record);
  if (!flat.ok) return rejected(ref, flat.reason, flat.detail);
  const techniques = alert.techniques.map((id) => id.trim().toUpperCase());
  return alertRecord({
    timeMs,
    product: alert.source,
    rule: alert.rule,
    givenId: alert.id === undefined ? undefined : String(alert.id),
    title: alert.title,
    description: alert.description ?? "",
    severity: alert.severity,
    techniques: [...new Set(techniques.filter(isTechniqueId))],
    tactics: tacticsIn(techniques),
    host: alert.host,
    user: alert.user,
    observables: observablesOf(alert),
    fields: flat.fields,
    source: ref,
  });
}

function observablesOf({ observables, host, user }: z.infer<typeof PlainAlert>) {
  const found = observableSet();
  for (const { type, value, role } of observables) found.take(typeOf(type), value, roleOf(role));
  found.take("host", host, "target");
  found.take("user", user, "actor");
  return found.all();
}

// A type that we do not have is still a value worth keeping; a role that we do not have says nothing.
function typeOf(type: string): ObservableType {
  return observableTypes.find((known) => known === type.toLowerCase()) ?? "other";
}

function roleOf(role: string | undefined): ObservableRole | undefined {
  return observableRoles.find((known) => known === role?.toLowerCase());
}
