import { stringify } from "yaml";
import type { z } from "zod";
import type { Inventory } from "../../src/core/asset/asset.ts";
import type { Played, ScenarioFile } from "../../src/redteam/records/recording.ts";
import { type PartStory, type Truth, truthOf } from "./truth.ts";

/** The inventory as a scenario writes it: what is left out gets the product's defaults. */
export type InventoryFile = z.input<typeof Inventory>;

/** A scenario as files, with its truth at hand. */
export type Scenario = { readonly files: readonly ScenarioFile[]; readonly truth: Truth };

/** Puts a scenario together: the records below `evidence/`, what is known beside them, and the truth. `endMs` becomes every file's modification time. */
export function assemble(told: {
  name: string;
  seed: number;
  played: Played;
  stories: readonly PartStory[];
  endMs: number;
  inventory: InventoryFile;
  beside?: Readonly<Record<string, string>>;
}): Scenario {
  const { name, seed, played, stories, endMs, inventory, beside = {} } = told;
  const truth = truthOf({ name, seed, stories, played });
  const texts = { ...beside, "inventory.yaml": stringify(inventory, { lineWidth: 0 }), "truth.yaml": stringify(truth, { lineWidth: 0 }) };
  const files = [
    ...played.files.map((file) => ({ ...file, path: `evidence/${file.path}`, modifiedMs: endMs })),
    ...Object.entries(texts).map(([path, text]) => ({ path, bytes: Buffer.from(text), modifiedMs: endMs })),
  ];
  return { files, truth };
}
