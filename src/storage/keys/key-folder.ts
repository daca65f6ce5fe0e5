import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { successionBytes } from "../../core/journal/succession.ts";
import type { LogKey } from "../../ports/log-key.ts";
import type { KeySuccession } from "../../ports/publication.ts";
import { createDurably, makeFolderDurably, readIfThere, replaceAndShred } from "../durable-file.ts";
import { type KeptKey, logKeyOf, newKey } from "./ed25519.ts";
import { keysDamaged, keysMissing } from "./refusals.ts";
import { newWrappingFile, openWrappingKeys, type WrappingKeys } from "./wrapping-keys.ts";

/** The keys of a data folder: what wraps the keys of payloads, and what signs checkpoints. */
export type KeyFolder = {
  readonly wrapping: WrappingKeys;
  /** The beginning of the name of every log of this folder. */
  readonly name: string;
  /** The signing key of now under a name, and how it came to be; read anew each time, because another process may rotate it. */
  readonly logKeys: (name: string) => Promise<{ readonly current: LogKey; readonly successions: readonly KeySuccession[] }>;
  /** Replaces the signing key: the old one signs for the new one and is then destroyed. Gives the succession. */
  readonly rotate: () => Promise<KeySuccession>;
};

/** What stands in the database that the keys are for: whether nothing was sealed yet, and whether anything was recorded before there were keys. */
export type Found = { readonly isNew: () => Promise<boolean>; readonly holdsPlain: () => Promise<boolean> };

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);
const successionsMax = 10_000;
const LogKeyFile = z.strictObject({
  version: z.literal(1),
  name: z.string().regex(/^[A-Za-z0-9./:_-]{1,100}$/),
  current: z.strictObject({ publicKey: base64, privateKey: base64 }),
  successions: z.array(z.strictObject({ from: base64, to: base64, signature: base64 })).max(successionsMax),
});
type LogKeyFile = z.infer<typeof LogKeyFile>;

const secretMode = 0o600;

/**
 * Opens the keys in a folder: one that signs, and one for each tenant that wraps (`wrappingName` is the file's). Makes them, once and durable, where there
 * are none and nothing was sealed yet. Refuses with `journal/keys-missing`.
 */
export async function openKeyFolder(folder: string, found: Found, wrappingName = "wrapping-key.json"): Promise<KeyFolder> {
  const [wrappingPath, logKeyPath] = [join(folder, wrappingName), join(folder, "log-key.json")];
  for (const path of [wrappingPath, logKeyPath]) {
    if (await readIfThere(path)) continue;
    if (!(await found.isNew())) throw keysMissing(path);
    await makeFolderDurably(folder, 0o700);
    const made = path === wrappingPath ? newWrappingFile(await found.holdsPlain()) : Buffer.from(`${JSON.stringify(newLogKey())}\n`);
    await createDurably(path, made, secretMode);
  }
  const readLogKey = () => parsed(logKeyPath, LogKeyFile);
  return {
    wrapping: await openWrappingKeys(wrappingPath),
    name: (await readLogKey()).name,
    async logKeys(name) {
      const { current, successions } = await readLogKey();
      return { current: logKeyOf(name, current), successions };
    },
    async rotate() {
      const file = await readLogKey();
      const { next, succession } = succeeded(file.current);
      const rotated: LogKeyFile = { ...file, current: next, successions: [...file.successions, succession] };
      await replaceAndShred(logKeyPath, Buffer.from(`${JSON.stringify(rotated)}\n`), secretMode);
      return succession;
    },
  };
}

function newLogKey(): LogKeyFile {
  return { version: 1, name: `watchkeeper/${randomBytes(6).toString("hex")}`, current: newKey(), successions: [] };
}

function succeeded(current: KeptKey): { readonly next: KeptKey; readonly succession: KeySuccession } {
  const next = newKey();
  const { publicKey: from } = current;
  const signature = Buffer.from(logKeyOf("succession", current).sign(successionBytes(from, next.publicKey))).toString("base64");
  return { next, succession: { from, to: next.publicKey, signature } };
}

async function parsed<Shape>(path: string, shape: z.ZodType<Shape>): Promise<Shape> {
  const bytes = await readIfThere(path);
  if (!bytes) throw keysMissing(path);
  try {
    return shape.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch {
    // The parser's message could quote the key.
    throw keysDamaged(path);
  }
}
