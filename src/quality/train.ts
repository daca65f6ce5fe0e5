import { existsSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { modelCard } from "./card.ts";
import { digestOfCode, digestOfFolder, digestOfText } from "./digest.ts";
import { trainingLicence } from "./licence.ts";
import type { Recipe, TrainBench } from "./recipe.ts";

/** The two files of a shipped model, as they go into `trained/<name>/`. */
export type TrainedFiles = { readonly model: string; readonly card: string };

/** What training one recipe needs of the world. `view` is an empty folder for this run alone. */
export type TrainRun = {
  readonly data: string;
  readonly view: string;
  /** The folder that holds `src/`, for the digest of the code. */
  readonly home: string;
  readonly version: string;
  readonly bench: Omit<TrainBench, "data">;
};

/**
 * Trains one recipe and writes its card. The recipe is shown the folders that it declares and no other, and each must be one that may train
 * (refuses with `train/folder-not-allowed`). Same data, code and seed: same bytes.
 */
export async function trainRecipe(recipe: Recipe, { data, view, home, version, bench }: TrainRun): Promise<TrainedFiles> {
  for (const folder of recipe.data) trainingLicence(folder);
  for (const folder of recipe.data) await symlink(resolve(data, folder), join(view, folder));
  const digests = [];
  for (const folder of recipe.data.toSorted()) digests.push({ folder, ...(await digestOfFolder(resolve(data, folder))) });
  const trained = await recipe.train({ ...bench, data: view });
  const facts = {
    version,
    data: digests,
    code: digestOfCode(recipeFile(recipe.name, home), home),
    weights: { bytes: Buffer.byteLength(trained.model), digest: digestOfText(trained.model) },
  };
  return { model: trained.model, card: modelCard(recipe, trained, facts) };
}

/** A recipe's own source: TypeScript in a checkout, JavaScript in the published package. */
function recipeFile(name: string, home: string): string {
  const stem = join(home, "src", "quality", "recipes", name);
  return existsSync(`${stem}.ts`) ? `${stem}.ts` : `${stem}.js`;
}
