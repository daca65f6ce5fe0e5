import { type Observable, observableKey } from "../observable/observable.ts";
import { type Address, addressOf, maskedTo, rangeOf } from "./address.ts";
import { endsAtMs, type Indicator } from "./indicator.ts";

/** An indicator that matched: `isExact` when it names the very value, not only its domain or range; `isExpired` at the time asked. */
export type Sighting = { readonly indicator: Indicator; readonly isExact: boolean; readonly isExpired: boolean };

/** All indicators, ready to be asked. Matching costs a handful of look-ups, however many there are. */
export type IndicatorIndex = {
  readonly size: number;
  readonly lookUp: (observable: Pick<Observable, "type" | "value">, atMs: number) => readonly Sighting[];
};

const sightingsMax = 100;

/** Builds the index. Order of the input decides nothing: sightings come sorted by kind, source and value. */
export function indexOf(indicators: Iterable<Indicator>): IndicatorIndex {
  const byKey = new Map<string, Indicator[]>();
  const prefixes = new Set<string>();
  let size = 0;
  for (const indicator of indicators) {
    const key = keyOf(indicator, prefixes);
    if (key === undefined) continue;
    size++;
    const known = byKey.get(key);
    if (known) known.push(indicator);
    else byKey.set(key, [indicator]);
  }
  return {
    size,
    lookUp(observable, atMs) {
      const found = new Map<Indicator, boolean>();
      for (const { key, isExact } of keysFor(observable, prefixes))
        for (const indicator of byKey.get(key) ?? [])
          if (found.size < sightingsMax) found.set(indicator, found.get(indicator) === true || isExact);
      return [...found]
        .map(([indicator, isExact]) => ({ indicator, isExact, isExpired: (endsAtMs(indicator) ?? Number.POSITIVE_INFINITY) <= atMs }))
        .sort((a, b) => compare(rankOf(a.indicator), rankOf(b.indicator)));
    },
  };
}

/** Several indexes asked as one. Sightings come as `indexOf` over all of them gives them. */
export function joinedIndex(indexes: readonly IndicatorIndex[]): IndicatorIndex {
  const [only] = indexes;
  if (only && indexes.length === 1) return only;
  return {
    size: indexes.reduce((sum, { size }) => sum + size, 0),
    lookUp: (observable, atMs) =>
      indexes
        .flatMap((index) => index.lookUp(observable, atMs))
        .sort((a, b) => compare(rankOf(a.indicator), rankOf(b.indicator)))
        .slice(0, sightingsMax),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rankOf({ kind, source, type, value }: Indicator): string {
  return [kind, source, type, value].join("\u0000");
}

function keyOf(indicator: Indicator, prefixes: Set<string>): string | undefined {
  if (indicator.match === "suffix") return `suffix:${plainDomain(indicator.value)}`;
  const range = indicator.match === "range" || indicator.type === "ip" ? rangeOf(indicator.value) : undefined;
  if (indicator.match === "range" || indicator.type === "ip") {
    if (!range) return undefined;
    prefixes.add(`${range.family}/${range.prefix}`);
    return rangeKey(range, range.prefix);
  }
  return `value:${observableKey(indicator)}`;
}

function rangeKey(address: Address, prefix: number): string {
  return `range:${address.family}/${prefix}/${maskedTo(address, prefix).toString(16)}`;
}

/** The keys under which an observable may be known: itself, and the host and domain that it leads to. */
function* keysFor(
  { type, value }: Pick<Observable, "type" | "value">,
  prefixes: ReadonlySet<string>,
): Generator<{ key: string; isExact: boolean }> {
  if (type !== "ip") yield { key: `value:${observableKey({ type, value })}`, isExact: true };
  const host = hostOf(type, value);
  if (host === undefined) return;
  const isItself = type === "ip" || type === "domain" || type === "host";
  const address = addressOf(host);
  if (address) {
    const width = address.family === 4 ? 32 : 128;
    for (const prefix of prefixes) {
      const [family, length] = prefix.split("/").map(Number) as [number, number];
      if (family === address.family) yield { key: rangeKey(address, length), isExact: isItself && length === width };
    }
    return;
  }
  if (type !== "domain") yield { key: `value:${observableKey({ type: "domain", value: host })}`, isExact: isItself };
  const labels = plainDomain(host).split(".");
  for (let index = 0; index < labels.length && index < 32; index++)
    yield { key: `suffix:${labels.slice(index).join(".")}`, isExact: false };
}

function hostOf(type: string, value: string): string | undefined {
  if (type === "ip" || type === "domain" || type === "host") return value.trim().slice(0, 255);
  if (type === "email")
    return value
      .slice(value.lastIndexOf("@") + 1)
      .trim()
      .slice(0, 255);
  if (type !== "url") return undefined;
  return /^[a-z][a-z0-9+.-]{0,30}:\/\/(?:[^/?#@]{0,512}@)?(\[[0-9a-f:.]{2,45}\]|[^/?#:]{1,255})/i
    .exec(value.trim())?.[1]
    ?.replace(/^\[|\]$/g, "");
}

function plainDomain(domain: string): string {
  return domain
    .trim()
    .toLowerCase()
    .replace(/^\*?\./, "")
    .replace(/\.$/, "");
}
