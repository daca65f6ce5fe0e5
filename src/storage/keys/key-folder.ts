import { createHmac, randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { successionBytes } from "../../core/journal/succession.ts";
import { SocError } from "../../core/soc-error.ts";
import type { LogKey } from "../../ports/log-key.ts";
import type { KeySuccession } from "../../ports/publication.ts";
import { createDurably, makeFolderDurably, readIfThere, writeDurably } from "../durable-file.ts";
import { type KeptKey, logKeyOf, newKey } from "./ed25519.ts";
import type { WrappingKey } from "./postgres-vault.ts";

/** The keys of a data folder: what wraps the keys of payloads, and what signs checkpoints. */
export type KeyFolder = {
  readonly wrapping: WrappingKey;
  /** The beginning of the name of every log of this folder. */
  readonly name: string;
  /** A pseudonym for a tenant, which tells nothing without the wrapping key. */
  readonly pseudonymOf: (tenant: string) => string;
  /** The signing key of now under a name, and how it came to be; read anew each time, because another process may rotate it. */
  readonly logKeys: (name: string) => Promise<{ readonly current: LogKey; readonly successions: readonly KeySuccession[] }>;
  /** Replaces the signing key: the old one signs for the new one and is then forgotten. Gives the succession. */
  readonly rotate: () => Promise<KeySuccession>;
};

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);
const successionsMax = 10_000;
const WrappingFile = z.strictObject({ version: z.literal(1), id: z.string().regex(/^[0-9a-f]{16}$/), key: base64 });
const LogKeyFile = z.strictObject({
  version: z.literal(1),
  name: z.string().regex(/^[A-Za-z0-9./:_-]{1,100}$/),
  current: z.strictObject({ publicKey: base64, privateKey: base64 }),
  successions: z.array(z.strictObject({ from: base64, to: base64, signature: base64 })).max(successionsMax),
});
type LogKeyFile = z.infer<typeof LogKeyFile>;

const secretMode = 0o600;
const keyBytes = 32;

/**
 * Opens the keys in a folder; makes them, once and durable, where there are none and `isNew` says that nothing was sealed yet.
 * Refuses with `journal/keys-missing`.
 */
export async function openKeyFolder(folder: string, isNew: () => Promise<boolean>): Promise<KeyFolder> {
  const [wrappingPath, logKeyPath] = [join(folder, "wrapping-key.json"), join(folder, "log-key.json")];
  for (const path of [wrappingPath, logKeyPath]) {
    if (await readIfThere(path)) continue;
    if (!(await isNew())) throw keysMissing(path);
    await makeFolderDurably(folder, 0o700);
    await createDurably(path, Buffer.from(`${JSON.stringify(path === wrappingPath ? newWrapping() : newLogKey())}\n`), secretMode);
  }
  const { id, key } = await parsed(wrappingPath, WrappingFile);
  const wrapping = { id, key: Buffer.from(key, "base64") };
  if (wrapping.key.length !== keyBytes) throw keysDamaged(wrappingPath);
  const readLogKey = () => parsed(logKeyPath, LogKeyFile);
  return {
    wrapping,
    name: (await readLogKey()).name,
    pseudonymOf: (tenant) => `t-${createHmac("sha256", wrapping.key).update(`tenant ${tenant}`).digest("hex").slice(0, 16)}`,
    async logKeys(name) {
      const { current, successions } = await readLogKey();
      return { current: logKeyOf(name, current), successions };
    },
    async rotate() {
      const file = await readLogKey();
      const { next, succession } = succeeded(file.current);
      const rotated: LogKeyFile = { ...file, current: next, successions: [...file.successions, succession] };
      await writeDurably(logKeyPath, Buffer.from(`${JSON.stringify(rotated)}\n`), secretMode);
      return succession;
    },
  };
}

function newWrapping(): z.infer<typeof WrappingFile> {
  return { version: 1, id: randomBytes(8).toString("hex"), key: randomBytes(keyBytes).toString("base64") };
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

const keysMissing = (path: string) =>
  new SocError({
    code: "journal/keys-missing",
    problem: `the database holds sealed records, and their keys are not in "${path}"`,
    remedy: "restore the folder of keys from the backup of this database; with DATABASE_URL, name that folder in WATCHKEEPER_KEYS",
    retry: "never",
  });

const keysDamaged = (path: string) =>
  new SocError({
    code: "journal/keys-missing",
    problem: `the file of keys "${path}" cannot be read as one`,
    remedy: "restore it from the backup of this database, or start as the user who made it",
    retry: "never",
  });
