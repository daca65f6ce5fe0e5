import { z } from "zod";
import { observableTypes } from "../observable/observable.ts";
import type { SlotText } from "../prompt/prompt.ts";
import { type ReadResult, readShape, unparseable } from "./read-result.ts";

/** What a text is for, in the reader's words; a closed list. */
export const intents = [
  "credential-theft",
  "malware-delivery",
  "payment-fraud",
  "extortion",
  "reconnaissance",
  "command-execution",
  "data-theft",
  "persistence",
  "defence-evasion",
  "ordinary-business",
  "marketing",
  "unclear",
] as const;
/** One word of `intents`. */
export type Intent = (typeof intents)[number];

/** Intents that no honest text has; the others say nothing against it. */
export const hostileIntents: ReadonlySet<Intent> = new Set(
  intents.filter((intent) => !["ordinary-business", "marketing", "unclear"].includes(intent)),
);

/** What stands out in a text and can be pointed at; a closed list. */
export const readingMarks = [
  "asks-for-credentials",
  "asks-for-payment",
  "asks-for-secrecy",
  "changed-bank-details",
  "urgency",
  "threat",
  "impersonation",
  "urges-to-open",
  "downloads-code",
  "runs-code",
  "disables-defences",
  "hides-itself",
  "stays-after-restart",
  "looks-around",
  "moves-data-out",
  "destroys-data",
  "speaks-to-the-reader",
] as const;
/** One word of `readingMarks`. */
export type ReadingMark = (typeof readingMarks)[number];

/** The most that one reading holds. */
export const readingLimits = { marksMax: 12, entitiesMax: 24, quoteLengthMax: 400 } as const;

/** A place in a slot's text as a model tells it, UTF-16 units: without numbers, the quote must stand there exactly once. */
const ToldSpan = z.strictObject({
  from: z.int().min(0).nullable(),
  to: z.int().min(1).nullable(),
  quote: z.string().min(1).max(readingLimits.quoteLengthMax),
});

/** The reader's output as it comes. */
export const ToldReading = z.strictObject({
  intent: z.enum(intents),
  marks: z.array(z.strictObject({ mark: z.enum(readingMarks), span: ToldSpan })).max(readingLimits.marksMax),
  entities: z.array(z.strictObject({ type: z.enum(observableTypes), span: ToldSpan })).max(readingLimits.entitiesMax),
});

/** A place in the canonical text of a slot, UTF-16 units; `quote` is exactly that slice. */
export type Span = { readonly from: number; readonly to: number; readonly quote: string };

/** What a reader said of one text, once every span was found to stand there. */
export type Reading = {
  readonly intent: Intent;
  readonly marks: readonly { readonly mark: ReadingMark; readonly span: Span }[];
  readonly entities: readonly { readonly type: (typeof observableTypes)[number]; readonly span: Span }[];
};

/** Reads a reader's output against the text that it was shown. Every quote must stand verbatim at its place; one that does not refuses the whole of it. Places are told in the canonical text. */
export function readReading(raw: string, text: SlotText): ReadResult<Reading> {
  const told = readShape(raw, ToldReading);
  if (!("ok" in told)) return told;
  const { intent, marks, entities } = told.ok;
  const foundMarks = marks.flatMap(({ mark, span }) => placed(span, text).map((at) => ({ mark, span: at })));
  const foundEntities = entities.flatMap(({ type, span }) => placed(span, text).map((at) => ({ type, span: at })));
  const missing = marks.length - foundMarks.length + entities.length - foundEntities.length;
  if (missing > 0) return unparseable(`${missing} of its quotes do not stand where it says`);
  return { ok: { intent, marks: foundMarks, entities: foundEntities } };
}

/** One place, or none. */
function placed(told: z.infer<typeof ToldSpan>, { shown, canonical, standIns }: SlotText): Span[] {
  const { quote } = told;
  if ((told.from === null) !== (told.to === null)) return [];
  const from = told.from ?? onlyPlaceOf(quote, shown);
  const to = told.to ?? from + quote.length;
  if (from < 0 || shown.slice(from, to) !== quote || to - from !== quote.length) return [];
  // Half a stand-in stands for nothing.
  if (standIns.some((each) => isWithin(from, each) || isWithin(to, each))) return [];
  const canonicalFrom = from + shiftAt(from, standIns);
  const canonicalTo = to + shiftAt(to, standIns);
  return [{ from: canonicalFrom, to: canonicalTo, quote: canonical.slice(canonicalFrom, canonicalTo) }];
}

const isWithin = (place: number, { from, to }: { from: number; to: number }) => from < place && place < to;

function onlyPlaceOf(quote: string, text: string): number {
  const first = text.indexOf(quote);
  return first >= 0 && text.indexOf(quote, first + 1) < 0 ? first : -1;
}

/** How much further a place is in the canonical text: by the stand-ins that end before it. */
function shiftAt(place: number, standIns: SlotText["standIns"]): number {
  const before = standIns.filter(({ to }) => to <= place).at(-1);
  return before ? before.canonicalTo - before.to : 0;
}
