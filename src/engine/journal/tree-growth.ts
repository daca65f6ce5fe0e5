import { openTiledTree, type TiledTree } from "../../core/transparency/tiled-tree.ts";
import { openTree, sameHash, type TreeStart } from "../../core/transparency/tree.ts";

/** The tree of a journal as it grows, with what is needed to tell its root at any size since the last published one. */
export type TreeGrowth = {
  readonly tree: TiledTree;
  readonly append: (leaf: Uint8Array) => void;
  /** The root at a size that is not below what was published last; undefined below it and above the tree. */
  readonly rootAt: (size: number) => Uint8Array | undefined;
  /** Whether the tree at this size has this root, as far as it can be told. */
  readonly agrees: (head: { readonly size: number; readonly root: Uint8Array }) => boolean;
  /** What came before the present size is published: only the edge of it is kept. */
  readonly settle: () => void;
  /** Leaves since it was settled last. */
  readonly unsettled: () => number;
};

/** An empty tree. It holds 32 bytes for each leaf since it was settled last. */
export function openTreeGrowth(): TreeGrowth {
  const tree = openTiledTree();
  let base: TreeStart = { size: 0, edge: [] };
  let leaves: Uint8Array[] = [];
  const rootAt = (size: number) => {
    if (size < base.size || size > tree.size()) return undefined;
    if (size === tree.size()) return tree.root();
    const part = openTree(base);
    for (const leaf of leaves.slice(0, size - base.size)) part.append(leaf);
    return part.root();
  };
  return {
    tree,
    rootAt,
    append(leaf) {
      tree.append(leaf);
      leaves.push(leaf);
    },
    agrees({ size, root }) {
      const ours = rootAt(size);
      return ours !== undefined && sameHash(ours, root);
    },
    settle() {
      base = { size: tree.size(), edge: tree.edge() };
      leaves = [];
    },
    unsettled: () => leaves.length,
  };
}
