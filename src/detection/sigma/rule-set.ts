import type { TelemetryEvent } from "../../core/event/event.ts";
import { applies, type Route, routeOf } from "../routing.ts";
import { classesOf } from "./automaton.ts";
import { type Bucket, bucketOf } from "./bucket.ts";
import type { CorrelationPlan } from "./correlation-plan.ts";
import { eventIdField, eventIdsOf } from "./event-id.ts";
import { type Literal, type Need, needOf } from "./literal.ts";
import type { Expression } from "./predicate.ts";
import { type Node, nodeOf, openEvaluator, openPredicates } from "./program.ts";
import type { SigmaRule } from "./rule.ts";
import { openView } from "./view.ts";

/** A rule that an event matched. `alerts` is false where a correlation over the rule keeps it from raising alerts of its own. */
export type RuleMatch = { readonly rule: SigmaRule; readonly alerts: boolean };

/** Rules compiled once, for any number of events. One event at a time: `match` keeps its working memory between calls. */
export type CompiledRuleSet = {
  /** All detections and correlations, by id. */
  readonly rules: readonly SigmaRule[];
  /** The detections that hold for an event, by rule id. Never throws. */
  readonly match: (event: TelemetryEvent) => readonly RuleMatch[];
  readonly correlations: readonly CorrelationPlan[];
};

/** A rule with its condition compiled, ready for `matcherOf`. */
export type Detection = { readonly rule: SigmaRule; readonly condition: Expression };

/** Builds the matcher. `detections` are sorted by rule id; `quiet` holds the ids that raise no alerts of their own. */
export function matcherOf(detections: readonly Detection[], quiet: ReadonlySet<string>): CompiledRuleSet["match"] {
  const predicates = openPredicates();
  const nodes: readonly Node[] = detections.map(({ condition }) => nodeOf(condition, predicates));
  const view = openView(predicates.fieldNames());
  const evaluate = openEvaluator(predicates.list, view);
  const bucketFor = openBuckets(detections, view.fieldIds);
  const results = detections.map(({ rule }): RuleMatch => ({ rule, alerts: !quiet.has(rule.id) }));
  const consideredAt = new Float64Array(detections.length);
  let found: number[] = [];
  const consider = (rule: number) => {
    const epoch = view.epoch();
    if (consideredAt[rule] === epoch) return;
    consideredAt[rule] = epoch;
    if (evaluate(nodes[rule]!)) found.push(rule);
  };
  return (event) => {
    const bucket = bucketFor(event);
    if (bucket.size === 0) return nothing;
    found = [];
    view.load(event.fields, bucket.aliases);
    bucket.candidates(view, consider);
    if (found.length === 0) return nothing;
    return found.sort((a, b) => a - b).map((rule) => results[rule]!);
  };
}

const nothing: readonly RuleMatch[] = [];
const bucketsMax = 2_048;

// Buckets are made when the first event of their kind comes, and forgotten together when there are too many kinds.
function openBuckets(detections: readonly Detection[], fieldIds: ReadonlyMap<string, number>): (event: TelemetryEvent) => Bucket {
  const needs = needsOf(detections);
  const alphabet = classesOf(needs.flatMap((need) => need?.map(({ text }) => text) ?? []));
  const eventIds = detections.map(({ condition }) => eventIdsOf(condition));
  const knownIds = new Set(eventIds.flatMap((ids) => [...(ids ?? [])]));
  const byRoute = new Map<Route, Map<string, Bucket>>();
  let buckets = 0;

  const build = (route: Route, eventId: string): Bucket => {
    const rules = detections.flatMap(({ rule }, index) => {
      const wanted = eventIds[index];
      if (wanted && eventId !== anyId && !wanted.has(eventId)) return [];
      return route.sources.some((source) => applies(rule.logSource, source)) ? [index] : [];
    });
    return bucketOf(rules, (rule) => needs[rule], { fieldIds, alphabet, route });
  };
  return (event) => {
    const route = routeOf(event);
    const eventId = eventIdIn(event, knownIds);
    const known = byRoute.get(route)?.get(eventId);
    if (known) return known;
    if (buckets++ >= bucketsMax) {
      byRoute.clear();
      buckets = 1;
    }
    const bucket = build(route, eventId);
    const ofRoute = byRoute.get(route) ?? new Map<string, Bucket>();
    byRoute.set(route, ofRoute.set(eventId, bucket));
    return bucket;
  };
}

const anyId = "?";
const otherId = "";

// Where an event does not say its id under the exact name, its rules are not narrowed by it.
function eventIdIn({ fields }: TelemetryEvent, knownIds: ReadonlySet<string>): string {
  const value = fields[eventIdField];
  if (typeof value !== "number" && typeof value !== "string") return anyId;
  const text = String(value);
  return knownIds.has(text) ? text : otherId;
}

function needsOf(detections: readonly Detection[]): (Need | undefined)[] {
  const counts = new Map<string, number>();
  const keyOf = ({ field, place, text }: Literal) => `${field ?? ""}|${place}|${text}`;
  for (const { condition } of detections)
    for (const literal of literalsIn(condition)) counts.set(keyOf(literal), (counts.get(keyOf(literal)) ?? 0) + 1);
  return detections.map(({ condition }) => needOf(condition, (literal) => counts.get(keyOf(literal)) ?? 0));
}

function literalsIn(expression: Expression): Literal[] {
  switch (expression.kind) {
    case "predicate":
      return [...(needOf(expression, () => 0) ?? [])];
    case "not":
      return [];
    default:
      return expression.of.flatMap(literalsIn);
  }
}
