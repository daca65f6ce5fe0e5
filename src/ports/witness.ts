import type { VerifierKey } from "../core/transparency/verifier-key.ts";

/**
 * A second machine that remembers the last checkpoint it saw and signs only growth (c2sp.org/tlog-witness). `cosign` gives the cosignature lines, each
 * with its newline; refuses with `journal/not-witnessed`, and then says in `knownSize` of the answer where it stands, when it asks for another proof.
 */
export type Witness = {
  readonly name: string;
  /** What its cosignatures are checked with, where it is known. */
  readonly key?: VerifierKey;
  readonly cosign: (request: WitnessRequest) => Promise<WitnessAnswer>;
};

/** `checkpoint` is the signed note; `proof` the consistency proof (32-byte hashes) from `oldSize` to its size. */
export type WitnessRequest = { readonly oldSize: number; readonly proof: readonly Uint8Array[]; readonly checkpoint: string };

/** Cosignature lines, or the size that the witness knows when `oldSize` was another. */
export type WitnessAnswer = { readonly lines: readonly string[] } | { readonly knownSize: number };
