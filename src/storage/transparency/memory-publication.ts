import { randomBytes } from "node:crypto";
import type { Publication } from "../../ports/publication.ts";
import type { Witness } from "../../ports/witness.ts";
import { logKeyOf, newKey } from "../keys/ed25519.ts";

/** Checkpoints and tiles that nobody outside this process sees, signed by a key that goes with it: for a throw-away database. */
export function memoryPublication(witnesses: readonly Witness[] = []): Publication {
  const origin = `watchkeeper/${randomBytes(6).toString("hex")}/throw-away`;
  const current = logKeyOf(origin, newKey());
  const files = new Map<string, Uint8Array>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    origin,
    witnesses,
    keys: async () => ({ current, successions: [] }),
    latest: async () => {
      const bytes = files.get("checkpoint");
      return bytes && Buffer.from(bytes).toString("utf8");
    },
    read: async (path) => files.get(path),
    async write(more) {
      for (const { path, bytes } of more) files.set(path, bytes);
    },
    exclusively(work) {
      const next = last.then(work, work);
      last = next.catch(() => {});
      return next;
    },
  };
}
