import type { OpenStore } from "../../cli/system.ts";
import { watchBeginning, watchWorld } from "../../core/watch/watch-event.ts";
import { openRecordLog } from "../../engine/journal/record-log.ts";
import { retainNightly } from "../../engine/service/retain.ts";
import type { ServiceRecord } from "../../engine/service/service-record.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Configuration } from "../../ports/configuration.ts";
import type { Log } from "../../ports/log.ts";
import { timesOf } from "./world-times.ts";

const worldsMax = 100_000;
/** Who an erasure of this kind is by, on its record. */
const by = "person:retention";

/** Lets go of what is too old, night for night. */
export function retention(
  { name, store, record }: { readonly name: string; readonly store: OpenStore; readonly record: ServiceRecord },
  configuration: Configuration,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  signal: AbortSignal,
): Promise<void> {
  return retainNightly(
    {
      retention: configuration.retention,
      clock,
      intake: store.intake,
      holds: store.intakeHolds,
      forgetEvents: (beforeMs, kept) => store.forService.forgetEvents(watchWorld, beforeMs, kept),
      watchWorlds: () => watchWorlds(store),
      erase: (world) => erase(store, world, clock),
      record,
    },
    signal,
    ({ raw, months, worlds, held }) =>
      log.info("retention/passed", { tenant: name, raw, months, worlds: worlds.length, held: held.length }),
  );
}

/** The segments of the watch; all but the newest are finished. */
async function watchWorlds(store: OpenStore) {
  const names = (await store.worldNames(worldsMax)).filter((name) => name.startsWith(watchBeginning));
  const worlds = await Promise.all(
    names.map(async (name, index) => {
      const times = await timesOf((await store.world(name)).journal);
      return times ? [{ name, ...times, finished: index < names.length - 1 }] : [];
    }),
  );
  return worlds.flat();
}

async function erase(store: OpenStore, world: string, clock: Clock): Promise<void> {
  const log = await openRecordLog((await store.world(world)).journal, clock);
  await log.obey({
    type: "ErasePersonalData",
    scope: "all",
    by,
    because: "it is older than the configuration keeps it (retention.watch-days)",
  });
  await log.checkpoint({ witness: "may" });
}
