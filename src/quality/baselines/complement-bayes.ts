import { hashedGrams } from "../../learning/text-features.ts";

const bits = 18;

/**
 * Complement naive Bayes over word counts (Rennie et al. 2003): a class is judged by how little the words of all other classes fit. The trivial
 * method that a text suite is compared with; smoothing 1, as everywhere.
 */
export function complementBayes(texts: readonly string[], labels: readonly string[]): (text: string) => string {
  const classes = [...new Set(labels)].sort();
  const numberOf = new Map(classes.map((name, at) => [name, at]));
  const known = new Map<number, Float64Array>();
  const perClass = new Float64Array(classes.length);
  for (const [row, text] of texts.entries()) {
    const at = numberOf.get(labels[row]!)!;
    for (const [word, count] of hashedGrams(text, { bits, words: [1, 1] })) {
      const counts = known.get(word) ?? new Float64Array(classes.length);
      known.set(word, counts);
      counts[at] = counts[at]! + count;
      perClass[at] = perClass[at]! + count;
    }
  }
  const all = perClass.reduce((sum, count) => sum + count, 0);
  const spread = perClass.map((count) => Math.log(all - count + known.size));
  return (text) => {
    const scores = new Float64Array(classes.length);
    for (const [word, count] of hashedGrams(text, { bits, words: [1, 1] })) {
      const counts = known.get(word);
      if (!counts) continue;
      const total = counts.reduce((sum, each) => sum + each, 0);
      for (let at = 0; at < scores.length; at++) scores[at] = scores[at]! - count * (Math.log(total - counts[at]! + 1) - spread[at]!);
    }
    return classes[scores.indexOf(Math.max(...scores))]!;
  };
}
