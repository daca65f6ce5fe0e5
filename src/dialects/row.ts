import { hash } from "node:crypto";
import { type Dataset, datasets, emptyFields, type Fields, type FieldValue, type TelemetryEvent } from "../core/event/event.ts";
import type { LogSource } from "../core/event/log-source.ts";
import { windowsLogSource } from "../core/event/windows-log-source.ts";
import { type Meaning, meanings } from "../core/query/meaning/vocabulary.ts";
import { textsOf, vocabularies } from "../core/query/meaning.ts";
import type { FieldMap } from "./field-map.ts";

/** The most fields of one row, how deep they may be nested, and how long a value and a name may be; what is beyond is left out and said. */
export const rowLimits = {
  fieldsMax: 1_000,
  depthMax: 12,
  valueLengthMax: 65_536,
  listMax: 256,
  nameLengthMax: 512,
  pathLengthMax: 500,
} as const;

/** Fields of a product's row, flat; `isWhole` is false where a limit kept something out. */
export type FlatRow = { readonly fields: Fields; readonly isWhole: boolean };

/**
 * A row of JSON as flat fields, named as events name theirs: nested objects joined by dots, arrays of scalars kept, other arrays numbered. Nothing is cut: a value that is
 * too long is left out whole, since a shortened one could match what the real one does not.
 */
export function flatRow(row: unknown): FlatRow {
  const flat = { fields: emptyFields(), count: 0, isWhole: true };
  into(flat, "", row, 0);
  return flat;
}

type Flat = { readonly fields: Fields; count: number; isWhole: boolean };

function into(flat: Flat, name: string, value: unknown, depth: number): void {
  if (typeof value !== "object" || value === null) keep(flat, name, value as FieldValue | undefined);
  else if (depth > rowLimits.depthMax) flat.isWhole = false;
  else if (Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null)) {
    if (value.length > 0) keep(flat, name, value as FieldValue);
  } else for (const [key, item] of Object.entries(value)) into(flat, name === "" ? key : `${name}.${key}`, item, depth + 1);
}

function keep(flat: Flat, name: string, value: FieldValue | undefined): void {
  if (value === undefined || name === "") return;
  const isLong = Array.isArray(value)
    ? value.length > rowLimits.listMax || value.join("").length > rowLimits.valueLengthMax
    : typeof value === "string" && value.length > rowLimits.valueLengthMax;
  if (isLong || name.length > rowLimits.nameLengthMax || flat.count >= rowLimits.fieldsMax) flat.isWhole = false;
  else {
    flat.fields[name] = value;
    flat.count++;
  }
}

/** What a product gave for one event: `place` names the row at the product, unlike any other ("siem/logs-1/abc"); `raw` is what its digest is over. */
export type NativeRow = { readonly timeMs: number; readonly fields: Fields; readonly place: string; readonly raw: string };

/**
 * A product's row as an event. It keeps the product's own names, and beside them the names that its dataset's vocabulary has for the same meanings, so that whatever reads
 * events (`valuesOf`, rules, entities) finds them. `asked` is the dataset of the query; without one it is told from the row by `map.tells`.
 */
export function eventOfRow({ timeMs, fields, place, raw }: NativeRow, map: FieldMap, asked: Dataset | undefined): TelemetryEvent {
  const dataset = asked ?? datasetOf(fields, map);
  const named = Object.assign(emptyFields(), fields);
  for (const meaning of meanings) {
    const [first, ...others] = vocabularies[dataset].fields[meaning] ?? [];
    if (first === undefined || [first, ...others].some((name) => Object.hasOwn(named, name))) continue;
    const value = firstOf(fields, map, meaning);
    if (value !== undefined) named[first] = value;
  }
  const textOf = (meaning: Meaning) => textsOf(firstOf(fields, map, meaning))[0];
  const [channel, action] = [textOf("channel") ?? "", textOf("action") ?? ""];
  return {
    timeMs,
    dataset,
    channel,
    action,
    host: hostName(textOf("host")),
    fields: named,
    source: { path: placeOf(place), record: 1, digest: `sha256:${hash("sha256", raw, "hex")}` },
    logSource: logSourceOf(dataset, channel, action, named),
  };
}

/** The value of the first field of a meaning that holds something. */
function firstOf(fields: Fields, map: FieldMap, meaning: Meaning): FieldValue | undefined {
  const name = (map.fields[meaning] ?? []).find((field) => textsOf(own(fields, field.name)).length > 0)?.name;
  return name === undefined ? undefined : own(fields, name);
}

const own = (fields: Fields, name: string) => (Object.hasOwn(fields, name) ? fields[name] : undefined);

/** What tells nothing about itself is read with the vocabulary that most products' names fit. */
const untold: Dataset = "cef";

function datasetOf(fields: Fields, { tells }: FieldMap): Dataset {
  const found = datasets.find((dataset) => {
    const tell = Object.hasOwn(tells, dataset) ? tells[dataset] : undefined;
    const said = tell && textsOf(own(fields, tell.field)).map((text) => text.toLowerCase());
    return said?.some((text) => tell!.values.some((value) => value.toLowerCase() === text)) ?? false;
  });
  return found ?? untold;
}

const hostLengthMax = 255;
function hostName(name: string | undefined): string | undefined {
  const host = name?.trim().toLowerCase().replace(/\.$/, "");
  return host && host.length <= hostLengthMax ? host : undefined;
}

/** Names of indexes and ids come from outside: one line, and not without end. */
const placeOf = (place: string) =>
  place
    .slice(0, rowLimits.pathLengthMax)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");

/** Sigma's products by dataset (Sigma taxonomy 2.0, "Log sources"). */
const products: Readonly<Partial<Record<Dataset, LogSource>>> = {
  zeek: { product: "zeek" },
  suricata: { product: "suricata" },
  cloudtrail: { product: "aws", service: "cloudtrail" },
  syslog: { product: "linux" },
};

function logSourceOf(dataset: Dataset, channel: string, action: string, fields: Fields): LogSource {
  return dataset === "windows" ? windowsLogSource(channel, Number(action), own(fields, "EventType")) : (products[dataset] ?? {});
}
