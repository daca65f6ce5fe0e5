import { createHash } from "node:crypto";
import type { Fields, FieldValue } from "../../core/event/event.ts";
import { emptyFields } from "../../core/event/event.ts";
import { isStorable } from "../world.ts";

/**
 * The text as PostgreSQL can hold it: NUL and halves of surrogate pairs become control characters, which no typed query can ask for,
 * so that a cleaned text never equals one that somebody asks for. One character for one.
 */
export function storable(text: string): string {
  if (isStorable(text)) return text;
  return text.replaceAll("\0", "\u0001").replaceAll(/\p{Surrogate}/gu, "\u0002");
}

/** JSON text of fields that PostgreSQL can read; `exact` when something had to be replaced. */
export function storableFields(fields: Fields): { readonly json: string; readonly exact: boolean } {
  const json = JSON.stringify(fields);
  // JSON.stringify writes NUL and lone surrogates as escapes, and nothing else with these beginnings but a literal backslash before them.
  if (!json.includes("\\u0000") && !json.includes("\\ud")) return { json, exact: false };
  const cleaned = emptyFields();
  for (const [name, value] of Object.entries(fields)) cleaned[storable(name)] = storableValue(value);
  const text = JSON.stringify(cleaned);
  return { json: text, exact: text !== json };
}

function storableValue(value: FieldValue): FieldValue {
  if (typeof value === "string") return storable(value);
  return Array.isArray(value) ? value.map((item) => storableValue(item as string) as string) : value;
}

const keyLengthMax = 200;

/** An observable's key as postings name it: a long one by its digest, since an index entry must stay below 2,704 bytes. */
export function storableKey(key: string): string {
  if (key.length <= keyLengthMax) return storable(key);
  return `${key.slice(0, key.indexOf(":"))}:\u0003${createHash("sha256").update(storable(key)).digest("hex")}`;
}
