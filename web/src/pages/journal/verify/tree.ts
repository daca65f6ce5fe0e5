import { type Bytes, joined, same, sha256 } from "./bytes.ts";

/** Bytes of a hash, and the most hashes of a proof. */
export const hashBytes = 32;
export const proofHashesMax = 63;

/** A tree at one size. */
export type Tree = { readonly size: number; readonly root: Uint8Array };

/** The leaf of a record's exact bytes (RFC 6962, section 2.1). */
export const leafHash = (record: Uint8Array): Promise<Bytes> => sha256(joined(Uint8Array.of(0), record));
const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Bytes> => sha256(joined(Uint8Array.of(1), left, right));

/** Whether a leaf stands at `index` of a tree (RFC 9162, section 2.1.3.2). */
export async function isIncluded(leaf: Uint8Array, index: number, { size, root }: Tree, proof: readonly Uint8Array[]): Promise<boolean> {
  if (!isSize(size) || !isSize(index) || index >= size || !areHashes([leaf, root, ...proof])) return false;
  let [position, last, found] = [index, size - 1, leaf];
  for (const hash of proof) {
    if (last === 0) return false;
    const isRight = position % 2 === 1 || position === last;
    found = isRight ? await nodeHash(hash, found) : await nodeHash(found, hash);
    // The right edge of an incomplete tree has no sibling on these levels.
    if (isRight) while (position % 2 === 0 && position !== 0) [position, last] = [position / 2, Math.floor(last / 2)];
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(found, root);
}

/** Whether a tree only grew out of an older one (RFC 9162, section 2.1.4.2). Out of nothing everything grows. */
export async function hasGrown(older: Tree, newer: Tree, proof: readonly Uint8Array[]): Promise<boolean> {
  if (!isSize(older.size) || !isSize(newer.size) || older.size > newer.size || !areHashes([older.root, newer.root, ...proof])) return false;
  if (older.size === newer.size) return proof.length === 0 && same(older.root, newer.root);
  if (older.size === 0) return proof.length === 0;
  const [first, ...rest] = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof;
  if (first === undefined) return false;
  let [position, last, olderRoot, newerRoot] = [older.size - 1, newer.size - 1, first, first];
  while (position % 2 === 1) [position, last] = [(position - 1) / 2, Math.floor(last / 2)];
  for (const hash of rest) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      [olderRoot, newerRoot] = [await nodeHash(hash, olderRoot), await nodeHash(hash, newerRoot)];
      while (position % 2 === 0 && position !== 0) [position, last] = [position / 2, Math.floor(last / 2)];
    } else newerRoot = await nodeHash(newerRoot, hash);
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(olderRoot, older.root) && same(newerRoot, newer.root);
}

function isPowerOfTwo(size: number): boolean {
  let rest = size;
  while (rest % 2 === 0 && rest > 1) rest /= 2;
  return rest === 1;
}
const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 0;
const areHashes = (hashes: readonly Uint8Array[]): boolean =>
  hashes.length <= proofHashesMax + 2 && hashes.every(({ length }) => length === hashBytes);
