/** Turns passwords into what may be kept of them. Takes its time by intent, a bounded number at once. Refuses with `access/busy`. */
export type PasswordHasher = {
  /** The PHC text of argon2id over the password (RFC 9106). */
  readonly hash: (password: string) => Promise<string>;
  /** Whether this is the password; with `undefined` for somebody who does not exist it takes as long and says no. */
  readonly verify: (password: string, hash: string | undefined) => Promise<boolean>;
  /** Whether a hash was made with less than what is asked for today. */
  readonly isOutdated: (hash: string) => boolean;
};
