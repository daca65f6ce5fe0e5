import { z } from "zod";
import { unexpectedAnswer } from "../kit/http.ts";
import { everyPage } from "../kit/pages.ts";
import type { Reader } from "../kit/reader.ts";

const linkLengthMax = 16_384;
const rowsMax = 1_000;

/** Where a list of Graph's goes on. */
export const nextLink = z.string().max(linkLengthMax).optional();
/** One page of a list. */
export const pageOf = <Row extends z.ZodType>(row: Row) => z.object({ value: z.array(row).max(rowsMax), "@odata.nextLink": nextLink });

/** The token of a link; our own question is put again with it. Whoever could write a link could lead us elsewhere. */
export function tokenOf(name: string, link: string | undefined, lengthMax = linkLengthMax): string | undefined {
  if (link === undefined) return undefined;
  const token = URL.canParse(link) ? new URL(link).searchParams.get("$skiptoken") : null;
  if (!token || token.length > lengthMax) throw unexpectedAnswer(name, "a page that leads nowhere");
  return token;
}

/** Every row of a list. */
export async function everyRow<Row extends z.ZodType>(
  reader: Reader,
  list: { readonly path: readonly string[]; readonly query: Readonly<Record<string, string>>; readonly row: Row; readonly rowsMax: number },
  signal: AbortSignal,
): Promise<z.output<Row>[]> {
  const { path, query, row } = list;
  const rows: z.output<Row>[] = [];
  const pages = everyPage({
    name: reader.name,
    read: (token) => reader.json({ method: "GET", path, query: { ...query, ...(token && { $skiptoken: token }) } }, pageOf(row), signal),
    next: (page) => tokenOf(reader.name, page["@odata.nextLink"]),
  });
  for await (const { value } of pages) {
    for (const each of value) rows.push(each);
    if (rows.length > list.rowsMax) throw unexpectedAnswer(reader.name, `more than ${list.rowsMax} rows`);
  }
  return rows;
}
