import { carryOutPlan, isSize, type ProofPlan, proofHashesMax } from "./inclusion.ts";
import { nodesOf, type ReadHashes, splitOf, type TreeNode } from "./node.ts";
import { areHashes, emptyRoot, nodeHash, sameHash } from "./tree.ts";

/** What the proof is made of that the tree of `older` leaves is the beginning of the tree of `newer` (RFC 6962, section 2.1.2). */
export function planConsistency(older: number, newer: number): ProofPlan {
  if (!isSize(older) || !isSize(newer) || older > newer) throw new Error(`a tree of ${newer} has no beginning of ${older}`);
  if (older === 0 || older === newer) return [];
  const plan: (readonly TreeNode[])[] = [];
  let [start, end] = [0, newer];
  // Whether the part we are in is, as a whole, the older tree: then the verifier knows its root.
  let isWholeOlder = true;
  while (end !== older) {
    const middle = start + splitOf(end - start);
    if (older <= middle) {
      plan.push(nodesOf(middle, end));
      end = middle;
    } else {
      plan.push(nodesOf(start, middle));
      start = middle;
      isWholeOlder = false;
    }
  }
  if (!isWholeOlder) plan.push(nodesOf(start, end));
  return plan.reverse();
}

/** The consistency proof between two sizes of one tree, at most 63 hashes, empty when there is nothing to prove. */
export async function proveConsistency(older: number, newer: number, read: ReadHashes): Promise<Uint8Array[]> {
  return carryOutPlan(planConsistency(older, newer), read);
}

/** What a consistency proof claims: that the tree of `newer.size` begins with the tree of `older.size`. */
export type ConsistencyClaim = {
  readonly older: { readonly size: number; readonly root: Uint8Array };
  readonly newer: { readonly size: number; readonly root: Uint8Array };
  readonly proof: readonly Uint8Array[];
};

/** Whether the newer tree only grew from the older one (RFC 9162, section 2.1.4.2). Never throws: a claim from outside is true or not. */
export function verifyConsistency({ older, newer, proof }: ConsistencyClaim): boolean {
  if (!isSize(older.size) || !isSize(newer.size) || older.size > newer.size || proof.length > proofHashesMax) return false;
  if (!areHashes([older.root, newer.root, ...proof])) return false;
  if (older.size === newer.size) return proof.length === 0 && sameHash(older.root, newer.root) && fitsEmpty(older);
  if (older.size === 0) return proof.length === 0 && fitsEmpty(older);
  return walkBoth(older, newer, proof);
}

const fitsEmpty = ({ size, root }: ConsistencyClaim["older"]) => size > 0 || sameHash(root, emptyRoot);

/** Builds both roots from one proof: what is on the right of the older tree goes into the newer alone. */
function walkBoth(older: ConsistencyClaim["older"], newer: ConsistencyClaim["newer"], proof: readonly Uint8Array[]): boolean {
  const path = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let position = older.size - 1;
  let last = newer.size - 1;
  while (position % 2 === 1) [position, last] = [(position - 1) / 2, Math.floor(last / 2)];
  let [olderRoot, newerRoot] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      olderRoot = nodeHash(hash, olderRoot);
      newerRoot = nodeHash(hash, newerRoot);
      while (position % 2 === 0 && position !== 0) [position, last] = [position / 2, Math.floor(last / 2)];
    } else {
      newerRoot = nodeHash(newerRoot, hash);
    }
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameHash(olderRoot, older.root) && sameHash(newerRoot, newer.root);
}

function isPowerOfTwo(size: number): boolean {
  let rest = size;
  while (rest % 2 === 0 && rest > 1) rest /= 2;
  return rest === 1;
}
