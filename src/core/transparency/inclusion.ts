import { nodesOf, type ReadHashes, splitOf, type TreeNode } from "./node.ts";
import { areHashes, foldRoots, nodeHash, sameHash, treeSizeMax } from "./tree.ts";

/** The most hashes that a proof holds. A longer one is refused before it is looked at. */
export const proofHashesMax = 63;

/** For each hash of a proof, in its order, the complete subtrees that fold to it. */
export type ProofPlan = readonly (readonly TreeNode[])[];

/** What an inclusion proof of the leaf at `index` in a tree of `size` is made of, from its sibling up (RFC 6962, section 2.1.1). */
export function planInclusion(index: number, size: number): ProofPlan {
  if (!isSize(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) throw new Error(`no leaf ${index} in a tree of ${size}`);
  const plan: (readonly TreeNode[])[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      plan.push(nodesOf(middle, end));
      end = middle;
    } else {
      plan.push(nodesOf(start, middle));
      start = middle;
    }
  }
  return plan.reverse();
}

/** Reads what a plan needs, in one go, and folds it to the proof. */
export async function carryOutPlan(plan: ProofPlan, read: ReadHashes): Promise<Uint8Array[]> {
  const hashes = await read(plan.flat());
  let at = 0;
  return plan.map((nodes) => {
    const roots = hashes.slice(at, at + nodes.length);
    at += nodes.length;
    return foldRoots(roots);
  });
}

/** The inclusion proof of the leaf at `index` in the tree of `size`, at most 63 hashes. An index outside the tree is a programmer's mistake. */
export async function proveInclusion(index: number, size: number, read: ReadHashes): Promise<Uint8Array[]> {
  return carryOutPlan(planInclusion(index, size), read);
}

/** What an inclusion proof claims. `leaf` is a leaf hash, `root` the root of a checkpoint that was checked before. */
export type InclusionClaim = {
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

/** Whether the proof shows that the leaf is at `index` in the tree (RFC 9162, section 2.1.3.2). Never throws: a claim from outside is true or not. */
export function verifyInclusion({ index, size, leaf, root, proof }: InclusionClaim): boolean {
  if (!isSize(size) || !Number.isSafeInteger(index) || index < 0 || index >= size || proof.length > proofHashesMax) return false;
  if (!areHashes([leaf, root, ...proof])) return false;
  let position = index;
  let last = size - 1;
  let found = leaf;
  for (const hash of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      found = nodeHash(hash, found);
      // The right edge of an incomplete tree has no sibling on these levels.
      while (position % 2 === 0 && position !== 0) {
        position /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      found = nodeHash(found, hash);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameHash(found, root);
}

/** Whether a number can be the size of a tree. */
export const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 0 && size <= treeSizeMax;
