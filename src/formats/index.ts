import type { Format } from "./format.ts";
import { jsonFormat } from "./json/json.ts";
import type { JsonShape } from "./json/shape.ts";

/** How products write one record as JSON, the more specific first: the first that recognises a record reads it. */
export const shapes: readonly JsonShape[] = [];

/** Every kind of evidence that is read, in the order in which an input is tried. */
export const formats: readonly Format[] = [jsonFormat(shapes)];

/** The format of an input by its first bytes (at most 64 KiB, decompressed); undefined when no format recognises it. */
export function recognise(head: Uint8Array): Format | undefined {
  return formats.find((format) => format.recognises(head));
}
