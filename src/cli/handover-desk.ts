import { emptyAccess } from "../core/access/account.ts";
import { handoverWorld } from "../core/handover/handover.ts";
import { evolveWriteBack } from "../core/write-back/evolve.ts";
import { allJobs } from "../core/write-back/queue.ts";
import { emptyWriteBack, type WriteBackEvent, writeBackWorld } from "../core/write-back/write-back.ts";
import { accessWorld, openAccessRecord } from "../engine/access/access-record.ts";
import { killSwitchOf } from "../engine/containment-status.ts";
import { type HandoverDesk, openHandoverDesk } from "../engine/handover/desk.ts";
import { eventsIn } from "../engine/journal/read-opened.ts";
import { ledgersOf } from "../engine/ledgers.ts";
import type { OpenStore, System } from "./system.ts";

/** Handovers over what a data folder holds: no product is asked, and nobody signs here. Refuses (`journal/…`). */
export async function handoverDeskOf(store: OpenStore, folder: string, system: System): Promise<HandoverDesk> {
  const { clock } = system;
  const { tenant } = store.forService;
  const containment = async () => (await system.openContainment(store, { folder })).desk;
  return openHandoverDesk({
    tenant,
    journal: (await store.world(handoverWorld)).journal,
    clock,
    keysOf: async () => [],
    sources: {
      views: store.views,
      intake: store.intake,
      containment,
      async killSwitch() {
        const stopFile = system.stopSwitch(folder, tenant);
        return killSwitchOf((await containment()).state, { place: stopFile.place, reading: await stopFile.read() });
      },
      jobs: () => jobsIn(store),
      worlds: store,
      async ledger() {
        const { balanced, total } = await ledgersOf(store, clock);
        const { accepted, closed, escalated, open, deadLettered } = total;
        return {
          balanced,
          says: `${accepted} accepted, ${closed} closed, ${escalated} escalated, ${open} open, ${deadLettered} dead letters`,
        };
      },
      async access() {
        if (!(await store.hasWorld(accessWorld))) return emptyAccess();
        return (await openAccessRecord((await store.world(accessWorld)).journal, clock)).state();
      },
    },
  });
}

async function jobsIn(store: OpenStore) {
  if (!(await store.hasWorld(writeBackWorld))) return [];
  const state = emptyWriteBack();
  const { journal } = await store.world(writeBackWorld);
  for (const event of await eventsIn(journal)) evolveWriteBack(state, JSON.parse(event) as WriteBackEvent);
  return allJobs(state);
}
