import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** A file of the repository with its text; binary files are left out. */
export type TreeFile = { readonly path: string; readonly text: string };
export type Finding = { readonly path: string; readonly line: number; readonly says: string };
export type Check = (tree: readonly TreeFile[]) => readonly Finding[];

const bytesMax = 4 * 1_048_576;

/** Every text file that git knows or would know, in path order. */
export function readTree(home: string): TreeFile[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: home,
    encoding: "utf8",
    maxBuffer: 64 * 1_048_576,
  });
  return [...new Set(listed.split("\n"))]
    .filter(Boolean)
    .toSorted()
    .flatMap((path) => {
      const place = join(home, path);
      if (!existsSync(place) || statSync(place).size > bytesMax) return [];
      const text = readFileSync(place, "utf8");
      return text.includes("\0") ? [] : [{ path, text }];
    });
}

/** Whether a file is hand-written source of the product, and not a test. */
export function isSource({ path }: TreeFile): boolean {
  return /^(src|tools|bench|scenarios|simulation|web)\/.*\.tsx?$/.test(path) && !/(\.test|-contract)\.tsx?$/.test(path);
}

/** The line of an offset, counted from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
