import { recallAtFalsePositiveRate } from "../../learning/metrics.ts";
import { groupedFolds } from "../../learning/split.ts";
import { wordsOf } from "../../learning/text-features.ts";
import type { ReadMail } from "../data/mail.ts";

const folds = 5;
const bodyMax = 20_000;

/** The trivial method: naive Bayes (multinomial, add-one) over the words of the body alone, cross-validated with groups kept together; and its recall at 1 % false alarms. */
export function bodyWordsBaseline(mails: readonly ReadMail[], seed: number): { readonly recall: number } {
  const foldOf = groupedFolds(
    mails.map(({ group }) => group),
    folds,
    seed,
  );
  // Whoever published the mails wrote other addresses into them, and those alone would tell the classes apart.
  const words = mails.map(({ fields }) =>
    wordsOf(
      String(fields.text ?? "")
        .slice(0, bodyMax)
        .replace(/\S{1,200}@\S{1,200}/g, " "),
    ),
  );
  const scores = new Array<number>(mails.length).fill(0);
  for (let fold = 0; fold < folds; fold++) {
    const counts = [new Map<string, number>(), new Map<string, number>()] as const;
    const totals = [0, 0];
    const seen = new Set<string>();
    for (const [index, mail] of mails.entries()) {
      if (foldOf[index] === fold) continue;
      const side = mail.isPhishing ? 1 : 0;
      for (const word of words[index]!) {
        counts[side].set(word, (counts[side].get(word) ?? 0) + 1);
        totals[side] = totals[side]! + 1;
        seen.add(word);
      }
    }
    const logOf = (word: string, side: 0 | 1) => Math.log(((counts[side].get(word) ?? 0) + 1) / (totals[side]! + seen.size));
    for (const index of mails.keys()) {
      if (foldOf[index] !== fold) continue;
      const known = words[index]!.filter((word) => seen.has(word));
      scores[index] = known.reduce((sum, word) => sum + logOf(word, 1) - logOf(word, 0), 0);
    }
  }
  return {
    recall: recallAtFalsePositiveRate(
      scores,
      mails.map(({ isPhishing }) => (isPhishing ? 1 : 0)),
      0.01,
    ),
  };
}
