import { stopOf } from "../../core/containment/kill-switch.ts";
import type { Bench } from "./parts.ts";

/**
 * Why nothing may begin, in one sentence; undefined when something may. The record first, as it is now, whoever wrote it: asking for it can take long. The
 * file last, since it works when all else is down and a database that hangs must not make its word old. Whatever cannot be read means stopped.
 */
export async function stoppedNow(bench: Bench, effector: string): Promise<string | undefined> {
  try {
    await bench.refresh();
  } catch {
    return "the record cannot be read, which counts as stopped";
  }
  return stoppedByRecord(bench, effector) ?? (await stoppedByFile(bench));
}

/** What the stop file says; that it cannot be read is a reason too. */
export async function stoppedByFile({ stopFile }: Pick<Bench, "stopFile">): Promise<string | undefined> {
  try {
    const file = await stopFile.read();
    return file.stopped ? file.because : undefined;
  } catch {
    return `the stop file "${stopFile.place}" cannot be read, which counts as stopped`;
  }
}

/** What the record says, as far as it was read. */
function stoppedByRecord({ state }: Pick<Bench, "state">, effector: string): string | undefined {
  const stop = stopOf(state, effector);
  return stop && `stopped by ${stop.by}: ${stop.because}`;
}
