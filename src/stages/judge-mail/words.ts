import { hashOf } from "../../learning/hashing.ts";

/** Text beyond this is not read for its words. */
export const plainTextMax = 20_000;
/** Words beyond this many are not weighed. */
export const wordsMax = 3_000;
const wordLengthMax = 24;

const foreignLetters = "аеорсхуіјѕԁһкмтвнгαοερτικνυη";
const latinLetters = "aeopcxyijsdhkmtbhraoeptikvun";
const lookAlikes: ReadonlyMap<string, string> = new Map([...foreignLetters].map((letter, at) => [letter, latinLetters[at]!]));

/** A text as it looks: compatibility forms folded, lower-case, accents dropped, a small l among capitals as the I that it poses as, look-alike letters inside Latin words as the Latin ones. */
export function plainTextOf(text: string): string {
  const folded = text
    .slice(0, plainTextMax)
    .normalize("NFKC")
    .replace(/[\p{Lu}l]{4,64}/gu, (word) => (/\p{Lu}{2}/u.test(word) ? word.replaceAll("l", "I") : word))
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "");
  return folded
    .replace(/\p{L}+/gu, (word) =>
      /[a-z]/.test(word) && /[\u0370-\u052f]/.test(word)
        ? word.replace(/[\u0370-\u052f]/g, (letter) => lookAlikes.get(letter) ?? letter)
        : word,
    )
    .replace(/\s+/g, " ");
}

/** The words of a text as it looks. Numbers become one sign, links and addresses another; scripts without blanks are cut into pairs of characters. */
export function wordsOfMail(text: string): string[] {
  const words: string[] = [];
  const plain = plainTextOf(text)
    .replace(/\b(?:https?:\/\/|www\.)\S{1,2000}/g, " ~link ")
    .replace(/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}/g, " ~address ");
  for (const [word] of plain.matchAll(/~link|~address|[$€£¥]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|[\p{L}\p{N}']+/gu)) {
    if (/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word)) {
      for (let at = 0; at + 1 < word.length && words.length < wordsMax; at++) words.push(word.slice(at, at + 2));
    } else words.push(/\d/.test(word) ? (/^\d+$/.test(word) ? "~number" : "~code") : word.slice(0, wordLengthMax));
    if (words.length >= wordsMax) break;
  }
  return words;
}

/** The buckets that the word at a place gives: itself, and the pairs with its two predecessors. */
export function gramsAt(words: readonly string[], at: number, bits: number): number[] {
  const mask = (1 << bits) - 1;
  const word = words[at]!;
  const buckets = [hashOf(word, 1) & mask];
  if (at > 0) buckets.push(hashOf(`${words[at - 1]} ${word}`, 2) & mask);
  if (at > 1) buckets.push(hashOf(`${words[at - 2]} _ ${word}`, 3) & mask);
  return buckets;
}
