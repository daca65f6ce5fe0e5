/** Where an export is written, file by file. Paths are relative, with "/" between. */
export type EvidenceSink = {
  readonly file: (path: string, bytes: string | Uint8Array) => Promise<void>;
  /** A file that grows line by line; the next one is begun when it has ended. */
  readonly growing: (path: string) => Promise<{ readonly add: (text: string) => Promise<void>; readonly end: () => Promise<void> }>;
  /** Writes the digests of all files. Nothing is written after it; gives the digest of what it wrote, `sha256:…`. */
  readonly seal: () => Promise<string>;
};
