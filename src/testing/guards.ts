import { SocError } from "../core/soc-error.ts";
import type { Guard } from "../ports/effector.ts";

/** A guard that lets everything pass, for tests that are not about stops. */
export const nothingStops: Guard = { mayChange: async () => {}, signal: new AbortController().signal };

/** A guard that a test closes. `asked` counts how often it was asked, `passed` how often it let a change go. */
export type TestGuard = Guard & { readonly asked: () => number; readonly passed: () => number; readonly stop: () => void };

/** Lets so many changes pass and stops before the next one; `stop` stops at once. */
export function testGuard({ passes = Number.POSITIVE_INFINITY }: { readonly passes?: number } = {}): TestGuard {
  const stopped = new AbortController();
  let asked = 0;
  let passed = 0;
  const stop = () => stopped.abort(stoppedByTest());
  return {
    signal: stopped.signal,
    asked: () => asked,
    passed: () => passed,
    stop,
    async mayChange() {
      asked++;
      if (passed >= passes) stop();
      if (stopped.signal.aborted) throw stopped.signal.reason;
      passed++;
    },
  };
}

const stoppedByTest = () =>
  new SocError({ code: "effector/stopped", problem: "nothing was sent: stopped by a test", remedy: "look at the test", retry: "never" });
