import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The folder of development data: `WATCHKEEPER_DATA`, or `../shared/data` beside the repository. Undefined when it is not there,
 * which a test says in one line; on the build machine (`CI`) that is a failure, because nothing may be skipped in silence.
 */
export function sharedData(): string | undefined {
  const folder = process.env.WATCHKEEPER_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
  if (existsSync(folder)) return folder;
  if (process.env.CI) throw new Error(`the shared data is missing: ${folder}`);
  return undefined;
}
