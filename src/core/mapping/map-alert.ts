import { type Severity, severities } from "../alert/severity.ts";
import type { AlertMapping, MappedValue } from "./mapping.ts";
import { isObject, readPath, valuesAt, writtenBelow } from "./path.ts";
import { timeOf } from "./time.ts";

/** The most alerts of one message. */
export const mappedAlertsMax = 1_000;
const observablesMax = 200;
const techniquesMax = 64;
const unmappedMax = 200;
const nodesMax = 1_500;
const depthMax = 20;
const originalLengthMax = 262_144;
const lengthsMax = { id: 256, source: 128, title: 1_024, description: 16_384, rule: 512, host: 255, user: 512, severity: 64 };

/** What a mapping makes of one message. `alerts` are plain alert lines; `part` is the element's place, "" for a message that is one alert itself. */
export type Mapped = {
  readonly alerts: readonly {
    readonly part: string;
    readonly alert: Readonly<Record<string, unknown>>;
    readonly problems: readonly string[];
  }[];
  readonly refused: readonly { readonly part: string; readonly reason: "unmapped"; readonly says: string }[];
  /** Elements that `only-if` leaves out. */
  readonly leftOut: number;
  /** Paths of fields that the mapping does not use, sorted, each once; at most 200. */
  readonly unmapped: readonly string[];
};

type Place = { readonly element: unknown; readonly message: unknown };

/** Makes alerts of a message, and says what it did not use: the preview that people see and what is done are the same. Total: never throws, whatever comes. */
export function mapAlerts(mapping: AlertMapping, message: unknown, receivedAtMs: number): Mapped {
  const path = mapping.each === undefined ? undefined : readPath(mapping.each);
  const elements = path ? valuesOf(message, path.steps) : [message];
  const alerts: Mapped["alerts"][number][] = [];
  const refused: Mapped["refused"][number][] = [];
  let leftOut = 0;
  for (const [index, element] of elements.entries()) {
    const part = path ? String(index) : "";
    const place = { element, message };
    if (!isWanted(mapping, place)) leftOut++;
    else {
      const made = alertOf(mapping, place, receivedAtMs);
      if ("missing" in made) refused.push({ part, reason: "unmapped", says: `no ${made.missing} where the mapping looks for it` });
      else alerts.push({ part, ...made });
    }
  }
  if (path && elements.length === 0) refused.push({ part: "", reason: "unmapped", says: "no alerts where the mapping looks for them" });
  return { alerts, refused, leftOut, unmapped: unmappedOf(mapping, elements) };
}

/** The elements of a list that a path leads to, whether it names the list or each place in it. */
function valuesOf(message: unknown, steps: Parameters<typeof valuesAt>[1]): readonly unknown[] {
  const found = valuesAt(message, steps);
  const [first] = found;
  return (found.length === 1 && Array.isArray(first) ? first : found).slice(0, mappedAlertsMax);
}

function isWanted({ "only-if": rule }: AlertMapping, place: Place): boolean {
  return rule === undefined || textsAt(place, rule.path).some((text) => rule.is.includes(text));
}

function alertOf(mapping: AlertMapping, place: Place, receivedAtMs: number) {
  const problems: string[] = [];
  const field = (name: keyof typeof lengthsMax): string | undefined => {
    const value = mapping[name];
    const text = value === undefined ? undefined : textOf(value, place)?.trim();
    if (text === undefined || text === "") return undefined;
    if (text.length > lengthsMax[name]) problems.push(`${name} is cut to ${lengthsMax[name]} characters`);
    return text.slice(0, lengthsMax[name]).toWellFormed();
  };
  const [source, title] = [field("source"), field("title")];
  const timeMs = timeOf(mapping.time, (path) => valuesIn(place, path)[0], receivedAtMs);
  if (source === undefined) return { missing: "source" };
  if (title === undefined) return { missing: "title" };
  if (timeMs === undefined) return { missing: "time" };
  const [id, description, rule, host, user] = [field("id"), field("description"), field("rule"), field("host"), field("user")];
  const severity = severityOf(mapping, field("severity"), problems);
  const techniques = mapping.techniques
    .flatMap((path) => textsAt(place, path))
    .flatMap((text) => text.toUpperCase().match(/\bT[A]?\d{4}(?:\.\d{3})?\b/g) ?? []);
  const original = originalOf(place.element);
  if (original === undefined) problems.push("the message is too large to be kept beside the alert");
  const alert = {
    alert: 1,
    ...(id === undefined ? {} : { id }),
    time: new Date(timeMs).toISOString(),
    source,
    title,
    ...(description === undefined ? {} : { description }),
    severity,
    ...(rule === undefined ? {} : { rule }),
    techniques: [...new Set(techniques)].slice(0, techniquesMax),
    ...(host === undefined ? {} : { host }),
    ...(user === undefined ? {} : { user }),
    observables: observablesOf(mapping, place),
    ...(original === undefined ? {} : { original }),
  };
  return { alert, problems };
}

