import { hash } from "node:crypto";

/** Bytes of a SHA-256 hash: of a leaf, of a node, of a root. */
export const hashBytes = 32;

/** The largest tree that is counted in safe integers. Sizes above it are refused wherever they are read. */
export const treeSizeMax = Number.MAX_SAFE_INTEGER;

/** The root of a tree without leaves: SHA-256 of nothing (RFC 6962, section 2.1). */
export const emptyRoot: Uint8Array = hash("sha256", "", "buffer");

// Hashing copies into these, so that a million leaves do not make a million small buffers. Nothing is kept in them between calls.
const scratchBytesMax = 16_384;
const leafScratch = new Uint8Array(1 + scratchBytesMax);
const nodeScratch = new Uint8Array(1 + 2 * hashBytes);
nodeScratch[0] = 1;

// One byte for each character: a string is made in half the time of a buffer.
const hashOf = (bytes: Uint8Array): Uint8Array => Buffer.from(hash("sha256", bytes, "binary"), "latin1");

/** SHA-256(0x00, record): the leaf of a record's exact bytes (RFC 6962, section 2.1). 32 bytes. */
export function leafHash(record: Uint8Array): Uint8Array {
  const bytes = record.length <= scratchBytesMax ? leafScratch.subarray(0, 1 + record.length) : new Uint8Array(1 + record.length);
  bytes.set(record, 1);
  return hashOf(bytes);
}

/** SHA-256(0x01, left, right): an inner node (RFC 6962, section 2.1). Both arguments are 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  nodeScratch.set(left, 1);
  nodeScratch.set(right, 1 + hashBytes);
  return hashOf(nodeScratch);
}

/** Folds the roots of neighbouring complete subtrees, left to right and shrinking, to the root above them. None give the empty root. */
export function foldRoots(roots: readonly Uint8Array[]): Uint8Array {
  let root = roots.at(-1) ?? emptyRoot;
  for (let at = roots.length - 2; at >= 0; at--) root = nodeHash(roots[at] as Uint8Array, root);
  return root;
}

/** A tree that only grows. It keeps its right edge alone: one hash for each bit set in its size. */
export type GrowingTree = {
  readonly size: () => number;
  /** Adds a leaf's hash (`leafHash`), 32 bytes. */
  readonly append: (leaf: Uint8Array) => void;
  /** The RFC 6962 root over everything added so far. */
  readonly root: () => Uint8Array;
  /** The roots of the complete subtrees that make the tree, largest first: what `openTree` goes on from. */
  readonly edge: () => readonly Uint8Array[];
};

/** What a tree goes on from: its size and its right edge, largest subtree first. */
export type TreeStart = { readonly size: number; readonly edge: readonly Uint8Array[] };

/** Told of each complete subtree as its last leaf arrives, leaves (level 0) included. */
export type OnNode = (level: number, root: Uint8Array) => void;

/** A growing tree, empty or from where another one was. An edge that does not fit its size is a programmer's mistake and throws. */
export function openTree(start: TreeStart = { size: 0, edge: [] }, onNode: OnNode = () => {}): GrowingTree {
  if (start.edge.length !== bitsSet(start.size)) throw new Error(`a tree of ${start.size} leaves has another edge`);
  let size = start.size;
  const edge = [...start.edge];
  return {
    size: () => size,
    append(leaf) {
      let root = leaf;
      let level = 0;
      onNode(level, root);
      // Each trailing one bit of the size is a complete subtree to the left that the new one completes a pair with.
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
        root = nodeHash(edge.pop() as Uint8Array, root);
        onNode(++level, root);
      }
      edge.push(root);
      size++;
    },
    root: () => foldRoots(edge),
    edge: () => [...edge],
  };
}

/** The root over these leaf hashes, in order. */
export function rootOf(leaves: Iterable<Uint8Array>): Uint8Array {
  const tree = openTree();
  for (const leaf of leaves) tree.append(leaf);
  return tree.root();
}

/** How many bits of a whole number are one: as many complete subtrees make a tree of this size. */
export function bitsSet(size: number): number {
  let bits = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return bits;
}

/** Whether each of these has the length of a hash: what comes from outside is asked this before it is hashed. */
export const areHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every(({ length }) => length === hashBytes);

/** Whether two hashes are the same bytes. */
export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
