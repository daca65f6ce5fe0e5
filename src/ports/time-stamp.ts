/**
 * An authority that signs when it saw some bytes (RFC 3161). `stamp` gives its reply in DER, checked, and the time in it (milliseconds since the epoch,
 * UTC); refuses with `time-stamp/refused`, `time-stamp/not-valid` or what the connection said. `certificates` are those it was checked with, PEM.
 */
export type TimeStampAuthority = {
  readonly name: string;
  readonly certificates: string;
  readonly stamp: (over: Uint8Array) => Promise<{ readonly reply: Uint8Array; readonly timeMs: number }>;
};
