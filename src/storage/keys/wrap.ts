import { createCipheriv, createDecipheriv } from "node:crypto";
import type { StreamKeyName } from "../../ports/vault.ts";
import type { World } from "../world.ts";
import { otherKeys } from "./refusals.ts";
import type { WrappingKey, WrappingKeys } from "./wrapping-keys.ts";

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** A row of the table of wrapped keys. */
export type WrappedRow = StreamKeyName & { readonly kek: string; readonly wrapped: Buffer | null };

/** What a wrapped key is for: moved to another row, it opens nothing. */
const boundTo = ({ stream, generation }: StreamKeyName, { tenant, world }: World) =>
  Buffer.from(JSON.stringify(["journal-key-v1", tenant, world, stream, generation]));

/** Wraps a key: nonce, AES-256-GCM ciphertext, tag. The nonce must be fresh. */
export function wrap(key: Uint8Array, name: StreamKeyName, world: World, wrapping: WrappingKey, nonce: Uint8Array): Buffer {
  const sealing = createCipheriv("aes-256-gcm", wrapping.key, nonce, { authTagLength: tagBytes });
  sealing.setAAD(boundTo(name, world));
  return Buffer.concat([nonce, sealing.update(key), sealing.final(), sealing.getAuthTag()]);
}

/** The key in a row. Refuses (`journal/keys-missing`) what another key wrapped, and a row that was changed. */
export async function unwrap(row: WrappedRow, world: World, keys: Pick<WrappingKeys, "byId">): Promise<Uint8Array> {
  const { wrapped, kek, stream } = row;
  const wrapping = await keys.byId(kek);
  if (wrapped?.length !== nonceBytes + keyBytes + tagBytes || !wrapping) throw otherKeys(stream);
  try {
    const opening = createDecipheriv("aes-256-gcm", wrapping.key, wrapped.subarray(0, nonceBytes), { authTagLength: tagBytes });
    opening.setAAD(boundTo(row, world));
    opening.setAuthTag(wrapped.subarray(-tagBytes));
    return Buffer.concat([opening.update(wrapped.subarray(nonceBytes, -tagBytes)), opening.final()]);
  } catch (cause) {
    throw otherKeys(stream, cause);
  }
}
