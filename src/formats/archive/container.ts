import { gunzip } from "./gzip.ts";
import type { Budget } from "./inflate.ts";
import type { ByteSource } from "./source.ts";
import { type ArchiveItem, isTarHeader, tarItems } from "./tar.ts";
import { zipItems } from "./zip.ts";

/** Kinds of container that are opened, judged by their first bytes. */
export type ContainerKind = "gzip" | "zip" | "tar";

/** Which container these first bytes begin, if any. */
export function containerKind(head: Uint8Array): ContainerKind | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return "gzip";
  // PK and a local header, or the end record of an empty archive.
  if (head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6))) return "zip";
  return isTarHeader(head) ? "tar" : undefined;
}

/**
 * Opens one layer of a container. A gzip file is one nameless item; items of tar and zip have the name that the archive gives them.
 * Each item's bytes must be read before the next is asked for. Within the limits of `limits.ts`: entries and bytes by `budget`,
 * ratio per stream. Throws `InputDamage` (also from an item's bytes) where the container stops making sense.
 */
export async function* openContainer(kind: ContainerKind, source: ByteSource, budget: Budget): AsyncGenerator<ArchiveItem> {
  switch (kind) {
    case "gzip":
      yield { name: "", bytes: gunzip(source, budget) };
      return;
    case "tar":
      yield* tarItems(source, budget);
      return;
    case "zip":
      yield* zipItems(source, budget);
  }
}
