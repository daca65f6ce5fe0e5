import type { ObservableType } from "../observable/observable.ts";
import { observableTypes } from "../observable/observable.ts";
import type { Collector, Draft } from "./collector.ts";
import type { IndicatorKind } from "./indicator.ts";
import { indicatorKinds } from "./indicator.ts";

const rowsMax = 2_500_000;
const synonyms: ReadonlyMap<string, ObservableType> = new Map<string, ObservableType>([
  ["ipv4", "ip"],
  ["ipv6", "ip"],
  ["ipv4-addr", "ip"],
  ["ipv6-addr", "ip"],
  ["ip-dst", "ip"],
  ["ip-src", "ip"],
  ["address", "ip"],
  ["cidr", "ip"],
  ["hostname", "domain"],
  ["domain-name", "domain"],
  ["fqdn", "domain"],
  ["uri", "url"],
  ["link", "url"],
  ["md5", "hash"],
  ["sha1", "hash"],
  ["sha256", "hash"],
  ["sha512", "hash"],
  ["filename", "file"],
  ["email-src", "email"],
  ["email-dst", "email"],
  ["email-addr", "email"],
  ["vulnerability", "cve"],
]);

/** The observable type that a column or a feed calls by this name; undefined when it is not one of ours. */
export function typeNamed(name: string): ObservableType | undefined {
  const lower = name.trim().toLowerCase();
  return (observableTypes as readonly string[]).includes(lower) ? (lower as ObservableType) : synonyms.get(lower);
}

/** Reads a CSV with a header that has a `value` (or `indicator`) column, or a list with one value per line; `#` and `;` begin comments. */
export function readTable({
  name,
  text,
  kind,
  collector,
}: {
  name: string;
  text: string;
  kind: IndicatorKind;
  collector: Collector;
}): "csv" | "list" {
  const lines = text.split(/\r\n|\n|\r/, rowsMax + 1);
  const headerAt = lines.findIndex((line) => line.trim() !== "" && !/^\s*#/.test(line));
  const header = csvCells(lines[headerAt] ?? "").map((cell) => cell.trim().toLowerCase());
  const valueAt = header.findIndex((cell) => cell === "value" || cell === "indicator" || cell === "ioc");
  const isCsv = valueAt >= 0;
  const from = isCsv ? headerAt + 1 : 0;
  for (const [offset, line] of lines.slice(from, rowsMax).entries()) {
    const row = from + offset + 1;
    if (line.trim() === "" || /^\s*[#;]/.test(line)) continue;
    collector.take(isCsv ? fromCells({ cells: csvCells(line), header, valueAt, name, kind }) : fromLine({ line, name, kind }), row);
  }
  if (lines.length > rowsMax) collector.skip("too many rows", rowsMax + 1);
  return isCsv ? "csv" : "list";
}

function fromLine({ line, name, kind }: { line: string; name: string; kind: IndicatorKind }): Draft {
  // Hash lists often carry a file name behind the hash; hosts files an address before the name.
  const [first = "", second] = line
    .replace(/\s[#;].*$/, "")
    .trim()
    .split(/[\s,|]+/, 2);
  const value = second !== undefined && /^(?:0\.0\.0\.0|127\.0\.0\.1)$/.test(first) ? second : first;
  return {
    kind,
    type: undefined,
    value,
    source: name,
    validFromMs: undefined,
    validUntilMs: undefined,
    confidence: 0.5,
    labels: [],
    marking: undefined,
  };
}

type Row = { cells: readonly string[]; header: readonly string[]; valueAt: number; name: string; kind: IndicatorKind };

function fromCells({ cells, header, valueAt, name, kind }: Row): Draft {
  const cell = (...names: readonly string[]) => {
    const at = header.findIndex((column) => names.includes(column));
    const text = at < 0 ? "" : (cells[at] ?? "").trim();
    return text === "" ? undefined : text;
  };
  const own = cell("kind", "verdict");
  const confidence = Number(cell("confidence") ?? "0.5");
  const typeText = cell("type", "indicator_type");
  return {
    kind: (indicatorKinds as readonly string[]).includes(own ?? "") ? (own as IndicatorKind) : kind,
    type: typeText === undefined ? undefined : typeNamed(typeText),
    value: cells[valueAt] ?? "",
    source: cell("source", "feed") ?? name,
    validFromMs: timeMs(cell("valid_from", "valid-from", "first_seen", "date")),
    validUntilMs: timeMs(cell("valid_until", "valid-until", "expires", "expiration")),
    // A scale of 0 to 100 is common; above 1 it must be that.
    confidence: Number.isFinite(confidence) ? (confidence > 1 ? confidence / 100 : confidence) : 0.5,
    labels: (cell("labels", "tags") ?? "")
      .split(/[;|]/)
      .map((label) => label.trim())
      .filter((label) => label !== ""),
    marking: cell("marking", "tlp"),
  };
}

/** A time as ISO 8601 or seconds since the epoch; undefined when it is neither. Without a zone it is UTC. */
export function timeMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1_000;
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/.exec(text.trim());
  if (!iso) return undefined;
  const value = Date.parse(`${iso[1]}T${iso[2] ?? "00:00:00"}${iso[3] ?? "Z"}`);
  return Number.isNaN(value) ? undefined : value;
}

const cellsMax = 100;
/** The cells of one line (RFC 4180 without line ends inside quotes). */
export function csvCells(line: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let at = 0; at < line.length && cells.length < cellsMax; at++) {
    const character = line[at]!;
    if (isQuoted && character === '"' && line[at + 1] === '"') cell += line[at++];
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === "," && !isQuoted) {
      cells.push(cell);
      cell = "";
    } else cell += character;
  }
  return [...cells, cell];
}
