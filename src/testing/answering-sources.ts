import { SocError } from "../core/soc-error.ts";

/** Time passes only when a test says so. */
export function heldClock() {
  let nowMs = Date.UTC(2026, 10, 23);
  const waiting = new Set<{ atMs: number; wake: () => void }>();
  return {
    nowMs: () => nowMs,
    sleep: (delayMs: number, signal?: AbortSignal) =>
      new Promise<void>((wake, refuse) => {
        const each = { atMs: nowMs + delayMs, wake };
        waiting.add(each);
        signal?.addEventListener("abort", () => {
          waiting.delete(each);
          refuse(new Error("stopped"));
        });
      }),
    async pass(byMs: number) {
      nowMs += byMs;
      for (const each of [...waiting].filter(({ atMs }) => atMs <= nowMs)) {
        waiting.delete(each);
        each.wake();
      }
      for (let turn = 0; turn < 20; turn++) await new Promise((settle) => setImmediate(settle));
    },
  };
}

export const unreached = new SocError({ code: "connector/not-reached", problem: '"siem" was not reached', remedy: "look", retry: "never" });
