import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { SocError } from "../../core/soc-error.ts";
import { notFound } from "./refusal.ts";

/** Content files (rules, playbooks, inventories) that one folder may hold, and the size of each. */
export const textFilesMax = 50_000;
const textBytesMax = 64 * 1_048_576;
const depthMax = 32;
/** Files that are read at the same time. */
const readersMax = 64;

/** One text file: `path` as found. */
export type TextFile = { readonly path: string; readonly text: string };

/** Reads every text file under a folder (or the one file named) whose name ends as asked, in name order. Refuses (`input/not-found`) what is not there. */
export async function readTexts(path: string, endings: readonly string[]): Promise<TextFile[]> {
  const kind = await stat(path).catch(() => undefined);
  if (!kind) throw notFound(path);
  const paths: string[] = [];
  if (kind.isDirectory()) await collect(path, endings, 0, paths);
  else paths.push(path);
  const texts: TextFile[] = [];
  for (let start = 0; start < paths.length; start += readersMax) {
    texts.push(...(await Promise.all(paths.slice(start, start + readersMax).map(readOne))));
  }
  return texts;
}

async function collect(folder: string, endings: readonly string[], depth: number, paths: string[]): Promise<void> {
  if (depth > depthMax) return;
  for (const entry of (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await collect(path, endings, depth + 1, paths);
    else if (entry.isFile() && endings.some((ending) => entry.name.endsWith(ending))) paths.push(path);
    if (paths.length > textFilesMax) throw tooMany(folder);
  }
}

async function readOne(path: string): Promise<TextFile> {
  const { size } = await stat(path);
  if (size > textBytesMax) throw tooLarge(path);
  return { path, text: await readFile(path, "utf8") };
}

const tooMany = (folder: string) =>
  new SocError({
    code: "input/too-many",
    problem: `"${folder}" holds more than ${textFilesMax} files`,
    remedy: "name a smaller folder",
    retry: "never",
  });

const tooLarge = (path: string) =>
  new SocError({
    code: "input/too-large",
    problem: `"${path}" is larger than ${textBytesMax / 1_048_576} MiB`,
    remedy: "split the file",
    retry: "never",
  });
