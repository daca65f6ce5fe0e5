import type { ExecutorLock, HeldLock } from "../ports/executor-lock.ts";

/** A lock among the parts of one process; keeps the promises of `executor-lock-contract.ts`. `lose` takes it from whoever holds it. */
export function memoryExecutorLock(): ExecutorLock & { readonly lose: () => void } {
  let holder: object | undefined;
  return {
    lose() {
      holder = undefined;
    },
    async take(): Promise<HeldLock | undefined> {
      if (holder) return undefined;
      const mine = {};
      holder = mine;
      return {
        isHeld: async () => holder === mine,
        release: async () => {
          if (holder === mine) holder = undefined;
        },
      };
    },
  };
}
