import type { ObservableType } from "../observable/observable.ts";
import { rangeOf } from "./address.ts";
import { type Indicator, indicatorLimits } from "./indicator.ts";

/** What one file gave: its indicators, and what was left out and why, with the first row it happened on (rows count from 1). */
export type IndicatorFile = {
  readonly format: "stix" | "misp" | "misp-warning-list" | "csv" | "list";
  readonly indicators: readonly Indicator[];
  readonly skipped: readonly { readonly reason: string; readonly count: number; readonly firstRow: number }[];
};

/** An indicator before it is checked: the text still as it was written. */
export type Draft = Omit<Indicator, "match" | "type" | "value"> & {
  readonly type: ObservableType | undefined;
  readonly value: string;
  readonly isSuffix?: boolean;
};

/** Checks drafts and counts what is left out. */
export class Collector {
  readonly #indicators: Indicator[] = [];
  readonly #skipped = new Map<string, { count: number; firstRow: number }>();

  /** Takes a draft that stands in the given row; says whether it was used. */
  take(draft: Draft, row: number): boolean {
    if (this.#indicators.length >= indicatorLimits.indicatorsMax) return this.skip("too many indicators", row);
    const value = refanged(draft.value).trim();
    if (value === "" || value.length > indicatorLimits.valueLengthMax) return this.skip("value empty or too long", row);
    const type = draft.type ?? typeOf(value);
    if (type === undefined) return this.skip("type of value not recognised", row);
    const isRange = type === "ip" && value.includes("/");
    if (type === "ip" && rangeOf(value) === undefined) return this.skip("not an address", row);
    if (type === "hash" && !isHash(value)) return this.skip("not a hash", row);
    if (type === "domain" && !isDomain(value.replace(/^\*?\./, ""))) return this.skip("not a domain", row);
    const isSuffix = type === "domain" && (draft.isSuffix === true || /^\*?\./.test(value));
    const { isSuffix: _, ...rest } = draft;
    this.#indicators.push({
      ...rest,
      type,
      match: isRange ? "range" : isSuffix ? "suffix" : "value",
      value: (isSuffix ? value.replace(/^\*?\./, "") : value).toWellFormed(),
      confidence: Math.min(1, Math.max(0, draft.confidence)),
      labels: draft.labels
        .slice(0, indicatorLimits.labelsMax)
        .map((label) => label.slice(0, indicatorLimits.labelLengthMax).toWellFormed()),
    });
    return true;
  }

  skip(reason: string, row: number): false {
    const known = this.#skipped.get(reason);
    if (known) known.count++;
    else this.#skipped.set(reason, { count: 1, firstRow: row });
    return false;
  }

  file(format: IndicatorFile["format"]): IndicatorFile {
    const skipped = [...this.#skipped]
      .map(([reason, { count, firstRow }]) => ({ reason, count, firstRow }))
      .sort((a, b) => (a.reason < b.reason ? -1 : 1));
    return { format, indicators: this.#indicators, skipped };
  }
}

/** Makes a value whole that was broken so that nobody clicks it: hxxp, [.], (dot). */
export function refanged(value: string): string {
  return value
    .replace(/^h(?:xx|\*\*)p/i, "http")
    .replace(/\[\.\]|\(\.\)|\[dot\]|\(dot\)/gi, ".")
    .replace(/\[:\]/g, ":")
    .replace(/\[@\]|\(at\)/gi, "@");
}

/** The type that a bare value has by its form; undefined when it has none. */
export function typeOf(value: string): ObservableType | undefined {
  if (rangeOf(value)) return "ip";
  if (isHash(value)) return "hash";
  if (/^[a-z][a-z0-9+.-]{1,20}:\/\/\S/i.test(value)) return "url";
  if (/^[^\s@]{1,64}@[^\s@]{1,255}$/.test(value)) return "email";
  if (/^CVE-\d{4}-\d{4,9}$/i.test(value)) return "cve";
  return isDomain(value.replace(/^\*?\./, "")) ? "domain" : undefined;
}

function isHash(value: string): boolean {
  return /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/i.test(value);
}

function isDomain(value: string): boolean {
  return (
    value.length <= 253 && /^(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?\.){1,20}[\p{L}][\p{L}\p{N}-]{1,62}\.?$/u.test(value)
  );
}
