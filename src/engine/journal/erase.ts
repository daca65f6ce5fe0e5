import { type Keeping, wasErased } from "../../core/journal/keeping.ts";
import type { Vault } from "../../ports/vault.ts";

/** Destroys the keys that the record says are destroyed and that a crash left, so that an erasure that was recorded is one. */
export async function finishErasures(keeping: Keeping, vault: Vault): Promise<void> {
  if (keeping.erased.size === 0) return;
  const left = (await vault.list()).filter((name) => !name.erased && wasErased(keeping, name));
  if (left.length > 0) await vault.erase(left.map(({ stream, generation }) => ({ stream, generation })));
}
