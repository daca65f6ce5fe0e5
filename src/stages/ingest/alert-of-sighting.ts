import type { IncomingAlert } from "../../core/alert/alert.ts";
import type { Category } from "../../core/alert/category.ts";
import type { Severity } from "../../core/alert/severity.ts";
import type { Dataset, TelemetryEvent } from "../../core/event/event.ts";
import type { IndicatorKind } from "../../core/indicator/indicator.ts";
import { keyedEntitiesOf } from "../../core/observable/entities.ts";
import { type Observable, type ObservableType, observableKey } from "../../core/observable/observable.ts";
import { valuesOf } from "../../core/query/meaning.ts";
import { observablesOf } from "./alert-of-match.ts";

/** Bounds on what is remembered; past them questions are asked again, and sightings that were not remembered are told again. */
export const sightingLimits = { answersMax: 100_000, sightingsMax: 200_000 } as const;

/** The rule's name on every alert that a sighting raises. */
export const sightingRule = "indicator-sighting";

const dayMs = 86_400_000;
/** What an event names that an indicator can name too; names of our own machines and accounts are not asked about. */
const askedTypes: ReadonlySet<ObservableType> = new Set(["ip", "domain", "url", "email", "hash", "certificate"]);

/** What intelligence says of an observable at a time in epoch milliseconds; undefined when no list names it. */
export type SightingOf = (observable: Observable, atMs: number) => IndicatorKind | undefined;

/**
 * Watches events for what intelligence knows as bad at the event's time. One alert per indicator, machine and day (UTC), however often it is seen;
 * "suspicious" alone raises none. Asks once per observable and day. The events' order decides which record stands for the day.
 */
export function openSightings(sightingOf: SightingOf): (event: TelemetryEvent) => IncomingAlert[] {
  const answers = new Map<string, boolean>();
  const told = new Set<string>();
  const isBad = (observable: Observable, key: string, timeMs: number) => {
    const asked = `${Math.floor(timeMs / dayMs)} ${key}`;
    const known = answers.get(asked);
    if (known !== undefined) return known;
    const answer = sightingOf(observable, timeMs) === "known-bad";
    if (answers.size >= sightingLimits.answersMax) answers.clear();
    answers.set(asked, answer);
    return answer;
  };
  return (event) => {
    const bad = [...keyedEntitiesOf(event)].filter(
      ([key, observable]) => askedTypes.has(observable.type) && isBad(observable, key, event.timeMs),
    );
    const alerts: IncomingAlert[] = [];
    for (const [key, observable] of bad) {
      // A link to a known-bad machine is one sighting of that machine, not one for each path.
      if (observable.type === "url" && bad.some(([, { type, value }]) => type !== "url" && observable.value.includes(value))) continue;
      const sighting = JSON.stringify([key, subjectOf(event), Math.floor(event.timeMs / dayMs)]);
      if (told.has(sighting)) continue;
      if (told.size < sightingLimits.sightingsMax) told.add(sighting);
      alerts.push(alertOfSighting(observable, event));
    }
    return alerts;
  };
}

/** The machine that a record is about: who talked, else who reported. */
function subjectOf(event: TelemetryEvent): string {
  return (valuesOf(event, "src.ip")[0] ?? event.host ?? "").toLowerCase();
}

/** The alert on one event that names a known-bad observable; triage raises its severity by one step because an indicator is known. */
function alertOfSighting(sighted: Observable, event: TelemetryEvent): IncomingAlert {
  const { severity, category, techniques, tactics } = meaningOf(sighted, event.dataset);
  const key = observableKey(sighted);
  return {
    timeMs: event.timeMs,
    product: "watchkeeper",
    rule: sightingRule,
    ruleId: sightingRule,
    givenId: undefined,
    title: `Known-bad ${wordOf[sighted.type] ?? sighted.type} seen`,
    description:
      "An indicator list calls it known-bad at this time. Further sightings of it on this machine and day raise no further alert.",
    severity,
    techniques,
    tactics,
    ...(category ? { category } : {}),
    host: event.host,
    user: valuesOf(event, "user")[0],
    observables: [sighted, ...observablesOf(event).filter((other) => observableKey(other) !== key)],
    fields: event.fields,
    source: event.source,
    dataset: event.dataset,
    channel: event.channel,
    action: event.action,
  };
}

const wordOf: Readonly<Partial<Record<ObservableType, string>>> = { ip: "address", url: "link", hash: "file", email: "mail address" };

type Meant = Pick<IncomingAlert, "techniques" | "tactics"> & { readonly severity: Severity; readonly category?: Category };

/** A file is graver than a name asked for; being talked to by a stranger is less than talking to one. */
function meaningOf({ type, role }: Observable, dataset: Dataset): Meant {
  if (type === "hash") return { severity: "high", category: "malware", techniques: [], tactics: ["TA0002"] };
  if (dataset === "mail") return { severity: "medium", category: "phishing", techniques: ["T1566"], tactics: ["TA0001"] };
  if (role === "source" || role === "client") return { severity: "low", techniques: [], tactics: [] };
  return { severity: "medium", category: "command-and-control", techniques: ["T1071"], tactics: ["TA0011"] };
}
