import { type Observable, type ObservableRole, type ObservableType, observableKey } from "../core/observable/observable.ts";
import { type JsonValue, textOf } from "./json/shape.ts";
import { isIpAddress } from "./network.ts";

/** The most observables taken from one alert, and the longest value, in characters. */
export const observablesMax = 128;
const valueLengthMax = 4_096;

/** Collects an alert's observables: each once, in the order taken; empty and over-long values are left out (the record's fields keep them). */
export type ObservableSet = {
  /** An address given as a domain or host is taken as "ip"; an "ip" that is no address is not taken. */
  readonly take: (type: ObservableType, value: JsonValue | undefined, role?: ObservableRole) => void;
  readonly all: () => readonly Observable[];
};

/** An empty set. */
export function observableSet(): ObservableSet {
  const found = new Map<string, Observable>();
  const take: ObservableSet["take"] = (asked, value, role) => {
    const text = textOf(value)?.trim();
    if (!text || text.length > valueLengthMax || found.size >= observablesMax) return;
    const type = (asked === "domain" || asked === "host") && isIpAddress(text) ? "ip" : asked;
    if (type === "ip" && !isIpAddress(text)) return;
    const observable: Observable = role ? { type, value: text, role } : { type, value: text };
    const key = observableKey(observable);
    if (!found.has(key)) found.set(key, observable);
  };
  return {
    take,
    all: () => [...found.values()],
  };
}
