import { emptyFields, type Fields } from "../../core/event/event.ts";
import { flatten } from "../json/flatten.ts";
import { parseJson } from "../json/parse.ts";
import { objectOf } from "../json/shape.ts";
import { limits } from "../limits.ts";

/** The most texts of one event that are looked into, and the longest of them, in characters. */
const embeddedMax = 8;
const textLengthMax = 65_536;

/**
 * Some products carry a part of the event as JSON in a text (Azure's `properties.log`, request bodies). Its fields are added under the text's
 * own name; the text stays as it is. What does not parse, or would exceed the limits of one record, adds nothing.
 */
export function addEmbedded(fields: Fields): void {
  let looked = 0;
  for (const [path, value] of Object.entries(fields)) {
    if (typeof value !== "string" || value.length > textLengthMax || !/^\s*\{\s*"/.test(value)) continue;
    if (++looked > embeddedMax) return;
    const object = objectOf(parseJson(value));
    const flat = object && flatten(object, emptyFields(), path);
    if (!flat?.ok) continue;
    const names = Object.keys(flat.fields);
    if (names.length + Object.keys(fields).length > limits.fieldsMax) continue;
    for (const name of names) if (!(name in fields)) fields[name] = flat.fields[name] ?? null;
  }
}
