import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, lstat, mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolderDurably, writeDurably } from "../durable-file.ts";
import { filesMax, Manifest, manifestFile } from "./manifest.ts";
import { damaged } from "./refusals.ts";

const depthMax = 16;
const manifestBytesMax = 512 * 1_048_576;
/** What a write that a crash cut off leaves beside the file. */
const isDraft = (name: string) => name.startsWith(".");

/** Copies the files under a folder into the backup, those that are named first: what others refer to is copied after what refers to it. */
export async function copyIn(
  from: string,
  folder: string,
  prefix: string,
  isFirst: (path: string) => boolean = () => false,
): Promise<Manifest["files"]> {
  const paths = await pathsUnder(from, "", 0);
  const ordered = [...paths.filter(isFirst), ...paths.filter((path) => !isFirst(path))];
  const files: Manifest["files"] = [];
  for (const path of ordered) {
    const bytes = await readFile(join(from, path)).catch((cause: NodeJS.ErrnoException) => {
      // A part of a tile goes when the whole one comes, which is copied too.
      if (cause.code === "ENOENT") return undefined;
      throw cause;
    });
    if (!bytes) continue;
    const file = `${prefix}/${path}`;
    await makeFolderDurably(dirname(join(folder, file)), 0o700);
    await writeDurably(join(folder, file), bytes, 0o600);
    files.push({ path: file, digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`, bytes: bytes.length });
  }
  return files;
}

/** The files under a folder, in order of their names; none where there is no folder. Links and whatever is no file are left out. */
async function pathsUnder(folder: string, inside: string, depth: number): Promise<string[]> {
  if (depth > depthMax) return [];
  const entries = await readdir(join(folder, inside), { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [];
    throw cause;
  });
  const paths: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory()) paths.push(...(await pathsUnder(folder, path, depth + 1)));
    else if (entry.isFile() && !isDraft(entry.name)) paths.push(path);
  }
  return paths.slice(0, filesMax);
}

/** Writes the manifest, durable: from then on the folder is a backup. Gives the digest of its bytes. */
export async function sealBackup(folder: string, manifest: Manifest): Promise<string> {
  const bytes = Buffer.from(`${JSON.stringify(Manifest.parse(manifest), undefined, 1)}\n`);
  await writeDurably(join(folder, manifestFile), bytes, 0o600);
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Reads the manifest and every file against its digest. Refuses (`backup/damaged`) what is missing, changed or not listed as it should be. */
export async function openBackup(folder: string): Promise<{ readonly manifest: Manifest; readonly digest: string }> {
  const place = join(folder, manifestFile);
  const kind = await lstat(place).catch((cause: unknown) => {
    throw damaged(`"${folder}" has no ${manifestFile}: it is no backup, or one that was not finished`, cause);
  });
  if (kind.size > manifestBytesMax) throw damaged(`its ${manifestFile} is larger than any`);
  const bytes = await readFile(place);
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw damaged(`its ${manifestFile} is no JSON`, cause);
  }
  const read = Manifest.safeParse(content);
  if (!read.success) throw damaged(`its ${manifestFile} is not as expected at "${read.error.issues[0]?.path.join(".").slice(0, 200)}"`);
  const manifest = read.data;
  const listed = new Set(manifest.files.map(({ path }) => path));
  const unlisted = manifest.tables.find(({ file }) => !listed.has(file));
  if (unlisted) throw damaged(`it has no digest of ${unlisted.file}`);
  for (const { path, digest } of manifest.files) {
    const found = await digestOf(join(folder, path)).catch((cause: unknown) => {
      throw damaged(`${path} is missing or cannot be read`, cause);
    });
    if (found !== digest) throw damaged(`${path} was changed since it was written`);
  }
  return { manifest, digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}` };
}

async function digestOf(place: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(place) as AsyncIterable<Buffer>) hash.update(piece);
  return `sha256:${hash.digest("hex")}`;
}

/** Copies files of a backup to where they belong; `mode` is that of the new files. */
export async function copyOut(folder: string, manifest: Manifest, prefix: string, to: string): Promise<number> {
  const files = manifest.files.filter(({ path }) => path.startsWith(`${prefix}/`));
  for (const { path } of files) {
    const place = join(to, path.slice(prefix.length + 1));
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await copyFile(join(folder, path), place);
  }
  return files.length;
}
