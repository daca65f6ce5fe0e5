import { z } from "zod";
import type { AttackCatalogue } from "../../core/attack/attack.ts";
import { type Malformed, readLine } from "./line.ts";
import { type TextClaim, textMapperOf } from "./map-text.ts";

/** The most techniques in one answer of `watchkeeper attack map`. */
export const mappedMax = 10;

const MapLine = z.object({ id: z.union([z.string(), z.number()]), text: z.string() });

/** An answer of `watchkeeper attack map`: the id that came in, and techniques best first. */
export type MapAnswer = { readonly id: string | number; readonly techniques: readonly TextClaim[] };

/** Answers one line `{id, text}` of `watchkeeper attack map`; a line that is not so gets its reason. Never throws. */
export function answerMapLine(line: string, catalogue: AttackCatalogue): MapAnswer | Malformed {
  const read = readLine(line, MapLine);
  if ("error" in read) return read;
  return { id: read.value.id, techniques: textMapperOf(catalogue)(read.value.text).slice(0, mappedMax) };
}
