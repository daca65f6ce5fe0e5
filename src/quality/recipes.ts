import type { Recipe } from "./recipe.ts";
import { cloudRecipe } from "./recipes/cloud.ts";
import { triageRecipe } from "./recipes/triage.ts";

/** Every recipe of a shipped model, by name. */
export const recipes: readonly Recipe[] = [cloudRecipe, triageRecipe];
