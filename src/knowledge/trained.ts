import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SocError } from "../core/soc-error.ts";

/** So many digits of a model's digest name it. */
const digestLength = 12;

/**
 * The text of a shipped model, `trained/<name>/model.json` below the product's home. What the numbers mean is the business of `learning`.
 * Refuses (`model/missing`) when it is not there: the installation is broken, and judging without it would be judging worse in silence.
 */
export function readTrained(home: string, name: string): string {
  const path = join(home, "trained", name, "model.json");
  if (!existsSync(path)) throw missing(name);
  return readFileSync(path, "utf8");
}

/** The first digits of a model's digest: with other weights it is another model, and a run that was begun with the one is not resumed with the other. */
export function modelDigest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digestLength);
}

const missing = (name: string) =>
  new SocError({
    code: "model/missing",
    problem: `the model "${name}" that ships with the product is not there`,
    remedy: `install the product again, or train it: watchkeeper train ${name} --data DIR`,
    retry: "never",
  });
