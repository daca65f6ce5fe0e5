import { createHmac, randomBytes } from "node:crypto";
import { z } from "zod";
import { readIfThere, replaceAndShred } from "../durable-file.ts";
import { keysDamaged, keysMissing } from "./refusals.ts";

/** A key that wraps keys. `id` tells it from another one; it is no secret. */
export type WrappingKey = { readonly id: string; readonly key: Uint8Array };

/** The wrapping keys of one tenant, in a file of its own. While all that they wrap is wrapped anew there are two. */
export type WrappingKeys = {
  /** The one to wrap with, read anew: another process may have replaced it. */
  readonly current: () => Promise<WrappingKey>;
  /** One by its id; undefined when it was destroyed, or never was here. */
  readonly byId: (id: string) => Promise<WrappingKey | undefined>;
  /** Whether a replacement was begun and not ended. */
  readonly isReplacing: () => Promise<boolean>;
  /** Begins a replacement: a new key to wrap with, and the old one still there. */
  readonly beginReplacing: () => Promise<void>;
  /** Ends it: the old key is overwritten and gone. */
  readonly endReplacing: () => Promise<void>;
  /** Whether records that no key seals may lie in the database: something was recorded there before these keys were made. */
  readonly mayHoldPlain: boolean;
  /** What tells nothing of a name without what lies here. */
  readonly pseudonymOf: (name: string) => string;
};

const keyBytes = 32;
const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);
const Kept = z.strictObject({ id: z.string().regex(/^[0-9a-f]{16}$/), key: base64 });
const File = z.strictObject({
  version: z.literal(1),
  pseudonyms: base64,
  plain: z.boolean().default(true),
  current: Kept,
  previous: Kept.optional(),
});
type File = z.infer<typeof File>;

const newKept = (): z.infer<typeof Kept> => ({ id: randomBytes(8).toString("hex"), key: randomBytes(keyBytes).toString("base64") });

/** What a new file of wrapping keys holds. `plain` is whether anything was recorded before there was one, once and for all: it lies out of reach of whoever has the database. */
export function newWrappingFile(plain: boolean): Uint8Array {
  const file: File = { version: 1, pseudonyms: randomBytes(keyBytes).toString("base64"), plain, current: newKept() };
  return Buffer.from(`${JSON.stringify(file)}\n`);
}

/** The keys in a file that is there. Refuses (`journal/keys-missing`). */
export async function openWrappingKeys(path: string): Promise<WrappingKeys> {
  const known = new Map<string, WrappingKey>();
  const read = async (): Promise<File> => {
    const bytes = await readIfThere(path);
    if (!bytes) throw keysMissing(path);
    const file = parsed(bytes, path);
    for (const { id, key } of [file.current, ...(file.previous ? [file.previous] : [])])
      known.set(id, { id, key: Buffer.from(key, "base64") });
    return file;
  };
  const write = (file: File) => replaceAndShred(path, Buffer.from(`${JSON.stringify(file)}\n`), 0o600);
  const { pseudonyms, plain } = await read();
  return {
    mayHoldPlain: plain,
    current: async () => known.get((await read()).current.id)!,
    async byId(id) {
      if (!known.has(id)) await read();
      return known.get(id);
    },
    isReplacing: async () => (await read()).previous !== undefined,
    async beginReplacing() {
      const file = await read();
      await write({ ...file, current: newKept(), previous: file.current });
    },
    async endReplacing() {
      const { previous, ...file } = await read();
      if (!previous) return;
      await write(file);
      known.get(previous.id)?.key.fill(0);
      known.delete(previous.id);
    },
    pseudonymOf: (name) =>
      `t-${createHmac("sha256", Buffer.from(pseudonyms, "base64")).update(`tenant ${name}`).digest("hex").slice(0, 16)}`,
  };
}

function parsed(bytes: Uint8Array, path: string): File {
  try {
    const file = File.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
    for (const { key } of [file.current, ...(file.previous ? [file.previous] : [])])
      if (Buffer.from(key, "base64").length !== keyBytes) throw new Error("a key has another length");
    return file;
  } catch {
    // The parser's message could quote the key.
    throw keysDamaged(path);
  }
}
