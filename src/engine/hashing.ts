import { createHash } from "node:crypto";
import type { InputBytes } from "../core/run/run.ts";

/** Hashes bytes on their way to whoever reads them, holding none back. `whole` gives the digest once the source has ended, nothing when the reader stopped before. */
export type Hashing = {
  readonly of: (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  readonly whole: () => InputBytes | undefined;
};

/** A hashing of one source. */
export function openHashing(): Hashing {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  let ended: InputBytes | undefined;
  return {
    async *of(source) {
      for await (const piece of source) {
        // Before it is handed on: a reader may reuse the piece.
        hash.update(piece);
        sizeBytes += piece.byteLength;
        yield piece;
      }
      ended = { sizeBytes, digest: `sha256:${hash.digest("hex")}` };
    },
    whole: () => ended,
  };
}
