import { emptyFields, type Fields, type RejectReason } from "../../core/event/event.ts";
import { isIdentityField, isSystemField } from "../../core/event/windows-field.ts";
import { type JsonObject, type JsonValue, objectOf } from "../json/shape.ts";
import { limits } from "../limits.ts";

/** A Windows record on its way from JSON: System and data apart, since data of the same name wins where it may. */
export type Draft = {
  readonly system: Fields;
  readonly data: Fields;
  timeMs: number | undefined;
  refusal: { readonly reason: RejectReason; readonly detail: string } | undefined;
};

/** An empty draft. */
export function newDraft(): Draft {
  return { system: emptyFields(), data: emptyFields(), timeMs: undefined, refusal: undefined };
}

/** Both parts as one flat map, named as the EVTX reader names them. */
export function mergedFields({ system, data }: Draft): Fields {
  for (const name in data) {
    const value = data[name] as Fields[string];
    if (isIdentityField(name)) system[`EventData_${name}`] = value;
    else if (isSystemField(name) || system[name] === undefined) system[name] = value;
  }
  return system;
}

/** Adds one named value of EventData or UserData; objects give their leaves, a repeated name an array, null nothing. */
export function addData(draft: Draft, name: string, value: JsonValue | undefined, depth = 1): void {
  if (value === undefined || value === null || draft.refusal) return;
  if (depth > limits.depthMax) refuse(draft, "too-deep", `nested deeper than ${limits.depthMax} levels`);
  else if (Array.isArray(value)) for (const item of value) addData(draft, name, item as JsonValue, depth + 1);
  else if (typeof value === "object") addObject(draft, name, value as JsonObject, depth);
  else addText(draft, name, textFor(name, value as string | number | boolean));
}

const textKeys = ["#text", "_", "$t", "#value"];
const attributeKeys = ["#attributes", "@attributes", "$", "attributes"];

// What converters make of XML: attributes apart or marked, text under a key of its own.
function addObject(draft: Draft, name: string, value: JsonObject, depth: number): void {
  const { attributes, text, children } = partsOf(value);
  const named = typeof attributes.Name === "string" ? attributes.Name : undefined;
  for (const attribute in attributes)
    if (attribute !== "Name" && !attribute.startsWith("xmlns"))
      addData(draft, `${named ?? name}_${attribute}`, attributes[attribute], depth + 1);
  if (text !== undefined) addData(draft, named || name, text, depth + 1);
  for (const child of children) addData(draft, child, value[child], depth + 1);
}

/** An element as converters write it: its attributes, its text and the names of its children. */
export function partsOf(value: JsonObject): {
  readonly attributes: Record<string, JsonValue>;
  readonly text: JsonValue | undefined;
  readonly children: readonly string[];
} {
  const attributes = Object.create(null) as Record<string, JsonValue>;
  let text: JsonValue | undefined;
  const children: string[] = [];
  for (const key of Object.keys(value)) {
    const held = attributeKeys.includes(key) ? objectOf(value[key]) : undefined;
    if (held) for (const name of Object.keys(held)) attributes[name] = held[name] as JsonValue;
    else if (textKeys.includes(key)) text = value[key];
    else if (key.startsWith("@")) attributes[key.slice(1)] = value[key] as JsonValue;
    else children.push(key);
  }
  return { attributes, text, children };
}

function addText({ data }: Draft, name: string, text: string): void {
  const before = data[name];
  // Lists here are always ours and grow in place: a long one must not cost the square of its length.
  if (Array.isArray(before)) (before as string[]).push(text);
  else if (before === undefined) data[name] = name === "Data" ? [text] : text;
  else data[name] = [before as string, text];
}

const bareGuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

// Some converters drop the braces that the event's own XML has.
function textFor(name: string, value: string | number | boolean): string {
  const text = String(value);
  return /guid$/i.test(name) && bareGuid.test(text) ? `{${text}}` : text;
}

/** Refuses the record as a whole; the first reason stays. */
export function refuse(draft: Draft, reason: RejectReason, detail: string): void {
  draft.refusal ??= { reason, detail };
}
