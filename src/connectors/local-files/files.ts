import { constants, createReadStream } from "node:fs";
import { access, lstat, readdir, realpath, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { SocError } from "../../core/soc-error.ts";
import type { EvidenceInput, UnreadableInput } from "../../ports/evidence-input.ts";
import { notFound } from "./refusal.ts";

/** Files that one run may name; more belongs into an archive or several runs. */
export const filesMax = 100_000;
const depthMax = 64;
const readBytes = 1 << 20;

/** What was found under the paths that a person named. */
export type Found = { readonly inputs: readonly EvidenceInput[]; readonly unreadable: readonly UnreadableInput[] };

/**
 * Every file under the paths, folders walked in name order, links followed once and never out of a named folder.
 * What cannot be opened is named with what to do; a path that does not exist is refused (`input/not-found`), since nothing should run on a typing mistake.
 */
export async function findInputs(paths: readonly string[]): Promise<Found> {
  const inputs: EvidenceInput[] = [];
  const unreadable: UnreadableInput[] = [];
  for (const path of paths) {
    const kind = await stat(path).catch(() => undefined);
    if (!kind) throw notFound(path);
    await walk({ path, root: path, depth: 0, isFolder: kind.isDirectory() }, inputs, unreadable);
  }
  if (inputs.length > filesMax) throw tooMany(inputs.length);
  return { inputs, unreadable };
}

type Place = { readonly path: string; readonly root: string; readonly depth: number; readonly isFolder: boolean };

async function walk(place: Place, inputs: EvidenceInput[], unreadable: UnreadableInput[]): Promise<void> {
  if (inputs.length > filesMax) return;
  if (!place.isFolder) return addFile(place.path, inputs, unreadable);
  const names = await readdir(place.path).catch(() => undefined);
  if (!names) {
    unreadable.push({
      path: place.path,
      problem: "the folder cannot be listed",
      remedy: `run as a user who may read it, or change its permissions`,
    });
    return;
  }
  if (place.depth >= depthMax) {
    unreadable.push({ path: place.path, problem: `folders nested deeper than ${depthMax}`, remedy: "name the inner folder itself" });
    return;
  }
  for (const name of names.toSorted()) {
    const path = join(place.path, name);
    const entry = await lstat(path).catch(() => undefined);
    const target = entry?.isSymbolicLink() ? await insideTarget(path, place.root) : entry;
    if (!target) {
      unreadable.push({
        path,
        problem: "the link leads nowhere or out of the folder that was named",
        remedy: "name its target as an input",
      });
    } else if (target.isDirectory() && entry?.isSymbolicLink()) {
      unreadable.push({ path, problem: "a link to a folder is not followed", remedy: "name its target as an input" });
    } else if (target.isDirectory() || target.isFile()) {
      await walk({ path, root: place.root, depth: place.depth + 1, isFolder: target.isDirectory() }, inputs, unreadable);
    } else {
      unreadable.push({ path, problem: "it is neither a file nor a folder", remedy: "copy what it gives into a file" });
    }
  }
}

async function insideTarget(path: string, root: string) {
  const [target, base] = await Promise.all([realpath(path).catch(() => undefined), realpath(root)]);
  if (!target || relative(base, target).startsWith("..")) return undefined;
  return stat(target).catch(() => undefined);
}

async function addFile(path: string, inputs: EvidenceInput[], unreadable: UnreadableInput[]): Promise<void> {
  const readable = await access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
  const { mtimeMs, size } = await stat(path);
  if (readable)
    inputs.push({
      path,
      modifiedMs: Math.trunc(mtimeMs),
      sizeBytes: size,
      open: () => createReadStream(path, { highWaterMark: readBytes }),
    });
  else unreadable.push({ path, problem: "the file cannot be read", remedy: "run as a user who may read it, or change its permissions" });
}

const tooMany = (count: number) =>
  new SocError({
    code: "input/too-many",
    problem: `more than ${filesMax} files were named (${count} so far)`,
    remedy: "name a smaller folder, or pack the files into archives",
    retry: "never",
  });
