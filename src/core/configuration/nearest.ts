const lengthMax = 64;
/** Farther than this share of the longer word is no slip of the hand. */
const shareMax = 0.4;

/** The known word that a written one was most likely meant to be; undefined where none is close. Equal distance: the first by name. */
export function nearestWord(written: string, known: readonly string[]): string | undefined {
  const given = written.toLowerCase().replaceAll("_", "-").slice(0, lengthMax);
  const ranked = known
    .map((word) => ({ word, steps: stepsBetween(given, word.toLowerCase()), length: Math.max(given.length, word.length) }))
    .filter(({ steps, length }) => steps <= Math.max(1, Math.floor(length * shareMax)))
    .toSorted((a, b) => a.steps - b.steps || (a.word < b.word ? -1 : 1));
  return ranked[0]?.word;
}

/** How many letters to add, drop, exchange or swap with their neighbour (optimal string alignment). */
export function stepsBetween(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= one.length; row++) {
    const line = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      let least = Math.min(rows[row - 1]![column]! + 1, line[column - 1]! + 1, rows[row - 1]![column - 1]! + (isSame ? 0 : 1));
      const isSwapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isSwapped) least = Math.min(least, rows[row - 2]![column - 2]! + 1);
      line.push(least);
    }
    rows.push(line);
  }
  return rows[one.length]![other.length]!;
}
