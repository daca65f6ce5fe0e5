/**
 * The secrets that decide which closed cases are judged again, one for each epoch of a tenant. They lie with the keys. Only the engine of quality samples has
 * this; whoever reads a case, judges it or writes to a model never does. Refuses (`quality/bad-secret`) an epoch whose secret is not there.
 */
export type DrawSecrets = {
  /** Makes the secret of an epoch, durable when it returns, where there is none; gives its commitment (`core/quality-sample/draw.ts`). */
  readonly make: (epoch: number) => Promise<string>;
  readonly has: (epoch: number) => Promise<boolean>;
  /** HMAC-SHA-256 of a case's id under the secret. */
  readonly mac: (epoch: number, caseId: string) => Promise<Uint8Array>;
  /** The secret itself, hex: for an epoch that is over. */
  readonly reveal: (epoch: number) => Promise<string>;
};
