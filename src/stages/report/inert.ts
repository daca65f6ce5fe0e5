/** The characters that a reader cannot see, or that change how what follows is seen: controls, formats, bidi, tags, variation selectors, private use, lone surrogates. */
const unseen =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/** A value longer than this is cut with a visible mark when no other limit is given. */
export const valueLengthMax = 300;

/** Makes every character that hides visible as `⟦U+202E⟧`; line breaks and tabs become one space. The result is one line. */
export function visible(text: string): string {
  return text
    .replace(/[\r\n\t]+/g, " ")
    .replace(unseen, (character) => `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟧`);
}
