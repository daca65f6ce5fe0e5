import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Suite } from "./suite.ts";

/** The folders below the data that a suite cannot do without. */
export function foldersOf({ data, rules }: Pick<Suite, "data" | "rules">): readonly string[] {
  return [...new Set([...(data ?? []), ...rules])];
}

/** Those of a suite's folders that are not there, in the order in which it names them. */
export async function absentFolders(suite: Pick<Suite, "data" | "rules">, data: string): Promise<string[]> {
  const found = await Promise.all(foldersOf(suite).map(async (folder) => ({ folder, there: await isFolder(join(data, folder)) })));
  return found.filter(({ there }) => !there).map(({ folder }) => folder);
}

/** Whether there is a folder at a path. */
export async function isFolder(path: string): Promise<boolean> {
  const kind = await stat(path).catch(() => undefined);
  return kind?.isDirectory() === true;
}
