import type { LogKey } from "./log-key.ts";
import type { Witness } from "./witness.ts";

/** The old key's word for the new one: `signature` is Ed25519 by `from` over `successionBytes` (core/journal). Keys are raw, base64. */
export type KeySuccession = { readonly from: string; readonly to: string; readonly signature: string };

/** Where one journal publishes its checkpoints and tiles (c2sp.org/tlog-tiles), and with what it signs them. */
export type Publication = {
  /** The name of the log: the first line of its checkpoints, and the name of the key that signs them. */
  readonly origin: string;
  /** The key in use, and how it came to be: oldest succession first. */
  readonly keys: () => Promise<{ readonly current: LogKey; readonly successions: readonly KeySuccession[] }>;
  /** The checkpoint that was published last, the exact text; undefined before the first. */
  readonly latest: () => Promise<string | undefined>;
  /** A file under the log's prefix, such as `tile/0/000`; undefined when it is not there. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  /** Writes files, each whole or not at all, and durable in the order given: tiles come before the checkpoint that needs them. */
  readonly write: (files: readonly { readonly path: string; readonly bytes: Uint8Array }[]) => Promise<void>;
  /** Runs one after the other, across processes, whatever publishes this log. */
  readonly exclusively: <Outcome>(work: () => Promise<Outcome>) => Promise<Outcome>;
  readonly witnesses: readonly Witness[];
};
