/**
 * Seals secrets for a configuration file that others may read. `purpose` says whose secret it is ("default/connector/elastic/api-key"): moved to another
 * place, it does not open.
 */
export type Sealer = {
  /** Tells one key from another; no secret. */
  readonly keyId: string;
  /** One line of text without spaces: an envelope of its own, another one each time. */
  readonly seal: (secret: string, purpose: string) => string;
  /** Refuses (`secret/not-opened`) what another key sealed, what was changed, and what belongs elsewhere. */
  readonly open: (sealed: string, purpose: string) => string;
};
