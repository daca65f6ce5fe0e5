import { openRandom } from "../../learning/random.ts";

/**
 * Another text of the same length in UTF-16 units, each character of the same class: a letter for a letter of its case, a digit for a digit, a letter of
 * another alphabet for one that stands elsewhere in the text; marks stay where they are, so that what a reader takes apart falls into the same pieces.
 * Whatever the text said is gone. The same text and seed give the same twin.
 */
export function twinOf(text: string, seed: number): string {
  const random = openRandom(seed);
  const pick = (letters: string | readonly string[]) => letters[Math.floor(random() * letters.length)]!;
  const others = strangersOf(text);
  return text
    .split(keptShapes)
    .map((piece, at) => (at % 2 === 1 ? piece : piece.replace(/[a-zA-Z0-9]|\P{ASCII}/gu, (mark) => likeOf(mark, pick, others))))
    .join("");
}

/** What tells a reader where a piece begins and of what kind it is: schemes, the endings of names kept for tests, escapes, the words of JSON. */
const keptShapes =
  /(\b(?:https?|ldap|ftp|file|javascript|mailto):|\.example\.test\b|\.test\b|%[0-9a-f]{2}|\\[nrtux][0-9a-f]*|&(?:lt|gt|amp|quot);|\b(?:true|false|null)\b)/i;

const lower = "abcdefghijklmnopqrstuvwxyz";

function likeOf(
  mark: string,
  pick: (letters: string | readonly string[]) => string,
  others: ReadonlyMap<string, readonly string[]>,
): string {
  if (/[a-z]/.test(mark)) return pick(lower);
  if (/[A-Z]/.test(mark)) return pick(lower.toUpperCase());
  if (/[0-9]/.test(mark)) return pick("123456789");
  const letters = others.get(classOf(mark));
  return letters ? pick(letters) : mark;
}

const lettersLeast = 2;

/** The letters beyond ASCII that a text holds, by their class; a class of one letter has nothing to be changed for. */
function strangersOf(text: string): ReadonlyMap<string, readonly string[]> {
  const classes = new Map<string, Set<string>>();
  for (const mark of text.match(/\P{ASCII}/gu) ?? []) {
    const name = classOf(mark);
    if (name === "") continue;
    const letters = classes.get(name) ?? new Set();
    letters.add(mark);
    classes.set(name, letters);
  }
  return new Map([...classes].filter(([, letters]) => letters.size >= lettersLeast).map(([name, letters]) => [name, [...letters]]));
}

/** Cyrillic, Han and Arabic apart; empty for marks, signs, and halves of a pair. */
function classOf(mark: string): string {
  for (const [name, shape] of scripts) if (shape.test(mark)) return `${name} ${mark.length}`;
  return "";
}

const scripts: readonly (readonly [string, RegExp])[] = [
  ["latin-lower", /^[\p{Script=Latin}&&\p{Ll}]$/v],
  ["latin-upper", /^[\p{Script=Latin}&&\p{Lu}]$/v],
  ["cyrillic-lower", /^[\p{Script=Cyrillic}&&\p{Ll}]$/v],
  ["han", /^[\p{Script=Han}&&\p{Lo}]$/v],
  ["arabic", /^[\p{Script=Arabic}&&\p{Lo}]$/v],
];
