import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { guarantees } from "./known.ts";
import { shortest, type Tally, together } from "./run.ts";

const threadsMax = 4;

/** Plays so many episodes on the cores there are. The same seed and count are the same episodes, however many cores there are. */
export async function played(episodes: number, seed: number, threads = Math.min(availableParallelism(), threadsMax)): Promise<Tally> {
  const parts = partsOf(episodes, seed);
  const done: Tally[] = [];
  await Promise.all(
    Array.from({ length: threads }, async () => {
      for (let part = parts.shift(); part; part = parts.shift()) done.push(await playPart(part));
    }),
  );
  return done.toSorted((a, b) => (a.first?.seed ?? 0) - (b.first?.seed ?? 0)).reduce(together);
}

type Part = { readonly episodes: number; readonly seed: number };
const partEpisodes = 250;

/** Seeds are numbered by episode, so that parts never draw the same ones. */
function partsOf(episodes: number, seed: number): Part[] {
  const parts: Part[] = [];
  for (let from = 0; from < episodes; from += partEpisodes)
    parts.push({ episodes: Math.min(partEpisodes, episodes - from), seed: seed + from });
  return parts;
}

const playPart = (part: Part): Promise<Tally> =>
  new Promise((settle, fail) => {
    const thread = new Worker(new URL("./part.ts", import.meta.url), { workerData: part });
    thread.once("message", settle).once("error", fail);
  });

/** The share at which so many episodes without a violation would be seen one time in twenty (Clopper and Pearson 1934, one-sided). */
export const upperBound = (episodes: number) => 1 - 0.05 ** (1 / episodes);

/** One line for each guarantee, and one of what there was to judge. */
export function tableOf(tally: Tally): string[] {
  const { episodes, effects, alone, grave, approvals, undos, inFlight, refusals, investigations, investigated } = tally;
  const bound = `at most ${(100 * upperBound(episodes)).toFixed(3)} % of episodes (95 %, one-sided)`;
  return [
    `${episodes} episodes with ${investigations} investigations: ${effects} effects (${investigated} out of them, ${alone} without people, ${grave} by break-glass), ${undos} put back, ` +
      `${inFlight} in flight at a stop; ${approvals} approvals accepted, ${refusals} commands refused`,
    ...guarantees.map((guarantee) => {
      const broken = tally.violations.get(guarantee) ?? 0;
      return `${guarantee}: ${broken} violations${broken === 0 ? `, ${bound}` : ""}`;
    }),
  ];
}

/** The first thing that broke, as its shortest story. */
export async function storyOf({ first }: Tally): Promise<string> {
  if (!first) return "nothing broke";
  const { answers, ...story } = await shortest(first.whole);
  return JSON.stringify({ seed: first.seed, at: first.at, violations: first.violations, answers, ...story }, undefined, 1);
}
