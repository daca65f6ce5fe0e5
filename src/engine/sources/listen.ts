import type { ListeningSource } from "../../ports/source.ts";
import { sourceLimits } from "./limits.ts";
import { hearing, problemOf, type Running } from "./parts.ts";
import { chanceOf, orLeft, pause, retryDelayMs } from "./pause.ts";

/** Lets a source listen until its signal is aborted; one that ends or fails is started anew after a pause that grows. */
export async function listen(running: Running, source: ListeningSource): Promise<void> {
  const { clock, random, signal, intake, named, handOver, told } = running;
  const { name } = named;
  const heard = hearing(running);
  for (let failures = 0; !signal.aborted; ) {
    const startMs = clock.nowMs();
    let fenced: unknown;
    // Each start has a signal of its own: whoever is left behind has nothing to say after the next one began.
    const start = new AbortController();
    const listening = AbortSignal.any([signal, start.signal]);
    try {
      await orLeft(
        clock,
        source.listen({
          handOver: async (delivery) => {
            listening.throwIfAborted();
            try {
              return await handOver({ ...delivery, source: name });
            } catch (cause) {
              if (problemOf(cause).code === "queue/fenced") {
                fenced = cause;
                start.abort();
              }
              throw cause;
            }
          },
          cursor: () => intake.cursorOf(name),
          ready: (where) => {
            told?.({ source: name, told: "listening", where });
            void heard.well();
          },
          signal: listening,
        }),
        sourceLimits.stopMs,
        listening,
      );
      if (!signal.aborted && !fenced) throw new Error("it ended by itself");
    } catch (cause) {
      if (!signal.aborted && !fenced) {
        failures = clock.nowMs() - startMs >= sourceLimits.wellMs ? 1 : failures + 1;
        const problem = problemOf(cause);
        await heard.failing(problem);
        await pause(clock, retryDelayMs(failures, problem, chanceOf(random)), signal);
      }
    } finally {
      start.abort();
    }
    if (fenced) throw fenced;
  }
}
