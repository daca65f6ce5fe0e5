import type { LogKey } from "../ports/log-key.ts";
import type { WitnessStore } from "../ports/witness-store.ts";

/** A witness's store that forgets when the test ends; what it was given as conflicts can be looked at. */
export function memoryWitnessStore(key: LogKey): WitnessStore & { readonly conflicts: readonly string[] } {
  const held = new Map<string, string>();
  const conflicts: string[] = [];
  return {
    key,
    conflicts,
    held: (origin) => held.get(origin),
    hold: (origin, checkpoint) => void held.set(origin, checkpoint),
    keepConflict: (_held, asked) => void conflicts.push(asked),
    close: () => undefined,
  };
}
