/**
 * The root of a complete subtree: at `level` (0 = leaves) it stands for 2^level leaves, and it is the `index`-th of its level, counted from 0.
 * A node never changes once its leaves are there, so its hash can be kept for ever.
 */
export type TreeNode = { readonly level: number; readonly index: number };

/** Gives the hashes of nodes, in the order asked. Where it reads from is its business; a hash that is not there is its error. */
export type ReadHashes = (nodes: readonly TreeNode[]) => Promise<readonly Uint8Array[]>;

/**
 * The complete subtrees that make the leaves from `start` up to but without `end`, left to right.
 * `start` is a multiple of the largest power of two that is at most `end - start`, as every split of RFC 6962 is; at most 53 nodes.
 */
export function nodesOf(start: number, end: number): TreeNode[] {
  const nodes: TreeNode[] = [];
  let at = start;
  while (at < end) {
    const level = Math.floor(Math.log2(end - at));
    // The logarithm of a number near a power of two can be rounded up.
    const fits = 2 ** level <= end - at ? level : level - 1;
    nodes.push({ level: fits, index: at / 2 ** fits });
    at += 2 ** fits;
  }
  return nodes;
}

/** The largest power of two below `size`, for sizes above 1: where RFC 6962 splits a tree. */
export function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}
