import { z } from "zod";
import { unexpectedAnswer } from "../kit/http.ts";

const [tokenLengthMax, idsLengthMax, idsMax] = [4_000, 3_500, 20];

const Kept = z.strictObject({
  v: z.literal(1),
  /** Where to go on: on the next page of a round, in the next round, or from the beginning. */
  go: z.enum(["next", "delta", "begin"]),
  token: z.string().max(tokenLengthMax),
  /** Mails of this page, which are moved once it is kept. */
  move: z.array(z.string().min(1).max(512)).max(idsMax),
});
/** Where a mailbox stands. */
export type MailCursor = Omit<z.output<typeof Kept>, "v">;

export function writtenCursor(name: string, cursor: MailCursor): string {
  if (cursor.move.join("").length > idsLengthMax) throw unexpectedAnswer(name, "ids longer than a cursor may be");
  return JSON.stringify({ v: 1, ...cursor } satisfies z.input<typeof Kept>);
}

/** Reads one back; undefined where it is none: then it is begun anew, and what was moved is not there again. */
export function readCursor(text: string | undefined): MailCursor | undefined {
  try {
    const { v: _, ...cursor } = Kept.parse(JSON.parse(text ?? ""));
    return cursor;
  } catch {
    return undefined;
  }
}

/** What a link of Graph's leads to. Only its token is taken: whoever could write a link could lead us elsewhere. */
export function linkedFrom(
  name: string,
  links: { readonly "@odata.nextLink"?: string | undefined; readonly "@odata.deltaLink"?: string | undefined },
): Omit<MailCursor, "move"> {
  const { "@odata.nextLink": next, "@odata.deltaLink": delta } = links;
  const link = next ?? delta ?? "";
  const query = URL.canParse(link) ? new URL(link).searchParams : undefined;
  const token = query?.get(next === undefined ? "$deltatoken" : "$skiptoken");
  if (!token || token.length > tokenLengthMax) throw unexpectedAnswer(name, "a page that leads nowhere");
  return { go: next === undefined ? "delta" : "next", token };
}
