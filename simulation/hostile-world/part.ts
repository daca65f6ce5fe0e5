import { parentPort, workerData } from "node:worker_threads";
import { playMany } from "./run.ts";

/** A thread of `played`: so many episodes of its own seeds. */
const { episodes, seed } = workerData as { readonly episodes: number; readonly seed: number };
parentPort?.postMessage(await playMany(episodes, seed));
