import type { Publication } from "../../ports/publication.ts";
import type { Vault } from "../../ports/vault.ts";
import { memoryVault } from "../keys/memory-vault.ts";
import { memoryPublication } from "../transparency/memory-publication.ts";
import type { World } from "../world.ts";

/** Where the keys of journals are kept, and where their checkpoints are published. One for each open database. */
export type JournalKeeper = {
  /** Whether an earlier version may have written here, whose records no key seals. */
  readonly mayHoldPlain: boolean;
  readonly vaultOf: (world: World) => Vault;
  readonly publicationOf: (world: World, name: string) => Publication;
};

/** For a throw-away database: keys and checkpoints stay in this process, and go with it. The same world has the same ones. */
export function memoryKeeper(): JournalKeeper {
  const vaults = new Map<string, Vault>();
  const publications = new Map<string, Publication>();
  return {
    mayHoldPlain: false,
    vaultOf: ({ tenant, world }) => held(vaults, `${world} ${tenant}`, memoryVault),
    publicationOf: ({ tenant, world }) => held(publications, `${world} ${tenant}`, memoryPublication),
  };
}

function held<Thing>(things: Map<string, Thing>, name: string, make: () => Thing): Thing {
  const thing = things.get(name) ?? make();
  things.set(name, thing);
  return thing;
}
