import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { emptyTally, type Tally, together } from "./tally.ts";

const threadsMax = 4;

/** Plays so many episodes from one number on, on the cores there are. */
export async function played(
  from: number,
  episodes: number,
  {
    threads = Math.min(availableParallelism(), threadsMax),
    told = () => {},
  }: { readonly threads?: number; readonly told?: (tally: Tally) => void } = {},
): Promise<Tally> {
  const parts = partsOf(from, episodes, threads);
  let tally = emptyTally();
  await Promise.all(
    Array.from({ length: threads }, async () => {
      for (let part = parts.shift(); part; part = parts.shift()) {
        const more = await playPart(part);
        tally = together(tally, more);
        told(tally);
      }
    }),
  );
  return tally;
}

type Part = { readonly from: number; readonly episodes: number };
/** The most episodes that one thread plays before its attackers forget. */
const partEpisodes = 500;

function partsOf(from: number, episodes: number, threads: number): Part[] {
  const size = Math.min(partEpisodes, Math.ceil(episodes / threads));
  return Array.from({ length: Math.ceil(episodes / size) }, (_, at) => ({
    from: from + at * size,
    episodes: Math.min(size, episodes - at * size),
  }));
}

const playPart = (part: Part): Promise<Tally> =>
  new Promise((settle, fail) => {
    const thread = new Worker(new URL("./part.ts", import.meta.url), { workerData: part });
    thread.once("message", settle).once("error", fail);
  });
