import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

const entriesMax = 50_000;
const depthMax = 16;

/** What tells that files changed without reading them: names, sizes and times of all under these paths. A path that is not there is part of it too. */
export async function fingerprintOf(paths: readonly string[]): Promise<string> {
  const found: string[] = [];
  for (const path of paths) await look(path, 0, found);
  return found.join("\n");
}

async function look(path: string, depth: number, found: string[]): Promise<void> {
  if (found.length >= entriesMax || depth > depthMax) return;
  const kind = await stat(path).catch(() => undefined);
  if (!kind) found.push(`${path} -`);
  if (kind?.isFile()) found.push(`${path} ${kind.size} ${kind.mtimeMs} ${kind.ino}`);
  if (!kind?.isDirectory()) return;
  const names = await readdir(path).catch(() => []);
  for (const name of names.toSorted()) await look(join(path, name), depth + 1, found);
}
