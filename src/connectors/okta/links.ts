import { unexpectedAnswer } from "../kit/http.ts";

const linksLengthMax = 16_384;

/** The place of the next page out of a Link header (RFC 8288); undefined where there is none. Only the place is taken: whoever could write a link could lead us elsewhere. */
export function afterOf(name: string, header: string | undefined, lengthMax: number): string | undefined {
  if (header === undefined) return undefined;
  if (header.length > linksLengthMax) throw unexpectedAnswer(name, "links longer than any");
  for (const [, target = "", attributes = ""] of header.matchAll(/<([^>]{1,8192})>([^<]*)/g)) {
    if (!/;\s*rel="?next"?\s*(?:[;,]|$)/i.test(attributes)) continue;
    const after = URL.canParse(target) ? new URL(target).searchParams.get("after") : null;
    if (!after || after.length > lengthMax) throw unexpectedAnswer(name, "a page that leads nowhere");
    return after;
  }
  return undefined;
}
