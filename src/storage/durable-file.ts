import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Writes a file whole or not at all, and durable when this returns: beside it first, synced, then renamed over it. */
export async function writeDurably(path: string, bytes: Uint8Array, mode = 0o644): Promise<void> {
  const draft = await writeDraft(path, bytes, mode);
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/** The same for a file that must not be there yet: false, and nothing changed, when it is. */
export async function createDurably(path: string, bytes: Uint8Array, mode = 0o644): Promise<boolean> {
  const draft = await writeDraft(path, bytes, mode);
  try {
    await link(draft, path);
    await syncFolder(dirname(path));
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Writes a draft beside the path, synced. A draft that a crash leaves is not in anybody's way. */
async function writeDraft(path: string, bytes: Uint8Array, mode: number): Promise<string> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(6).toString("hex")}`);
  const file = await open(draft, "wx", mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

/** Makes what was renamed into a folder, or made in it, outlive a power loss. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const file = await open(folder, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a folder and those above it that are missing, each durable in the one above. */
export async function makeFolderDurably(folder: string, mode = 0o755): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode });
  if (first === undefined) return;
  for (let made = folder; made !== dirname(first) && made !== dirname(made); made = dirname(made)) await syncFolder(dirname(made));
}

/** The bytes of a file; undefined when it is not there. */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (["ENOENT", "ENOTDIR"].includes((cause as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw cause;
  }
}

/**
 * Replaces a file as `writeDurably` does, and overwrites the bytes that it held before they are given back to the disk. A crash leaves the new file or
 * the old one whole; what it leaves beside it is overwritten the next time. No promise on disks that write elsewhere (flash, snapshots).
 */
export async function replaceAndShred(path: string, bytes: Uint8Array, mode = 0o644): Promise<void> {
  const old = `${path}.old`;
  await shred(old);
  await link(path, old);
  await writeDurably(path, bytes, mode);
  await shred(old);
}

async function shred(path: string): Promise<void> {
  const held = await readIfThere(path);
  if (!held) return;
  const file = await open(path, "r+");
  try {
    await file.write(randomBytes(held.length), 0, held.length, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await rm(path);
  await syncFolder(dirname(path));
}
