import { randomBytes } from "node:crypto";
import type { StreamKey, Vault } from "../../ports/vault.ts";
import { openNonces } from "./nonces.ts";

const keyBytes = 32;

/** Keys that are gone with the process: for a throw-away database, whose journal goes with it too. */
export function memoryVault(): Vault {
  const keys = new Map<string, Uint8Array | undefined>();
  const newest = new Map<string, number>();
  const nameOf = (stream: string, generation: number) => `${generation} ${stream}`;
  const keyToWrite = (stream: string): StreamKey => {
    const generation = newest.get(stream) ?? 0;
    const name = nameOf(stream, generation);
    const held = keys.get(name);
    if (held) return { stream, generation, key: held };
    const next = keys.has(name) ? generation + 1 : generation;
    const key = randomBytes(keyBytes);
    keys.set(nameOf(stream, next), key);
    newest.set(stream, next);
    return { stream, generation: next, key };
  };
  return {
    pseudonym: `t-${randomBytes(8).toString("hex")}`,
    keysToWrite: async (streams) => streams.map(keyToWrite),
    keysToRead: async (names) =>
      names.flatMap(({ stream, generation }) => {
        const key = keys.get(nameOf(stream, generation));
        return key ? [{ stream, generation, key }] : [];
      }),
    list: async () =>
      [...newest].flatMap(([stream, last]) =>
        Array.from({ length: last + 1 }, (_, generation) => ({
          stream,
          generation,
          erased: keys.get(nameOf(stream, generation)) === undefined,
        })),
      ),
    async erase(names) {
      for (const { stream, generation } of names) {
        keys.get(nameOf(stream, generation))?.fill(0);
        keys.set(nameOf(stream, generation), undefined);
      }
    },
    forget: () => {},
    freshNonce: openNonces(),
  };
}
