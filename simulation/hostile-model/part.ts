import { parentPort, workerData } from "node:worker_threads";
import { playMany } from "./run.ts";

/** A thread of `played`: so many episodes from one number on. */
const { from, episodes } = workerData as { readonly from: number; readonly episodes: number };
parentPort?.postMessage(await playMany(from, episodes));
