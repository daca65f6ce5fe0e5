/** Seals small secrets with a key that the database does not hold, and makes codes with it. */
export type SecretBox = {
  /** AES-256-GCM; `about` says what it belongs to: moved elsewhere it does not open. */
  readonly seal: (secret: Uint8Array, about: string) => string;
  /** Refuses (`access/keys-missing`) what another key sealed, what was changed, and what belongs elsewhere. */
  readonly open: (sealed: string, about: string) => Uint8Array;
  /** HMAC-SHA-256 as hex; `use` keeps codes for different things apart. */
  readonly code: (use: string, text: string) => string;
};
