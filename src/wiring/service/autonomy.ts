import type { OpenStore } from "../../cli/system.ts";
import { autonomyWorld } from "../../core/autonomy/grant.ts";
import { basisOf } from "../../engine/autonomy/basis.ts";
import { type AutonomyDesk, openAutonomyDesk } from "../../engine/autonomy/desk.ts";
import type { AutonomyParts } from "../../engine/autonomy/parts.ts";
import type { Watch } from "../../engine/watch/watch.ts";
import type { Knowledge } from "./knowledge.ts";

/** What autonomy of a tenant is wired from. `watch` is asked for when it is needed: it is opened with what is granted. */
export type AutonomyWiring = Pick<AutonomyParts, "tenant" | "clock" | "bounds" | "keysOf" | "sampledOf"> & {
  readonly store: Pick<OpenStore, "world">;
  readonly knowledge: Pick<Knowledge, "now">;
  readonly watch: () => Watch | undefined;
};

/** Opens what the agent may do alone for a tenant. Refuses (`journal/…`). */
export async function openServiceAutonomy({ store, knowledge, watch, ...parts }: AutonomyWiring): Promise<AutonomyDesk> {
  return openAutonomyDesk({
    ...parts,
    journal: (await store.world(autonomyWorld)).journal,
    watch: {
      async looks() {
        await watch()?.refresh();
        return [...(watch()?.state().looks.all.values() ?? [])];
      },
      grantsChanged: async (now) => watch()?.grantsChanged(now),
    },
    async basisOf() {
      const known = await knowledge.now();
      return (of) => basisOf(of, known);
    },
  });
}

/** Where nobody signs: in a process that works and serves no console. */
export const nobodysKeys = async () => [];
