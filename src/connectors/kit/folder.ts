import { constants, type Stats } from "node:fs";
import { type FileHandle, open, readdir, readlink, realpath } from "node:fs/promises";
import { isAbsolute, join, sep } from "node:path";
import { SocError } from "../../core/soc-error.ts";
import { quoted } from "./quoted.ts";
import type { ReadAt } from "./read-at.ts";

/** The most names that one look at a folder takes in, and how deep a pattern may lead. */
const namesMax = 20_000;
export const patternDepthMax = 8;

/** A file below a folder, as it was when it was looked at. `path` is relative; `place` is the file itself, whatever it is called. */
export type FoundFile = {
  readonly path: string;
  readonly place: string;
  readonly bornMs: number;
  readonly size: number;
  readonly modifiedMs: number;
};

/** A folder out of which nothing is opened: no name climbs, and no link is followed below it. */
export type Folder = {
  /** Files whose paths fit one of the patterns (`*` and `?` within a name, `/` between them), oldest first. Links and what is no file are left out. */
  readonly list: (patterns: readonly string[]) => Promise<readonly FoundFile[]>;
  /** Opens one for reading; undefined when another file, or none, is there by now. Whoever opens it closes it. */
  readonly open: (found: FoundFile) => Promise<FileHandle | undefined>;
  /** The absolute path of a name right in the folder. */
  readonly pathOf: (path: string) => string;
};

/** A folder by its absolute path, which itself may be a link. Refuses (`connector/not-readable`) one that is not there or may not be read. */
export async function openFolder(name: string, path: string): Promise<Folder> {
  if (!isAbsolute(path)) throw notReadable(name, path, "its path does not begin at the root");
  const root = await realpath(path).catch(() => undefined);
  if (root === undefined) throw notReadable(name, path, "it is not there, or this user may not enter it");
  const openFound = async (relative: string): Promise<{ handle: FileHandle; stats: Stats } | undefined> => {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const handle = await open(join(root, relative), flags).catch(() => undefined);
    if (!handle) return undefined;
    const stats = await handle.stat();
    if (stats.isFile() && (await isBelow(root, handle, relative))) return { handle, stats };
    await handle.close();
    return undefined;
  };
  return {
    pathOf: (relative) => join(root, relative),
    async list(patterns) {
      const paths = new Set<string>();
      for (const pattern of patterns) for (const each of await pathsOf(name, root, pattern.split("/"))) paths.add(each);
      const found: FoundFile[] = [];
      for (const each of paths) {
        const opened = await openFound(each);
        if (!opened) continue;
        found.push(foundOf(each, opened.stats));
        await opened.handle.close();
      }
      return found.toSorted((a, b) => a.modifiedMs - b.modifiedMs || (a.path < b.path ? -1 : 1));
    },
    async open(found) {
      const opened = await openFound(found.path);
      if (opened && foundOf(found.path, opened.stats).place === found.place) return opened.handle;
      await opened?.handle.close();
      return undefined;
    },
  };
}

/** Reads an open file by place. */
export function readAtOf(handle: FileHandle): ReadAt {
  return async (from, length) => {
    const bytes = Buffer.allocUnsafe(length);
    const { bytesRead } = await handle.read(bytes, 0, length, from);
    return bytes.subarray(0, bytesRead);
  };
}

const foundOf = (path: string, { dev, ino, size, mtimeMs, birthtimeMs }: Stats): FoundFile => ({
  path,
  place: `${dev.toString(36)}.${ino.toString(36)}`,
  bornMs: Math.trunc(birthtimeMs),
  size,
  modifiedMs: Math.trunc(mtimeMs),
});

/** Whether an open file is below the root. A folder on the way may have been exchanged for a link between the look and the opening. */
async function isBelow(root: string, handle: FileHandle, relative: string): Promise<boolean> {
  const real = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => realpath(join(root, relative)).catch(() => ""));
  return real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

async function pathsOf(name: string, root: string, pattern: readonly string[]): Promise<readonly string[]> {
  let folders = [""];
  for (const [depth, segment] of pattern.entries()) {
    const isLast = depth === pattern.length - 1;
    const next: string[] = [];
    for (const folder of folders) {
      const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => undefined);
      if (!entries && folder === "") throw notReadable(name, root, "this user may not list it");
      for (const entry of entries ?? []) {
        if (!(isLast ? entry.isFile() : entry.isDirectory()) || !fits(segment, entry.name)) continue;
        next.push(join(folder, entry.name));
        if (next.length > namesMax) throw notReadable(name, root, `more than ${namesMax} files fit "${pattern.join("/")}"`);
      }
    }
    folders = next;
  }
  return folders;
}

/** Whether a name fits a pattern of `*` and `?`, in time that grows with their product at most. A leading dot is hidden from what begins with a wildcard. */
export function fits(pattern: string, name: string): boolean {
  if (name.startsWith(".") && !pattern.startsWith(".")) return false;
  let at = 0;
  let from = 0;
  let star = -1;
  let retry = 0;
  while (from < name.length) {
    if (at < pattern.length && pattern[at] === "*") {
      star = at++;
      retry = from;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === name[from])) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++retry;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

/** Whether a text is a pattern that stays below its folder. */
export function isPattern(text: string): boolean {
  const segments = text.split("/");
  return (
    segments.length <= patternDepthMax &&
    segments.every((each) => each !== "" && each !== "." && each !== ".." && !each.includes("\0") && each.length <= 255)
  );
}

const notReadable = (name: string, path: string, why: string) =>
  new SocError({
    code: "connector/not-readable",
    problem: `the folder ${quoted(path)} of ${quoted(name)} cannot be read: ${why}`,
    remedy: "correct the folder in the settings, or give the user that runs watchkeeper the right to read it and list it",
    retry: { afterMs: 30_000 },
  });
