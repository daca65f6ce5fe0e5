import type { TelemetryEvent } from "../event/event.ts";
import { textsOf, vocabularies } from "../query/meaning.ts";
import type { Observable } from "./observable.ts";
import { observableKey } from "./observable.ts";

/** The most entities taken from one event; an event that names more is a list, and binds nothing. */
export const entitiesPerEventMax = 24;
const valueLengthMax = 1_024;

/** The observables of an event worth pivoting on, each key once, in the vocabulary's order; the reporting host comes first. */
export function entitiesOf(event: Pick<TelemetryEvent, "dataset" | "host" | "fields">): Observable[] {
  return [...keyedEntitiesOf(event).values()];
}

/** The same observables by their `observableKey`, in the same order. */
export function keyedEntitiesOf(event: Pick<TelemetryEvent, "dataset" | "host" | "fields">): Map<string, Observable> {
  const found = new Map<string, Observable>();
  const take = (observable: Observable) => {
    if (found.size >= entitiesPerEventMax || observable.value.length > valueLengthMax || isEmptyName(observable)) return;
    const key = observableKey(observable);
    if (!found.has(key)) found.set(key, observable);
  };
  if (event.host) take({ type: "host", value: event.host, role: "target" });
  for (const { name, type, role } of vocabularies[event.dataset].entities)
    for (const value of textsOf(event.fields[name])) take({ type, value, role });
  return found;
}

// Placeholders of the products themselves: shared by everything, so they say nothing.
const emptyNames = new Set(["::", "0.0.0.0", "::1", "127.0.0.1", "localhost", "n/a", "unknown", "(null)", "null"]);
function isEmptyName({ value }: Observable): boolean {
  return emptyNames.has(value.trim().toLowerCase());
}
