/**
 * What marks a text that is written to work on whoever reads it, by what it does. Marks are of the letters alone, so that anybody finds the same: they are a
 * floor, since a text that asks politely has none.
 */
export const hostileMarks = ["hides", "steers-the-terminal", "runs-in-a-page", "loads-from-outside", "speaks-to-the-reader"] as const;
/** One of `hostileMarks`. */
export type HostileMark = (typeof hostileMarks)[number];

/** Characters of one text that are looked at. */
export const markedLengthMax = 65_536;
/** Texts of one thing that are looked at. */
export const markedTextsMax = 2_000;

const patterns: Readonly<Record<HostileMark, RegExp>> = {
  // Directions that are turned, letters of no width, the invisible alphabet of tags.
  hides: /[\u202a-\u202e\u2066-\u2069\u200b\u2060\u{e0001}-\u{e007f}]/u,
  // Escape with what follows it, or the one letter that stands for both.
  "steers-the-terminal": new RegExp(
    `${String.fromCharCode(0x1b)}[[\\]PX^_]|[${String.fromCharCode(0x9b)}${String.fromCharCode(0x9d)}]`,
    "u",
  ),
  "runs-in-a-page": /<script\b|<(?:img|svg|iframe|body)\b[^>]{0,200}\bon[a-z]{3,20}\s{0,4}=|\bjavascript:\S|\$\{jndi:/iu,
  "loads-from-outside": /!\[[^\]]{0,200}\]\(\s{0,4}https?:\/\//iu,
  "speaks-to-the-reader":
    /\b(?:ignore|disregard|forget)\s{1,4}(?:all\s{1,4}|any\s{1,4}|the\s{1,4}|your\s{1,4}){0,3}(?:previous|prior|above|earlier|system)\s{1,4}(?:instructions?|prompts?|rules?|messages?)|<\|(?:im_start|im_end|system|endoftext)\|>|\[\/?INST\]|\b(?:mark|close|classify|treat)\s{1,4}(?:this|the)\s{1,4}(?:alert|case|incident|event)\s{1,4}as\s{1,4}(?:benign|safe|harmless|a\s{1,4}false[\s-]positive|false[\s-]positive)|\byou\s{1,4}are\s{1,4}(?:an?\s{1,4})?(?:ai|language\s{1,4}model|soc|security)\s{1,4}(?:assistant|agent|analyst|model)\b/iu,
};

/** The marks that a text bears, in the order of `hostileMarks`. Never throws, whatever is in it. */
export function hostileMarksIn(text: string): HostileMark[] {
  const looked = text.slice(0, markedLengthMax);
  return hostileMarks.filter((mark) => patterns[mark].test(looked));
}

/** Whether any of these texts bears a mark. */
export function isHostile(texts: Iterable<string>): boolean {
  let seen = 0;
  for (const text of texts) {
    if (seen++ >= markedTextsMax) return false;
    if (hostileMarksIn(text).length > 0) return true;
  }
  return false;
}
