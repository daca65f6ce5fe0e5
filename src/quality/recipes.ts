import type { Recipe } from "./recipe.ts";

/** Every recipe of a shipped model, by name. */
export const recipes: readonly Recipe[] = [];
