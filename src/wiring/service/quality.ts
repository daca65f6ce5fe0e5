import type { OpenStore } from "../../cli/system.ts";
import { learningWorld } from "../../core/learning/learning.ts";
import { qualitySampleWorld, type WatchPlace } from "../../core/quality-sample/quality-sample.ts";
import type { QualitySettings } from "../../core/quality-sample/settings.ts";
import { segmentOf, segmentWorld, watchBeginning } from "../../core/watch/watch-event.ts";
import { openQualityDesk, type QualityDesk } from "../../engine/quality-sample/desk.ts";
import { openSaidTrue } from "../../engine/quality-sample/said-true.ts";
import type { WriteBackDesk } from "../../engine/write-back/desk.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Heard } from "./ears.ts";

/** What quality samples of a tenant are joined with. `heard` is filled once the watch, and whoever grants autonomy, are open. */
export type QualityWiring = {
  readonly store: OpenStore;
  readonly clock: Clock;
  readonly settings: QualitySettings;
  readonly heard: Heard;
  readonly writeBack: Pick<WriteBackDesk, "alarm">;
  readonly note: (says: string, cause?: unknown) => void;
};

/** Segments and other worlds of one tenant that are looked through. */
const worldsMax = 100_000;

/** Opens the quality samples of a tenant. Refuses (`journal/…`). */
export async function openServiceQuality({ store, clock, settings, heard, writeBack, note }: QualityWiring): Promise<QualityDesk> {
  const names = async () => (await store.worldNames(worldsMax)).filter((name) => name.startsWith(watchBeginning));
  const journal = async (name: string) => (await store.world(name)).journal;
  return openQualityDesk({
    journal: await journal(qualitySampleWorld),
    clock,
    secrets: store.drawSecrets,
    settings,
    records: { names, journal },
    watchEnd: () => watchEnd(names, journal),
    saidTrue: await openSaidTrue(await journal(learningWorld), clock),
    reopen: async (asked) => {
      if (!heard.watch) throw new Error("the watch is not open yet");
      return heard.watch.reopenForReview(asked);
    },
    async demote(alertClass, because) {
      if (!heard.demote) return false;
      await heard.demote(alertClass, because);
      return true;
    },
    async page({ class: name, because, atMs }) {
      note(`quality samples stopped the class ${name}: ${because}`);
      await writeBack.alarm({
        id: `quality-${atMs}-${name}`,
        title: `The agent no longer closes ${name}`,
        text: because,
        severity: "critical",
      });
    },
    note,
  });
}

async function watchEnd(
  names: () => Promise<readonly string[]>,
  journal: (name: string) => Promise<Awaited<ReturnType<OpenStore["world"]>>["journal"]>,
): Promise<WatchPlace> {
  const newest = (await names())
    .filter((name) => segmentOf(name) !== undefined)
    .toSorted()
    .at(-1);
  if (newest === undefined) return { world: segmentWorld(1), sequence: 0 };
  return { world: newest, sequence: ((await (await journal(newest)).head())?.sequence ?? -1) + 1 };
}
