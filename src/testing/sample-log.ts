import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import type { ReadHashes } from "../core/transparency/node.ts";
import { leafHash, nodeHash } from "../core/transparency/tree.ts";
import type { LogKey } from "../ports/log-key.ts";

const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

/** A key that is the same whenever it is made with the same name and seed byte. For tests alone: anyone can make it. */
export function sampleLogKey(name: string, seed = 1): LogKey {
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, Buffer.alloc(32, seed)]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(-32);
  return { name, publicKey, sign: (bytes) => sign(null, bytes, privateKey) };
}

/** Records of a made-up log. */
export const sampleRecords = (count: number, about = "entry"): Uint8Array[] =>
  Array.from({ length: count }, (_, at) => Buffer.from(JSON.stringify({ about, at, note: "x".repeat(at % 40) })));

/**
 * A tree with every level kept, by the plain definition. `change` gives the tree with other leaf hashes in some places, sharing the rest: what an
 * attacker who rewrites the whole store would have.
 */
export type WholeTree = {
  readonly size: number;
  readonly root: () => Uint8Array;
  readonly node: (level: number, index: number) => Uint8Array;
  readonly read: ReadHashes;
  readonly change: (leaves: ReadonlyMap<number, Uint8Array>) => WholeTree;
};

/** The whole tree over records. */
export const wholeTree = (records: readonly Uint8Array[]): WholeTree => treeOfLeaves(records.map(leafHash));

export function treeOfLeaves(leaves: readonly Uint8Array[]): WholeTree {
  const levels: (readonly Uint8Array[])[] = [leaves];
  for (let below = leaves; below.length > 1; ) {
    const level: Uint8Array[] = [];
    for (let at = 0; at + 1 < below.length; at += 2) level.push(nodeHash(below[at]!, below[at + 1]!));
    levels.push(level);
    below = level;
  }
  return overlaid(leaves.length, (level, index) => levels[level]![index]!);
}

function overlaid(size: number, node: WholeTree["node"]): WholeTree {
  const range = (start: number, end: number): Uint8Array => {
    const length = end - start;
    const level = Math.round(Math.log2(length));
    if (2 ** level === length) return node(level, start / length);
    let split = 1;
    while (split * 2 < length) split *= 2;
    return nodeHash(range(start, start + split), range(start + split, end));
  };
  return {
    size,
    node,
    root: () => range(0, size),
    read: async (nodes) => nodes.map(({ level, index }) => node(level, index)),
    change(leaves) {
      const changed = new Map<string, Uint8Array>();
      let touched = new Map(leaves);
      const look = (level: number, index: number) => changed.get(`${level}/${index}`) ?? node(level, index);
      for (let level = 0; touched.size > 0; level++) {
        for (const [index, hash] of touched) changed.set(`${level}/${index}`, hash);
        const above = new Map<number, Uint8Array>();
        for (const index of touched.keys()) {
          const parent = Math.floor(index / 2);
          if ((parent + 1) * 2 ** (level + 1) <= size) above.set(parent, nodeHash(look(level, parent * 2), look(level, parent * 2 + 1)));
        }
        touched = above;
      }
      return overlaid(size, look);
    },
  };
}
