import { z } from "zod";
import { type Malformed, readLine } from "./line.ts";
import type { TextClaim } from "./map-text.ts";
import type { AttackReader } from "./reader.ts";

/** The most techniques in one answer of `watchkeeper attack map`. */
export const mappedMax = 10;

const MapLine = z.object({ id: z.union([z.string(), z.number()]), text: z.string() });

/** An answer of `watchkeeper attack map`: the id that came in, and techniques best first. */
export type MapAnswer = { readonly id: string | number; readonly techniques: readonly TextClaim[] };

/** Answers one line `{id, text}` of `watchkeeper attack map`; a line that is not so gets its reason. Never throws. */
export function answerMapLine(line: string, { mapText }: AttackReader): MapAnswer | Malformed {
  const read = readLine(line, MapLine);
  if ("error" in read) return read;
  return { id: read.value.id, techniques: mapText(read.value.text).slice(0, mappedMax) };
}
