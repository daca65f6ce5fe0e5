/**
 * Case folding by UTF-16 code unit: simple lower case of simple upper case, where each is one unit. It never changes a text's length,
 * so a place in the folded text is a place in the text, and the automaton and a plain comparison agree on every character
 * (JavaScript's own `toLowerCase` depends on neighbours for the final sigma). Letters beyond the basic plane keep their case.
 */
const folds = buildFolds();

const chunkUnitsMax = 8_192;
const beyondAscii = /[\u0080-\uffff]/;

/** The folded form of one UTF-16 code unit. */
export function foldUnit(unit: number): number {
  return folds[unit]!;
}

/** The folded form of a text, of the same length. */
export function fold(text: string): string {
  if (!beyondAscii.test(text)) return text.toLowerCase();
  let folded = "";
  for (let from = 0; from < text.length; from += chunkUnitsMax) {
    const units = new Uint16Array(Math.min(chunkUnitsMax, text.length - from));
    for (let index = 0; index < units.length; index++) units[index] = folds[text.charCodeAt(from + index)]!;
    folded += String.fromCharCode(...units);
  }
  return folded;
}

function buildFolds(): Uint16Array {
  const table = new Uint16Array(65_536);
  for (let unit = 0; unit < table.length; unit++) {
    const text = String.fromCharCode(unit);
    const upper = text.toUpperCase();
    const lower = (upper.length === 1 ? upper : text).toLowerCase();
    table[unit] = lower.length === 1 ? lower.charCodeAt(0) : unit;
  }
  return table;
}
