import { readdirSync, readFileSync } from "node:fs";
import { bookOf, type PackText, readCalendarPack, readRulePack } from "../core/regulation/book.ts";
import type { RuleBook } from "../core/regulation/pack.ts";
import { SocError } from "../core/soc-error.ts";
import { ownPackKey } from "./regulation-key.ts";

/** Where the rule packs of the product lie. */
export const packFolder = new URL("./data/regulation/", import.meta.url);
const calendarsFile = "calendars.json";

/** Further packs of the operator, with the keys that may have signed them. */
export type FurtherPacks = { readonly texts: readonly PackText[]; readonly keys: readonly string[] };

/** A rule book, and why packs of the operator are not in it. */
export type LoadedBook = { readonly book: RuleBook; readonly problems: readonly string[] };

/**
 * Reads the rule packs of the product and those of the operator. Refuses (`regulation/pack-…`, `knowledge/damaged-catalogue`) where one of the product's own is
 * not what was signed; one of the operator's is left out and named, since clocks that run are better than none.
 */
export function loadRuleBook(further: FurtherPacks = { texts: [], keys: [] }): LoadedBook {
  const own = new Set([ownPackKey]);
  const names = readdirSync(packFolder).filter((name) => name.endsWith(".json") && name !== calendarsFile);
  const calendars = readCalendarPack(packText(calendarsFile), own);
  let book = bookOf(
    names.toSorted().map((name) => readRulePack(packText(name), own)),
    calendars,
  );
  const problems: string[] = [];
  const trusted = new Set(further.keys);
  for (const text of further.texts) {
    try {
      book = bookOf([...book.packs, readRulePack(text, trusted)], calendars);
    } catch (error) {
      if (!(error instanceof SocError)) throw error;
      problems.push(error.problem);
    }
  }
  return { book, problems };
}

function packText(name: string): PackText {
  const read = (file: string) => readFileSync(new URL(file, packFolder), "utf8");
  try {
    return { place: `the rule pack ${name}`, text: read(name), signature: read(`${name}.sig`) };
  } catch (cause) {
    throw new SocError({
      code: "knowledge/damaged-catalogue",
      problem: `the rule pack ${name} cannot be read`,
      remedy: "install the package again",
      retry: "never",
      cause,
    });
  }
}
