import type { Words } from "./words.ts";
import { wordsOf } from "./words.ts";

/** Names of things (groups, software) by their first word, for finding them in a text in linear time. */
export type NameIndex<T> = ReadonlyMap<string, readonly Name<T>[]>;
type Name<T> = { readonly words: readonly string[]; readonly written: string; readonly item: T };

const nameWordsMax = 6;
/** Names that are everyday words: alone they name nothing, however they are written. */
const everyday = new Set(
  (
    "net at reg ping route arp cmd dir ftp telnet ssh curl wget python nbtstat netstat netsh ipconfig ifconfig tasklist systeminfo whoami schtasks certutil esentutl " +
    "windows explorer chrome update service server client agent proxy tor monitor remote access admin system network security group team silence carbon machete strider " +
    "chimera inception nomad orangeworm metador operation anchor bandook bundlore catchamas clop conti cuba data epic final gold helper hidden hydra lucifer maze neuron ninja " +
    "page prikormka reaver ruler sting shark spark square steal stuxnet tomiris torn turian unknown uroburos vermin volgmer wiper xbot play royal black basta akira comnie cannon kevin " +
    "kazuar mango mosquito nightclub peppy pod power prestige raspberry revil rover seasalt skeleton snip solar sphinx ursnif waterbear winter windshift"
  ).split(" "),
);
const loudLengthMin = 8;
const ordinaryTools = new Set(["mimikatz", "psexec"]);

/** Indexes names. A single plain word must be written as the name is written (or all in capitals); everyday words are left out. */
export function indexNames<T>(things: Iterable<{ readonly item: T; readonly names: readonly string[] }>): NameIndex<T> {
  const index = new Map<string, Name<T>[]>();
  for (const { item, names } of things)
    for (const written of new Set(names.flatMap(spellingsOf))) {
      const { words } = wordsOf(written);
      const [first] = words;
      if (first === undefined || words.length > nameWordsMax || !isTelling(words)) continue;
      index.set(first, [...(index.get(first) ?? []), { words, written, item }]);
    }
  return index;
}

/** The things named in a text, each once, in order of first mention. A name inside a longer one is not meant: "Zinc Emerson" is not "Zinc". */
export function findNames<T>(index: NameIndex<T>, text: string, { words, spans }: Words): Set<T> {
  const found = new Set<T>();
  let covered = 0;
  for (const [at, word] of words.entries()) {
    if (at < covered) continue;
    const here = (index.get(word) ?? []).filter(
      (name) =>
        name.words.every((each, offset) => words[at + offset] === each) &&
        (name.words.length > 1 || isWrittenAs(text.slice(...spans[at]!), name.written)),
    );
    const longest = here.reduce((length, name) => Math.max(length, name.words.length), 0);
    for (const name of here) if (name.words.length === longest) found.add(name.item);
    covered = at + longest;
  }
  return found;
}

/** A name with a number is written in one word or in two: "APT38", "APT 38", "APT-38". */
function spellingsOf(name: string): string[] {
  const [, word, number] = /^(\p{L}{2,})[ -]?(\d+)$/u.exec(name) ?? [];
  return word === undefined || number === undefined ? [name] : [name, `${word}${number}`, `${word} ${number}`];
}

function isTelling(words: readonly string[]): boolean {
  if (words.length > 1) return words.join("").length >= 5 && !words.every((word) => everyday.has(word));
  return words[0]!.length >= 4 && !everyday.has(words[0]!);
}

/** A word with a digit or an inner capital is telling in any case; a plain word must look like a name. */
function isWrittenAs(seen: string, written: string): boolean {
  if (/\d/.test(written) || /\p{Ll}\p{Lu}/u.test(written) || /\p{Ll}\p{Lu}/u.test(seen) || ordinaryTools.has(written.toLowerCase()))
    return true;
  // Who writes NOBELIUM means the same group as who writes Nobelium; short words are left out, since too many are everyday ones.
  if (written === written.toUpperCase() && written.length >= loudLengthMin && /^\p{Lu}\p{Ll}+$/u.test(seen)) return true;
  return (
    seen === written.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "") || (seen === seen.toUpperCase() && written !== written.toLowerCase())
  );
}
