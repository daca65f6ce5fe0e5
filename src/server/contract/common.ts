import { z } from "zod";
import { categories } from "../../core/alert/category.ts";
import { severities } from "../../core/alert/severity.ts";
import { idLengthMax } from "./operation.ts";

/** The rows of a page where nobody asks for another number, and at most. */
export const pageRows = 50;
export const pageRowsMax = 500;
/** The longest place in a list that is handed back to us, characters. */
export const cursorLengthMax = 1_000;

/** A whole number of a query, as its text says it. */
export const whole = (min: number, max: number) => z.coerce.number<number>().int().min(min).max(max);
/** One value of a query, or several: `severity=high&severity=critical`. */
export const several = <Word extends string>(words: readonly [Word, ...Word[]] | readonly Word[]) => {
  const word = z.enum(words as readonly [Word, ...Word[]]);
  return z.union([z.array(word).min(1).max(words.length), word.transform((one) => [one])]);
};
/** A moment as people and programs write it (RFC 3339, UTC). */
export const time = z.iso.datetime();
/** An id in an address. */
export const id = z.string().min(1).max(idLengthMax);
/** The parameters of an operation about one thing. */
export const byId = z.strictObject({ id });
/** Which page of a list: `after` is the `next` of the page before. */
export const page = { after: z.string().min(1).max(cursorLengthMax).optional(), limit: whole(1, pageRowsMax).default(pageRows) };
/** Where the next page begins; null after the last. */
export const next = z.string().nullable();
/** Words of a list's filter. */
export const severityFilter = several(severities).optional();
export const categoryFilter = several(categories).optional();
/** A count, never negative. */
export const count = z.int().min(0);
/** `sha256:` and 64 hex digits. */
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
/** A reason that the record keeps. */
export const because = z.string().trim().min(1).max(500);
/** What an operation about one thing may answer besides. */
export const notThere = { 404: "there is no such thing, or it is another tenant's" } as const;
