import { stopOf } from "../../core/containment/kill-switch.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Guard } from "../../ports/effector.ts";
import { stopPollMsMax } from "../../ports/stop-file.ts";
import { within } from "./call.ts";
import type { Bench } from "./parts.ts";

/** The longest that one look at the record takes while something could be sent, milliseconds: a database that hangs must not keep an old word alive. */
export const lookMsMax = 1_000;
/** When to ask again where nobody could tell in time whether somebody stopped, milliseconds. */
const unreadRetryMs = 5_000;

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

/** A guard for one call of an effector, closed when the call has ended for us: what still runs then changes nothing any more. */
export type CallGuard = Guard & { readonly close: () => void };

/**
 * Looks at record and file before each change, and every `stopPollMsMax` while the call waits for something. What it saw once stays so for this call: a
 * resume is for the next one.
 */
export function openGuard(bench: Bench, effector: string): CallGuard {
  const stop = new AbortController();
  const over = new AbortController();
  const look = async () => {
    if (stop.signal.aborted) return;
    const why = await lookNow(bench, effector);
    if (why !== undefined) stop.abort(why);
  };
  void (async () => {
    while (!stop.signal.aborted && !over.signal.aborted) {
      await bench.clock.sleep(stopPollMsMax, over.signal).catch(() => {});
      if (!over.signal.aborted) await look();
    }
  })();
  return {
    signal: stop.signal,
    close: () => over.abort(),
    async mayChange() {
      if (!over.signal.aborted) await look();
      if (stop.signal.aborted) throw stop.signal.reason;
      if (over.signal.aborted) throw stopped("nothing was sent: the time of the call was over", unreadRetryMs);
    },
  };
}

/** Why nothing may be changed just now, as the refusal that it is. The file last: its word is the newest, whatever the record takes. */
async function lookNow(bench: Bench, effector: string): Promise<SocError | undefined> {
  let unread = false;
  try {
    await within(bench.clock, lookMsMax, () => readOn(bench));
  } catch {
    unread = true;
  }
  const because = stoppedByRecord(bench, effector) ?? (await stoppedByFile(bench));
  if (because !== undefined) return stopped(`nothing was sent: ${because}`, undefined);
  if (unread) return stopped("nothing was sent: the record could not be read in time, which counts as stopped", unreadRetryMs);
  return undefined;
}

/** One question where nothing is new: it waits for nobody who records or publishes just now. */
async function readOn({ journal, entries, refresh }: Bench): Promise<void> {
  const folded = entries();
  const head = await journal.head();
  if (head !== undefined && head.sequence + 1 === folded) return;
  await refresh();
}

const stopped = (problem: string, afterMs: number | undefined) =>
  new SocError({
    code: "effector/stopped",
    problem,
    remedy: 'see who stopped and why: run "watchkeeper status"',
    retry: afterMs === undefined ? "never" : { afterMs },
  });
