/** How rare a thing is among cases, in four words: no other case holds it, few do, many do, or such things are not counted. */
export const rarityGrades = ["alone", "few", "many", "uncounted"] as const;
/** One of the four. */
export type RarityGrade = (typeof rarityGrades)[number];
const fewFrom = 0.5;

/** The word for a rarity; null where it is not counted. */
export const gradeOfRarity = (rarity: number | null): RarityGrade =>
  rarity === null ? "uncounted" : rarity >= 1 ? "alone" : rarity >= fewFrom ? "few" : "many";