function severityOf(mapping: AlertMapping, text: string | undefined, problems: string[]): Severity {
  const known = severities.find((each) => each === text?.toLowerCase());
  if (text !== undefined && !known) problems.push(`severity "${text}" is not one of ours: map it`);
  return known ?? mapping["severity-otherwise"];
}

function observablesOf({ observables }: AlertMapping, place: Place) {
  const found = observables.flatMap(({ path, type, role }) =>
    textsAt(place, path)
      .filter((value) => value.trim() !== "" && value.length <= 8_192)
      .map((value) => ({ type, value: value.trim().toWellFormed(), ...(role === undefined ? {} : { role }) })),
  );
  return found.slice(0, observablesMax);
}

function textOf(value: MappedValue, place: Place): string | undefined {
  if ("text" in value) return value.text;
  if ("template" in value) return value.template.replace(/\{([^{}]{1,256})\}/g, (_all, path: string) => textsAt(place, path)[0] ?? "");
  const found = value.paths.flatMap((path) => textsAt(place, path)).find((text) => text.trim() !== "");
  const { map, otherwise } = "map" in value || "otherwise" in value ? value : { map: undefined, otherwise: undefined };
  if (found === undefined || !map) return found ?? otherwise;
  const word = found.trim().toLowerCase();
  return Object.entries(map).find(([theirs]) => theirs.toLowerCase() === word)?.[1] ?? otherwise ?? found;
}

/** What stands at a path as texts: numbers and truths as they are written, lists and objects not at all. */
function textsAt(place: Place, path: string): readonly string[] {
  return valuesIn(place, path).flatMap((value) =>
    typeof value === "string" ? [value] : typeof value === "number" || typeof value === "boolean" ? [String(value)] : [],
  );
}

function valuesIn({ element, message }: Place, text: string): readonly unknown[] {
  const path = readPath(text);
  return path ? valuesAt(path.of === "element" ? element : message, path.steps) : [];
}

/** The element itself, for whoever looks closer, where it is within what a record may hold. */
function originalOf(element: unknown): unknown {
  let nodes = 0;
  const isSmall = (value: unknown, depth: number): boolean => {
    if (++nodes > nodesMax || depth > depthMax) return false;
    if (typeof value !== "object" || value === null) return true;
    return Object.values(value).every((each) => isSmall(each, depth + 1));
  };
  return isSmall(element, 0) && JSON.stringify(element).length <= originalLengthMax ? element : undefined;
}

function unmappedOf(mapping: AlertMapping, elements: readonly unknown[]): readonly string[] {
  const used = usedBy(mapping);
  const found = new Set<string>();
  let nodes = 0;
  const walk = (value: unknown, path: string, depth: number): void => {
    if (++nodes > nodesMax || depth > depthMax || (path !== "" && used.has(path))) return;
    if (Array.isArray(value)) for (const each of value) walk(each, writtenBelow(path, 0), depth + 1);
    else if (isObject(value)) for (const [name, each] of Object.entries(value)) walk(each, writtenBelow(path, name), depth + 1);
    else if (path !== "") found.add(path);
  };
  for (const element of elements) walk(element, "", 0);
  return [...found].toSorted().slice(0, unmappedMax);
}

/** Paths that a mapping uses, as `unmappedOf` writes them. */
function usedBy(mapping: AlertMapping): ReadonlySet<string> {
  const used = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === "object" && value !== null) for (const each of Object.values(value)) walk(each);
    if (typeof value !== "string") return;
    for (const text of [value, ...Array.from(value.matchAll(/\{([^{}]{1,256})\}/g), ([, path]) => path ?? "")]) {
      const steps = readPath(text)?.steps ?? [];
      used.add(steps.reduce<string>((path, step) => writtenBelow(path, step === "*every*" ? 0 : step), ""));
    }
  };
  walk(mapping);
  return used;
}
