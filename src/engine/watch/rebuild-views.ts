import { recordStream } from "../../core/journal/keeping.ts";
import { adopt, evolveWatch } from "../../core/watch/evolve-watch.ts";
import { emptyWatch, type WatchState } from "../../core/watch/watch.ts";
import { segmentOf, watchBeginning } from "../../core/watch/watch-event.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { AlertRow, CaseRow } from "../../ports/views.ts";
import { alertRow, caseDetail, caseRow, type RowContext } from "../../stages/watch/rows.ts";
import { readOpened } from "../journal/read-opened.ts";
import { openSealedLog } from "../sealed-log.ts";
import { factOf, streamOf } from "./fact-text.ts";
import { openLeftRows } from "./left-rows.ts";
import type { WatchParts } from "./parts.ts";
import { openTouched, type Touched } from "./touched.ts";

/** Rows of one put. */
const rowsPerPutMax = 1_000;

/**
 * Makes the views anew from the record of all segments, from the first on: what left memory long ago is among it. For views that were emptied, or
 * beside a running watch: rows that are there are put right, and of what changes meanwhile the later stays. Gives how many facts it read. Refuses (`journal/…`).
 */
export async function rebuildViews(
  parts: Pick<WatchParts, "worlds" | "views"> & { readonly knowledge: () => Promise<RowContext> },
): Promise<number> {
  const names = (await parts.worlds.names(watchBeginning)).filter((name) => segmentOf(name) !== undefined).toSorted();
  const knowledge = await parts.knowledge();
  const state = emptyWatch();
  const touched = openTouched();
  let facts = 0;
  for (const world of names) {
    let sequence = 0;
    const place = () => ({ world, sequence });
    const leftRows = openLeftRows({ views: parts.views, state: () => state, place, ended: touched.left });
    const flush = async () => {
      await put({ touched, state, knowledge }, parts.views, place());
      while (touched.left.size > 0) await leftRows.step();
    };
    for await (const opened of readOpened(await parts.worlds.journal(world))) {
      for (const { event, stream } of opened) {
        sequence++;
        if (event === undefined || stream === recordStream) continue;
        const fact = factOf(event);
        // What leaves is shown as it was when it left.
        if (fact.type === "WindowMoved") await flush();
        if (!(state.segment > 0 && adopt(state, fact))) evolveWatch(state, fact);
        touched.note(fact, state);
        facts++;
      }
      await flush();
    }
  }
  return facts;
}

type Showing = { readonly touched: Touched; readonly state: WatchState; readonly knowledge: RowContext };

async function put(
  { touched, state, knowledge }: Showing,
  views: WatchParts["views"],
  place: { readonly world: string; readonly sequence: number },
): Promise<void> {
  const alerts: AlertRow[] = [...touched.alerts].flatMap((id) => alertRow(id, state) ?? []);
  const cases: CaseRow[] = [...touched.cases].flatMap(
    (id) => caseRow(id, state, caseDetail(state.run.cases.get(id), state, knowledge)) ?? [],
  );
  touched.alerts.clear();
  touched.cases.clear();
  touched.pressing.clear();
  for (let from = 0; from < Math.max(alerts.length, cases.length); from += rowsPerPutMax)
    await views.put({ alerts: alerts.slice(from, from + rowsPerPutMax), cases: cases.slice(from, from + rowsPerPutMax), ...place });
}

/** The state that one segment folds to, for whoever only reads it. Refuses (`journal/…`). */
export async function openWatchReading(journal: JournalStore, clock: Clock): Promise<WatchState> {
  const state = emptyWatch();
  await openSealedLog(journal, clock, { fold: (fact) => evolveWatch(state, fact), factOf, streamOf });
  return state;
}
