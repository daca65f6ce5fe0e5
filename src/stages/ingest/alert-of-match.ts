import type { IncomingAlert } from "../../core/alert/alert.ts";
import { categories } from "../../core/alert/category.ts";
import type { TelemetryEvent } from "../../core/event/event.ts";
import { entitiesOf, keyedEntitiesOf } from "../../core/observable/entities.ts";
import { type Observable, type ObservableType, observableKey } from "../../core/observable/observable.ts";
import type { Meaning } from "../../core/query/meaning/vocabulary.ts";
import { valuesOf } from "../../core/query/meaning.ts";
import type { CorrelationMatch } from "../../detection/sigma/correlation-match.ts";
import type { SigmaRule } from "../../detection/sigma/rule.ts";
import type { RuleMatch } from "../../detection/sigma/rule-set.ts";

const descriptionLengthMax = 400;
const observablesMax = 32;
const valueLengthMax = 1_024;

/** The alert that one of our rules raises on an event: what the rule says, and what the event names. */
export function alertOfMatch({ rule }: RuleMatch, event: TelemetryEvent): IncomingAlert {
  return alertOf(rule, event, { timeMs: event.timeMs, description: rule.description, observables: observablesOf(event) });
}

/** The alert that a correlation raises: its last event stands for it, and what it groups by comes first among the observables. An account that not all counted events name is one of many and stands for none. */
export function alertOfCorrelation({ rule, event, timeMs, group, alike, count, records }: CorrelationMatch): IncomingAlert {
  const grouped = group.map(([field, value]) => `${field} ${shortened(value, 100)}`).join(", ");
  const said = `${plural(count)} within the rule's time span${grouped ? `, by ${grouped}` : ""}; the latest ${records.length} records are named. `;
  const named = new Set(group.map(([, value]) => value.toLowerCase()));
  const isOneOfMany = (value: string) => !named.has(value.toLowerCase()) && !alike.every((other) => names(other, { type: "user", value }));
  const all = observablesOf(event).filter(({ type, value }) => type !== "user" || !isOneOfMany(value));
  const observables = [
    ...all.filter(({ value }) => named.has(value.toLowerCase())),
    ...all.filter(({ value }) => !named.has(value.toLowerCase())),
  ];
  const alert = { ...alertOf(rule, event, { timeMs, description: said + rule.description, observables }), records };
  return alert.user !== undefined && isOneOfMany(alert.user) ? { ...alert, user: undefined } : alert;
}

const names = (event: TelemetryEvent, observable: Pick<Observable, "type" | "value">) =>
  keyedEntitiesOf(event).has(observableKey(observable)) ||
  valuesOf(event, "user").some((value) => observableKey({ type: "user", value }) === observableKey(observable));
const plural = (count: number): string => `counted ${Number.isInteger(count) ? count : count.toFixed(2)}`;

type Said = { readonly timeMs: number; readonly description: string; readonly observables: readonly Observable[] };

function alertOf(rule: SigmaRule, event: TelemetryEvent, { timeMs, description, observables }: Said): IncomingAlert {
  return {
    timeMs,
    product: "watchkeeper",
    rule: rule.title,
    ruleId: rule.id,
    givenId: undefined,
    title: rule.title,
    description: shortened(description.trim().replace(/\s+/g, " "), descriptionLengthMax),
    severity: rule.level,
    techniques: rule.techniques,
    tactics: rule.tactics,
    ...categoryOf(rule),
    host: event.host,
    user: valuesOf(event, "user")[0],
    observables,
    fields: event.fields,
    source: event.source,
    dataset: event.dataset,
    channel: event.channel,
    action: event.action,
  };
}

/** A rule of ours may name its category in a tag of our own namespace; others are judged by their techniques. */
function categoryOf({ tags }: SigmaRule): Pick<IncomingAlert, "category"> {
  const named = tags.find((tag) => tag.startsWith(categoryTag))?.slice(categoryTag.length);
  const category = categories.find((each) => each === named);
  return category ? { category } : {};
}

const categoryTag = "watchkeeper.category.";
const shortened = (text: string, lengthMax: number): string => (text.length > lengthMax ? `${text.slice(0, lengthMax - 1)}…` : text);

// What an analyst looks for first, and which is no entity to pivot on: how a process was started, and by what.
const further: readonly (readonly [Meaning, Omit<Observable, "value"> & { readonly type: ObservableType }])[] = [
  ["process.path", { type: "process", role: "actor" }],
  ["process.command-line", { type: "command-line", role: "actor" }],
  ["parent.path", { type: "process", role: "parent" }],
  ["parent.command-line", { type: "command-line", role: "parent" }],
  ["file.path", { type: "file", role: "file" }],
  ["registry.key", { type: "registry-key", role: "target" }],
  ["url", { type: "url", role: "target" }],
  ["user-agent", { type: "user-agent", role: "client" }],
];

/** What an event names: its entities, then how a process was started and by what; bounded in number and length. */
export function observablesOf(event: TelemetryEvent): readonly Observable[] {
  const seen = new Set<string>();
  const found: Observable[] = [];
  const take = (observable: Observable) => {
    const key = observableKey(observable);
    if (found.length >= observablesMax || observable.value.length > valueLengthMax || seen.has(key)) return;
    seen.add(key);
    found.push(observable);
  };
  for (const observable of entitiesOf(event)) take(observable);
  for (const [meaning, kind] of further) for (const value of valuesOf(event, meaning).slice(0, 1)) take({ ...kind, value });
  return found;
}
