import { createHash } from "node:crypto";
import type { Alert } from "../../core/alert/alert.ts";
import { type Severity, severityRank } from "../../core/alert/severity.ts";
import { emptyFields, type FieldValue } from "../../core/event/event.ts";
import { observableKey } from "../../core/observable/observable.ts";
import { textsOf } from "../../core/query/meaning.ts";

/** Alerts further apart than this are news again; milliseconds. */
export const repeatWindowMs = 24 * 3_600_000;

/** Longer texts are no observables, so what they say is compared by their digest. */
const observableLengthMax = 1_024;
/** The fields whose long texts say what was done, by the words in their names; a long message that only tells the record again is none of them. */
const tellingField = /command|cmd|script|payload|url|uri|query|path|image|arg|body/i;

/** How an alert was rated at first sight, and which techniques triage sees in it. */
export type Rated = { readonly severity: Severity; readonly maliciousness: number; readonly techniques?: readonly string[] };

/** The first alert of a kind, when it came and how it was rated. Kept across batches by the caller. */
export type Repeats = Map<string, { readonly alertId: string; readonly timeMs: number; readonly rated: Rated }>;

/** What makes two alerts the same: product, rule, severity, techniques, host, user and everything they point at, however long that is. */
export function repeatKey(alert: Alert): string {
  const pointed = alert.observables
    .filter(({ type }) => type !== "session")
    .map(observableKey)
    .toSorted();
  const { product, ruleId, rule, title, severity, host, user } = alert;
  return JSON.stringify([
    product,
    ruleId ?? rule ?? title,
    severity,
    alert.techniques.toSorted(),
    host ?? "",
    user ?? "",
    pointed,
    longTextsOf(alert),
  ]);
}

/**
 * An alert without its record's fields and description, which a storm of repeats need not keep a thousand times. `repeatKey` stays what it was: the
 * digest of its long texts is kept.
 */
export function slimmed(alert: Alert): Alert {
  const digest = longTextsOf(alert);
  return {
    ...alert,
    fields: emptyFields(),
    description: "",
    ...(digest === "" ? {} : { longTextsDigest: digest }),
    ...(alert.judgement && { judgement: { ...alert.judgement, reasons: [] } }),
  };
}

/** What the record says at greater length than an observable may, as one digest; "" when it says nothing so long. */
function longTextsOf({ fields, longTextsDigest }: Alert): string {
  if (longTextsDigest !== undefined) return longTextsDigest;
  const long = Object.entries(fields)
    .flatMap(([name, value]) => (tellingField.test(name) ? longIn(value).map((text) => [name, text]) : []))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return long.length === 0 ? "" : `sha256:${createHash("sha256").update(JSON.stringify(long)).digest("hex")}`;
}

const longIn = (value: FieldValue) => textsOf(value).filter((text) => text.length > observableLengthMax);

/**
 * The alert that this one repeats, with the reason a person can check; notes it when it is the first of its kind. Whatever is rated graver than the
 * first of its kind is news, and what comes after is held against it.
 */
export function repeatOf(alert: Alert, rated: Rated, repeats: Repeats): { alertId: string; because: string } | undefined {
  // What reads alike but is part of another step of an attack is no repeat.
  const key = `${repeatKey(alert)}${(rated.techniques ?? []).toSorted().join(" ")}`;
  const first = repeats.get(key);
  if (first && Math.abs(alert.timeMs - first.timeMs) <= repeatWindowMs && isAtLeastAsGrave(first.rated, rated)) {
    return {
      alertId: first.alertId,
      because: `same rule, host, user and observables as ${first.alertId}, no graver than it, within 24 hours`,
    };
  }
  repeats.set(key, { alertId: alert.id, timeMs: alert.timeMs, rated });
  return undefined;
}

function isAtLeastAsGrave(first: Rated, second: Rated): boolean {
  return severityRank(first.severity) >= severityRank(second.severity) && first.maliciousness >= second.maliciousness;
}
