/** One of a stream's keys: a stream whose key was erased goes on with the next generation. */
export type StreamKeyName = { readonly stream: string; readonly generation: number };
/** `key` is 32 bytes: what entries of the stream are sealed with is derived from it (`core/journal/payload.ts`). */
export type StreamKey = StreamKeyName & { readonly key: Uint8Array };

/**
 * Keeps the keys of one journal's payloads, wrapped by a key of its own that lies elsewhere. Erasing a key erases, for good, what every entry of that
 * key says. Refuses with `journal/keys-missing` what it cannot unwrap.
 */
export type Vault = {
  /** The tenant as records name it: says nothing about who it is without the vault's own key. */
  readonly pseudonym: string;
  /** The newest key of each stream, in their order; made, durable before this returns, where a stream has none or all of its keys were erased. */
  readonly keysToWrite: (streams: readonly string[]) => Promise<readonly StreamKey[]>;
  /** The keys with these names that are there, in any order: what is not given back was erased. */
  readonly keysToRead: (names: readonly StreamKeyName[]) => Promise<readonly StreamKey[]>;
  /** Every stream that has or had a key, with all its generations and whether the key is still there. */
  readonly list: () => Promise<readonly (StreamKeyName & { readonly erased: boolean })[]>;
  /** Destroys keys. Harmless when repeated; when it returns, nobody can read what they sealed. */
  readonly erase: (names: readonly StreamKeyName[]) => Promise<void>;
  /** Forgets keys that it holds in memory, so that the next question asks the store. */
  readonly forget: () => void;
  /** 12 fresh bytes that were never used before: the nonce of one AES-GCM sealing. */
  readonly freshNonce: () => Uint8Array;
};
