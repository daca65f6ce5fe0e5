import type { Category } from "../../../core/alert/category.ts";

/**
 * Actions that a defender wants to hear of, by their names run together in small letters ("deletetrail", "createpodsexec"), whichever product
 * writes them. `weight`: 0 an everyday action, 1 noteworthy, 2 sensitive, 3 hardly ever ordinary.
 */
export type SensitiveAction = {
  readonly says: string;
  readonly weight: 0 | 1 | 2 | 3;
  readonly category: Category;
  /** ATT&CK technique and tactic ids. */
  readonly technique: string;
  readonly tactic: string;
  readonly named: RegExp;
};

/** How actions of one category and tactic are written down: what one weighs, its technique, what is said of it, and the names that it goes by. */
export function actionsOf(category: Category, tactic: string) {
  return (weight: SensitiveAction["weight"], technique: string, says: string, named: RegExp): SensitiveAction => ({
    says,
    weight,
    category,
    technique,
    tactic,
    named,
  });
}
