import type { AlertMapping } from "./mapping.ts";

const unitsPerMs = { seconds: 1e-3, milliseconds: 1, microseconds: 1e3, nanoseconds: 1e6 } as const;
/** The years that a time may lie in: before and after, a number was read in another unit than it is in. */
const [yearMin, yearMax] = [1980, 2200];
const isoPattern = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** The time of an alert, milliseconds since the epoch: of the first path that holds something, else when it came where the mapping says so. Without a zone: UTC. */
export function timeOf(
  { paths, format, otherwise }: AlertMapping["time"],
  valueAt: (path: string) => unknown,
  receivedAtMs: number,
): number | undefined {
  const value = paths.map(valueAt).find((each) => each !== undefined && each !== null && each !== "");
  const timeMs = value === undefined ? undefined : format === "iso" ? isoMs(value) : countedMs(value, unitsPerMs[format]);
  return timeMs ?? (otherwise === "received" ? receivedAtMs : undefined);
}

function isoMs(value: unknown): number | undefined {
  const match = typeof value === "string" && value.length <= 64 ? isoPattern.exec(value.trim()) : null;
  if (!match) return undefined;
  const text = match[0].replace(" ", "T").replace(",", ".");
  return within(Date.parse(match[1] === undefined && text.includes("T") ? `${text}Z` : text));
}

function countedMs(value: unknown, perMs: number): number | undefined {
  const count = typeof value === "string" && /^\d{1,20}(?:\.\d{1,9})?$/.test(value.trim()) ? Number(value) : value;
  return typeof count === "number" ? within(Math.trunc(count / perMs)) : undefined;
}

function within(timeMs: number): number | undefined {
  return timeMs >= Date.UTC(yearMin, 0) && timeMs < Date.UTC(yearMax, 0) ? timeMs : undefined;
}
