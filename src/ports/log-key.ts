/** The key that signs checkpoints of the record. The private half never leaves the adapter. */
export type LogKey = {
  /** The name in the signature line of a checkpoint, e.g. "soc.example.org/watchkeeper". */
  readonly name: string;
  /** Raw Ed25519 public key (RFC 8032), 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Raw signature, 64 bytes. */
  readonly sign: (bytes: Uint8Array) => Uint8Array;
};
