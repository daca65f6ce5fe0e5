import type { AssessmentAlert, AssessmentCase } from "../../core/assessment/assessment.ts";
import { type Observable, type ObservableType, observableKey } from "../../core/observable/observable.ts";
import { mentionable, names, sentencesOf, spoken } from "./mention.ts";
import { withLiveNames } from "./outsider.ts";
import type { CaseReading } from "./reading.ts";

/** Nodes that a drawing holds: beyond them it is no longer read. */
export const graphNodesMax = 40;
const sightsMax = 14;
/** Sentences and values looked at; a case of thousands of alerts draws its gravest. */
const alertsReadMax = 200;

/** The groups in which a case's entities are drawn, in the order of drawing. */
export const entityGroups = ["network", "accounts", "machines", "files"] as const;
/** One word of `entityGroups`. */
export type EntityGroup = (typeof entityGroups)[number];

/** What was seen: alerts of one title. */
export type Sight = {
  readonly key: string;
  readonly title: string;
  readonly count: number;
  readonly severity: AssessmentAlert["severity"];
  readonly time: string;
};
/** `hostile`: intelligence knows it as bad. `note`: what the inventory says of it. */
export type Entity = {
  readonly key: string;
  readonly group: EntityGroup;
  readonly observable: Observable;
  readonly hostile: boolean;
  readonly note: string;
};
/** A recorded sentence of an alert of that title names that entity, `count` times. */
export type Tie = { readonly sight: string; readonly entity: string; readonly count: number };
/** Which alerts name which entities; what had no place or no tie is counted. */
export type EntityGraph = {
  readonly sights: readonly Sight[];
  readonly entities: readonly Entity[];
  readonly ties: readonly Tie[];
  readonly sightsLeftOut: number;
  readonly entitiesLeftOut: number;
};

const groupOf: Readonly<Partial<Record<ObservableType, EntityGroup>>> = {
  ip: "network",
  domain: "network",
  url: "network",
  email: "network",
  user: "accounts",
  sid: "accounts",
  "access-key": "accounts",
  host: "machines",
  "cloud-resource": "machines",
  share: "machines",
  file: "files",
  hash: "files",
  process: "files",
  "command-line": "files",
  service: "files",
  "scheduled-task": "files",
  "registry-key": "files",
};

/** Draws only what is recorded: a tie exists when an alert's own words, its evidence or the reason it joined the case name the entity. */
export function entityGraph(reading: CaseReading): EntityGraph {
  const wordsOf = sentencesOf(reading.case);
  const entities = entitiesOf(reading.case);
  const sights = new Map<string, { title: string; count: number; severity: Sight["severity"]; time: string; alerts: AssessmentAlert[] }>();
  for (const alert of mostTelling(reading.alerts)) {
    const held = sights.get(alert.title);
    if (held) held.alerts.push(alert);
    else sights.set(alert.title, { title: alert.title, count: 0, severity: alert.severity, time: alert.time, alerts: [alert] });
  }
  for (const { title } of reading.alerts) {
    const sight = sights.get(title);
    if (sight) sight.count++;
  }
  const shown = [...sights].slice(0, sightsMax);
  const ties = shown.flatMap(([key, { alerts }]) => tiesOf(key, alerts, entities, wordsOf));
  const kept = strongest(entities, ties, graphNodesMax - shown.length);
  const titles = new Set(reading.alerts.map(({ title }) => title)).size;
  return {
    sights: shown
      .map(([key, { alerts, ...sight }]) => ({ key, ...sight }))
      .toSorted((a, b) => order(a.time, b.time) || order(a.key, b.key)),
    entities: kept,
    ties: ties.filter(({ entity }) => kept.some(({ key }) => key === entity)),
    sightsLeftOut: titles - shown.length,
    entitiesLeftOut: entities.length - kept.length,
  };
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function mostTelling(alerts: readonly AssessmentAlert[]): readonly AssessmentAlert[] {
  return alerts
    .toSorted((a, b) => b.maliciousness - a.maliciousness || a.priority - b.priority || order(a.time, b.time) || order(a.id, b.id))
    .slice(0, alertsReadMax);
}

type Named = Entity & { readonly names: readonly string[] };

/** The values of a case, each once: a machine under its inventory name answers to every name and address that the inventory ties to it. */
function entitiesOf(each: AssessmentCase): Named[] {
  const bad = each.evidence.filter(({ answer }) => answer === "known-bad").map(({ says }) => withLiveNames(says).toLowerCase());
  const found = new Map<string, { entity: Entity; names: Set<string> }>();
  const hosts = new Map<string, string>();
  for (const { name, role, criticality, known, observables } of each.assets) {
    const observable: Observable = { type: "host", value: name };
    if (!mentionable(observable)) continue;
    const key = observableKey(observable);
    const seen = observables.filter(({ type }) => type === "host").map((other) => observableKey(other));
    for (const other of [key, ...seen]) hosts.set(other, key);
    const note = known ? `${role}, criticality ${criticality}` : "not in the inventory";
    found.set(key, { entity: { key, group: "machines", observable, hostile: false, note }, names: new Set([key, ...seen].map(spoken)) });
  }
  for (const { type, value } of each.observables) {
    const observable: Observable = { type, value };
    const group = groupOf[type];
    const key = hosts.get(observableKey(observable)) ?? observableKey(observable);
    if (!group || !mentionable(observable) || found.has(key)) continue;
    const name = spoken(key);
    found.set(key, {
      entity: { key, group, observable, hostile: bad.some((says) => names(says, name)), note: "" },
      names: new Set([name]),
    });
  }
  return [...found.values()].map(({ entity, names: all }) => ({ ...entity, names: [...all].filter((name) => name.length > 0) }));
}

function tiesOf(
  sight: string,
  alerts: readonly AssessmentAlert[],
  entities: readonly Named[],
  wordsOf: (alert: AssessmentAlert) => string,
): Tie[] {
  const counts = new Map<string, number>();
  const texts = Map.groupBy(alerts.map(wordsOf), (text) => text);
  for (const [text, same] of texts)
    for (const { key, names: all } of entities)
      if (all.some((name) => names(text, name))) counts.set(key, (counts.get(key) ?? 0) + same.length);
  return [...counts].map(([entity, count]) => ({ sight, entity, count }));
}

/** The entities with ties, those that most alerts name first, hostile ones before all. */
function strongest(entities: readonly Entity[], ties: readonly Tie[], max: number): Entity[] {
  const weight = new Map<string, number>();
  for (const { entity, count } of ties) weight.set(entity, (weight.get(entity) ?? 0) + 1 + Math.min(count, 9) / 10);
  return entities
    .filter(({ key }) => weight.has(key))
    .toSorted((a, b) => Number(b.hostile) - Number(a.hostile) || (weight.get(b.key) ?? 0) - (weight.get(a.key) ?? 0) || order(a.key, b.key))
    .slice(0, max);
}
