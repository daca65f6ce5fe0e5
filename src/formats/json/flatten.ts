import { emptyFields, type Fields, type FieldValue, type RejectReason } from "../../core/event/event.ts";
import { limits } from "../limits.ts";
import type { JsonObject, JsonValue } from "./shape.ts";

/** Flat fields, or why the record is refused as a whole (nothing is cut: a shortened value could match what the real one does not). */
export type Flattened =
  | { readonly ok: true; readonly fields: Fields }
  | { readonly ok: false; readonly reason: RejectReason; readonly detail: string };

type Refusal = Extract<Flattened, { ok: false }>;

/**
 * Nested objects joined by dots, arrays of scalars kept, other arrays numbered (`a.0.b`); empty objects and empty arrays give no field.
 * Refused: deeper than `depthMax`, more than `fieldsMax` fields, a text or a list longer than `fieldLengthMax`.
 * `into` continues a map that already holds fields, under `prefix`.
 */
export function flatten(record: JsonObject, into: Fields = emptyFields(), prefix = ""): Flattened {
  const state: State = { fields: into, count: 0, refusal: undefined };
  objectInto(state, prefix, record, 1);
  return state.refusal ?? { ok: true, fields: into };
}

type State = { readonly fields: Fields; count: number; refusal: Refusal | undefined };

function objectInto(state: State, prefix: string, record: JsonObject, depth: number): void {
  if (depth > limits.depthMax) {
    refuse(state, "too-deep", `nested deeper than ${limits.depthMax} levels`);
    return;
  }
  for (const name in record) {
    if (state.refusal) return;
    const value = record[name] as JsonValue;
    const path = prefix === "" ? name : `${prefix}.${name}`;
    if (typeof value === "object" && value !== null) nestedInto(state, path, value, depth);
    else keep(state, path, value);
  }
}

function nestedInto(state: State, path: string, value: JsonObject | readonly JsonValue[], depth: number): void {
  if (!Array.isArray(value)) {
    objectInto(state, path, value as JsonObject, depth + 1);
    return;
  }
  const list = value as readonly JsonValue[];
  if (list.length === 0) return;
  if (list.length > limits.fieldLengthMax) {
    refuse(state, "too-many", `"${path}" is a list of ${list.length} values; the most is ${limits.fieldLengthMax}`);
    return;
  }
  if (list.every((item) => typeof item !== "object" || item === null)) {
    keepList(state, path, list as readonly (string | number | boolean | null)[]);
    return;
  }
  // An object whose keys are the positions.
  objectInto(state, path, list as unknown as JsonObject, depth + 1);
}

function keep(state: State, path: string, value: FieldValue): void {
  if (typeof value === "string" && value.length > limits.fieldLengthMax) {
    refuse(state, "too-long", `"${path}" has ${value.length} characters; the most is ${limits.fieldLengthMax}`);
  } else if (path.length > limits.fieldLengthMax) {
    refuse(state, "too-long", `a field's name has ${path.length} characters; the most is ${limits.fieldLengthMax}`);
  } else if (++state.count > limits.fieldsMax) {
    refuse(state, "too-many", `more than ${limits.fieldsMax} fields`);
  } else {
    state.fields[path] = value;
  }
}

function keepList(state: State, path: string, list: readonly (string | number | boolean | null)[]): void {
  let length = 0;
  for (const item of list) length += typeof item === "string" ? item.length : 1;
  if (length > limits.fieldLengthMax)
    refuse(state, "too-long", `the list "${path}" has ${length} characters; the most is ${limits.fieldLengthMax}`);
  else keep(state, path, list);
}

function refuse(state: State, reason: RejectReason, detail: string): void {
  state.refusal ??= { ok: false, reason, detail };
}
