/** Where chance comes from, so that whoever needs a secret is handed one. */
export type Random = {
  /** Fresh bytes that nobody can guess, as lower-case hex digits, two for each byte. */
  readonly secret: (sizeBytes: number) => string;
};
