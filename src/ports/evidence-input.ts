/** One input that a person named, as the disk (or whatever holds it) gives it. `open` may be called again after a crash and gives the same bytes. */
export type EvidenceInput = {
  readonly path: string;
  readonly modifiedMs: number;
  /** Its length in bytes; absent where only reading tells. */
  readonly sizeBytes?: number;
  readonly open: () => AsyncIterable<Uint8Array>;
};

/** An input that could not be opened, with what to do: it is reported, and the rest is done. */
export type UnreadableInput = { readonly path: string; readonly problem: string; readonly remedy: string };
