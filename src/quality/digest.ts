import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";

/** The most files of one folder, and source files of one recipe, that a digest covers; more is refused with an error. */
const filesMax = 200_000;
const modulesMax = 5_000;

/** The digest of a text or of bytes: `sha256:` and 64 lower-case hex digits. */
export function digestOfText(text: string | Uint8Array): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** One digest over the names and bytes of all files below a folder, whatever the order in which the disk lists them; and how many there are. */
export async function digestOfFolder(folder: string): Promise<{ readonly files: number; readonly digest: string }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  if (paths.length > filesMax) throw new Error(`more than ${filesMax} files below ${folder}`);
  const hash = createHash("sha256");
  for (const path of paths.toSorted()) hash.update(JSON.stringify([path, await digestOfFile(join(folder, path))]));
  return { files: paths.length, digest: `sha256:${hash.digest("hex")}` };
}

async function digestOfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return `sha256:${hash.digest("hex")}`;
}

const imported = /(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;

/**
 * One digest over a source file and every file of ours that it imports, directly or through others: the recipe, its features and the learning code,
 * without anybody keeping a list. Names are taken relative to `home`.
 */
export function digestOfCode(entry: string, home: string): { readonly files: number; readonly digest: string } {
  const found = new Map<string, string>();
  const open = [resolve(entry)];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    if (found.size >= modulesMax) throw new Error(`more than ${modulesMax} source files`);
    const text = readFileSync(path, "utf8");
    found.set(path, text);
    for (const [, name] of text.matchAll(imported)) {
      const next = resolve(dirname(path), name ?? "");
      if (existsSync(next)) open.push(next);
    }
  }
  const parts = [...found].map(([path, text]) => [relative(home, path), digestOfText(text)] as const);
  const sorted = parts.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { files: sorted.length, digest: digestOfText(JSON.stringify(sorted)) };
}
