import type { Recipe } from "./recipe.ts";
import { actorsRecipe } from "./recipes/actors.ts";
import { cloudRecipe } from "./recipes/cloud.ts";
import { mailRecipe } from "./recipes/mail.ts";
import { techniquesRecipe } from "./recipes/techniques.ts";
import { triageRecipe } from "./recipes/triage.ts";

/** Every recipe of a shipped model, by name. */
export const recipes: readonly Recipe[] = [actorsRecipe, cloudRecipe, mailRecipe, techniquesRecipe, triageRecipe];
