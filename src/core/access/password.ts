import { commonStems } from "./common-password.ts";
import { refusedAccess } from "./refusal.ts";

/** Characters that a password has at least (NIST SP 800-63B-4 asks for 15 where it stands alone and 8 beside a second factor), and at most. */
export const passwordLengthMin = 12;
/** The longest password, so that hashing one costs what it should. */
export const passwordLengthMax = 256;
const differentMin = 5;

/** One password, however a keyboard composes its letters (NIST SP 800-63B-4, section 3.1.1.2: NFKC or NFKD). */
export const normalPassword = (text: string) => text.normalize("NFKC");

/** Refuses (`access/weak-password`) what is short, too long to be hashed for anybody who asks, or guessed first; says which. */
export function requireStrongPassword(given: string, name: string): void {
  const why = weaknessOf(given, name);
  if (why !== undefined) throw refusedAccess("access/weak-password", `this password ${why}`);
}

/** Why a password is refused, as the end of a sentence; undefined when it is not. No rules about kinds of characters: they make passwords worse. */
export function weaknessOf(given: string, name: string): string | undefined {
  const password = normalPassword(given);
  const letters = [...password];
  if (letters.length < passwordLengthMin) return `has fewer than ${passwordLengthMin} characters`;
  if (given.length > passwordLengthMax) return `has more than ${passwordLengthMax} characters`;
  if (new Set(letters).size < differentMin) return `has fewer than ${differentMin} different characters`;
  if (isSequence(letters)) return "is a row of neighbours";
  const plain = unleeted(password.toLowerCase());
  if (isMadeOf(plain, [...commonStems, ...namesIn(name)])) return "is made of common words and digits alone";
  return undefined;
}

const namesIn = (name: string) => [
  ...new Set(
    [name, ...name.split(/[.@_-]/)]
      .map((part) => unleeted(part.normalize("NFKC").toLowerCase()).replace(/[^\p{L}]/gu, ""))
      .filter((part) => part.length >= 3),
  ),
];

const substitutes: ReadonlyMap<string, string> = new Map([
  ["0", "o"],
  ["1", "i"],
  ["3", "e"],
  ["4", "a"],
  ["5", "s"],
  ["7", "t"],
  ["@", "a"],
  ["$", "s"],
  ["!", "i"],
]);

const unleeted = (text: string) => [...text].map((letter) => substitutes.get(letter) ?? letter).join("");

/** Whether taking the stems away leaves next to nothing but digits and signs, which by now may read as letters. */
function isMadeOf(plain: string, stems: readonly string[]): boolean {
  let rest = plain;
  for (const stem of stems.toSorted((a, b) => b.length - a.length)) rest = rest.replaceAll(stem, " ");
  if (!rest.includes(" ")) return false;
  // What is left of years and exclamation marks, and of a row of digits.
  return rest.replace(/[\s\d\p{P}\p{S}oieast]/gu, "").length <= 2;
}

/** Each character next to the one before: abcdefghijkl, 123456789012, or a row of keys. */
function isSequence(letters: readonly string[]): boolean {
  const keys = ["qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "01234567890", "abcdefghijklmnopqrstuvwxyz"];
  const text = letters.join("").toLowerCase();
  let neighbours = 0;
  for (let at = 1; at < text.length; at++) {
    const pair = text.slice(at - 1, at + 1);
    if (keys.some((row) => row.includes(pair) || row.includes(`${pair[1]}${pair[0]}`)) || pair[0] === pair[1]) neighbours++;
  }
  return neighbours >= text.length - 2;
}
