import { createHash } from "node:crypto";
import { fold } from "../../core/query/fold.ts";
import { aboutNames } from "../../ports/queue-view.ts";
import { type About, aboutMax } from "../../ports/views.ts";
import { storable } from "../event/storable.ts";

/** The longest value that is kept as it is; a longer one is kept by its beginning and its digest. Characters. */
const valueLengthMax = 120;

type Name = keyof About;
const letters: Readonly<Record<Name, string>> = { sources: "s", hosts: "h", accounts: "a", rules: "r", techniques: "t" };
const withoutCase: ReadonlySet<Name> = new Set(["hosts", "accounts"]);

/** What a row is about as a word beside those of its title: it begins with "=", so that no beginning of a word of a title is its beginning. */
export function aboutWord(name: Name, value: string): string {
  const plain = storable(withoutCase.has(name) ? fold(value) : value);
  const digest = () => createHash("sha256").update(plain).digest("hex").slice(0, 16);
  const kept = plain.length <= valueLengthMax ? plain : `${[...plain].slice(0, valueLengthMax / 2).join("")}#${digest()}`;
  // Words are told apart by blanks.
  return `=${letters[name]}${kept.replaceAll(/[%\s]/gu, encodeURIComponent)}`;
}

/** All words of what a row is about. */
export function aboutWords(about: About | undefined, names: readonly Name[] = aboutNames): string[] {
  if (!about) return [];
  return names.flatMap((name) => [...new Set(about[name].slice(0, aboutMax).map((value) => aboutWord(name, value)))]);
}

/** The kind of thing and the value that a word says; undefined for a word of a title. */
export function ofAboutWord(word: string): { readonly name: Name; readonly value: string } | undefined {
  const name = aboutNames.find((each) => word.startsWith(`=${letters[each]}`));
  return name && { name, value: word.slice(2).replaceAll(/%[0-9A-F]{2}(?:%[0-9A-F]{2})*/g, decodeURIComponent) };
}

/** One of some words, in PostgreSQL's language of word queries; of no words, what no row has. */
export const anyWord = (words: readonly string[]): string =>
  words.length === 0 ? "'='" : `(${words.map((word) => `'${word.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`).join(" | ")})`;
