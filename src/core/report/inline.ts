/** The longest value from outside that a sentence quotes. */
export const inlineLengthMax = 200;

/** Text from outside as part of one of our sentences: on one line, control and invisible characters made visible, shortened with a mark. */
export function inline(text: string, lengthMax: number = inlineLengthMax): string {
  const visible = text
    .toWellFormed()
    .slice(0, lengthMax * 4)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029\u{E0000}-\u{E007F}]/gu, shown);
  return visible.length > lengthMax ? `${visible.slice(0, lengthMax - 1).toWellFormed()}…` : visible;
}

function shown(character: string): string {
  if (character === "\n" || character === "\r" || character === "\t") return " ";
  return `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟧`;
}
