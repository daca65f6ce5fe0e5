import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder and those above it that are not there, one by one. Where the disk answers "no such place" to the first of them the failure is thrown
 * as it comes: making all at once would ask the same again for ever in such a place.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let place = resolve(path); !(await isThere(place)) && place !== dirname(place); place = dirname(place)) missing.unshift(place);
  for (const place of missing) {
    await mkdir(place).catch((cause: NodeJS.ErrnoException) => {
      // Somebody else made it meanwhile; if it is no folder, the next step says so.
      if (cause.code !== "EEXIST") throw cause;
    });
  }
}

const isThere = (place: string) =>
  stat(place).then(
    () => true,
    () => false,
  );
