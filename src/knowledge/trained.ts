import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The text of a shipped model, `trained/<name>/model.json` below the product's home. What the numbers mean is the business of `learning`.
 * A missing file is a broken installation, so the file system's own error passes.
 */
export function readTrained(home: string, name: string): string {
  return readFileSync(join(home, "trained", name, "model.json"), "utf8");
}
