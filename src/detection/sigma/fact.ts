import type { TelemetryEvent } from "../../core/event/event.ts";
import type { CorrelationPlan } from "./correlation-plan.ts";
import { fold } from "./text.ts";
import { textsOf } from "./view.ts";

/** A match on its way into correlations. `known` holds what the match of a correlation says of its group. */
export type Fact = {
  readonly ruleId: string;
  readonly timeMs: number;
  readonly arrival: number;
  readonly event: TelemetryEvent;
  readonly known: ReadonlyMap<string, string>;
};

/** The values that a correlation groups a fact by; undefined when the event lacks one of them. */
export function groupValuesOf({ correlation, aliases }: CorrelationPlan, fact: Fact): string[] | undefined {
  const values: string[] = [];
  for (const field of correlation.groupBy) {
    const name = aliases.get(field)?.get(fact.ruleId) ?? field;
    const value = fact.known.get(name) ?? textsIn(fact, name).join(",");
    if (value === "") return undefined;
    values.push(value);
  }
  return values;
}

/** What a value correlation counts or measures in a fact: the values of its fields, one for each of a lone field's list. */
export function countedValuesOf({ correlation, aliases }: CorrelationPlan, fact: Fact): (string | undefined)[] {
  const { valueFields } = correlation;
  if (valueFields.length === 0) return [undefined];
  const texts = valueFields.map((field) => textsIn(fact, aliases.get(field)?.get(fact.ruleId) ?? field).map(fold));
  if (texts.length === 1) return texts[0]!.length === 0 ? [undefined] : texts[0]!;
  return texts.some((of) => of.length === 0) ? [undefined] : [JSON.stringify(texts)];
}

// By the exact name first, then without regard to case.
function textsIn({ event: { fields } }: Fact, name: string): readonly string[] {
  const exact = textsOf(fields[name]).texts;
  if (exact.length > 0) return exact;
  const folded = fold(name);
  for (const other in fields) if (other.length === name.length && fold(other) === folded) return textsOf(fields[other]).texts;
  return [];
}
