import { unexpectedAnswer } from "./http-refusals.ts";

/** The most pages of one list. */
export const pagesMaxDefault = 1_000;

/**
 * Reads a list page by page until there is no next one. A page that leads to where we were already, or a list without end, is no whole list:
 * `connector/unexpected-answer`, so that nobody takes a part for the whole.
 */
export async function* everyPage<Page>(list: {
  readonly name: string;
  readonly read: (cursor: string | undefined) => Promise<Page>;
  /** What leads to the next page; undefined on the last. */
  readonly next: (page: Page) => string | undefined;
  readonly from?: string;
  readonly pagesMax?: number;
}): AsyncGenerator<Page, void, undefined> {
  const { name, read, next, pagesMax = pagesMaxDefault } = list;
  const seen = new Set<string | undefined>();
  let cursor = list.from;
  for (let pages = 0; pages < pagesMax; pages++) {
    seen.add(cursor);
    const page = await read(cursor);
    yield page;
    cursor = next(page);
    if (cursor === undefined) return;
    if (seen.has(cursor)) throw unexpectedAnswer(name, "a page leads back to an earlier one");
  }
  throw unexpectedAnswer(name, `more than ${pagesMax} pages`);
}
