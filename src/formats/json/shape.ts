import type { RecordRef } from "../../core/event/event.ts";
import type { InputRecord, OpenHints } from "../format.ts";

/** A parsed JSON value. Objects come from `JSON.parse`: read them by fixed names only, and walk them by their own keys. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
/** A parsed JSON object; like all that `JSON.parse` makes it has a prototype, so a name from outside is never looked up in it unguarded. */
export type JsonObject = { readonly [name: string]: JsonValue };

/**
 * One product's way of writing a record as a JSON object. Shapes are tried per record, in the order of `formats/index.ts`,
 * so files that mix products work. `looksLike` must be cheap and never throw; `read` answers for the whole record:
 * an event, an alert, or rejected with its reason.
 */
export type JsonShape = {
  readonly name: string;
  readonly looksLike: (record: JsonObject) => boolean;
  readonly read: (record: JsonObject, ref: RecordRef, hints?: OpenHints) => InputRecord;
};

/** The value as an object, when it is one (arrays and null are not). */
export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** The value as a list; absent is empty, a single value is a list of one. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value as JsonValue];
}

/** The value as text that says something: numbers become text; "", "-" and everything else is undefined. */
export function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" && value !== "-" ? value : undefined;
}

/** The value behind fixed names, going down through objects: `at(record, "agent", "name")`. Own keys only. */
export function at(record: JsonObject | undefined, ...names: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = record;
  for (const name of names) {
    const object = objectOf(value);
    if (!object || !Object.hasOwn(object, name)) return undefined;
    value = object[name];
  }
  return value;
}

/** Like `at`, as text. */
export function textAt(record: JsonObject | undefined, ...names: readonly string[]): string | undefined {
  return textOf(at(record, ...names));
}
