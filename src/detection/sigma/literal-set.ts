/** A test for whether a text contains any of many literals, in one pass over the text. */
export type LiteralSet = (text: string) => boolean;

const firstsMask = 0x3ff;
const unitsPerKey = 0x1_0000;

/** Builds the test. Literals are not empty; text and literals are compared as they are, so both must be folded or neither. */
export function literalSetOf(literals: readonly string[]): LiteralSet {
  const firsts = new Uint8Array(firstsMask + 1);
  const singles = new Set<number>();
  const byStart = new Map<number, string[]>();
  for (const literal of literals) {
    firsts[literal.charCodeAt(0) & firstsMask] = 1;
    if (literal.length === 1) singles.add(literal.charCodeAt(0));
    else {
      const start = literal.charCodeAt(0) * unitsPerKey + literal.charCodeAt(1);
      const alike = byStart.get(start);
      if (alike) alike.push(literal);
      else byStart.set(start, [literal]);
    }
  }
  return (text) => {
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (firsts[unit & firstsMask] === 0) continue;
      if (singles.has(unit)) return true;
      const alike = index + 1 < text.length ? byStart.get(unit * unitsPerKey + text.charCodeAt(index + 1)) : undefined;
      if (alike) for (const literal of alike) if (text.startsWith(literal, index)) return true;
    }
    return false;
  };
}
