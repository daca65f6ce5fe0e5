import { hashOf } from "../../learning/hashing.ts";
import { wordsOf } from "../../learning/text-features.ts";
import type { ReadMail } from "./mail.ts";

const wordsInShingle = 3;
const textMax = 20_000;
/** Smallest hashes kept of a text, and how many of them in a row must agree: texts that share four fifths of their shingles nearly always meet. */
const hashesKept = 64;
const bandWidth = 2;

/**
 * The same mails with groups in which all that are of one kind stay together: those with the same sender's address, the same subject, or bodies that
 * share most of their runs of three words (MinHash with bands, Broder 1997). A campaign sent a hundred times is one group.
 */
export function campaignsApart(mails: readonly ReadMail[]): readonly ReadMail[] {
  const parent = mails.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root]!;
    for (let at = index; at !== root; [parent[at], at] = [root, parent[at]!]);
    return root;
  };
  const first = new Map<string, number>();
  for (const [index, mail] of mails.entries())
    for (const key of keysOf(mail)) {
      const held = first.get(key);
      if (held === undefined) first.set(key, index);
      else parent[rootOf(index)] = rootOf(held);
    }
  return mails.map((mail, index) => ({ ...mail, group: `campaign ${rootOf(index)}` }));
}

function keysOf({ fields, group }: ReadMail): readonly string[] {
  const named = [["from", fields["from.address"]] as const, ["subject", fields.subject] as const].flatMap(([kind, value]) =>
    typeof value === "string" && value !== "" ? [`${kind} ${value}`] : [],
  );
  const smallest = smallestHashes(String(fields.text ?? "").slice(0, textMax));
  const bands = Array.from(
    { length: smallest.length / bandWidth },
    (_, band) => `band ${band} ${smallest.slice(band * bandWidth, (band + 1) * bandWidth).join(" ")}`,
  );
  return [`group ${group}`, ...named, ...bands];
}

/** For each of `hashesKept` hash functions the smallest hash of a text's shingles; nothing for a text without one. */
function smallestHashes(text: string): readonly number[] {
  const words = wordsOf(text);
  const shingles = new Set<number>();
  for (let at = 0; at + wordsInShingle <= words.length; at++) shingles.add(hashOf(words.slice(at, at + wordsInShingle).join(" ")));
  if (shingles.size === 0) return [];
  return Array.from({ length: hashesKept }, (_, which) => {
    let smallest = 2 ** 32;
    for (const shingle of shingles) smallest = Math.min(smallest, mixed(shingle, which));
    return smallest;
  });
}

/** One of many hash functions over 32 bits: the finishing steps of MurmurHash3 (public domain) after a different start for each. */
function mixed(value: number, which: number): number {
  let bits = value ^ Math.imul(which + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
