/** An address that was a machine's for a while, as `observableKey` writes both. Milliseconds, both ends included. */
export type Lease = { readonly address: string; readonly host: string; readonly fromMs: number; readonly toMs: number };

/** The machine whose address it was at that time; undefined when nobody's, or when it is not known. */
export function leasedTo(leases: readonly Lease[], atMs: number): string | undefined {
  return leases.find(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs)?.host;
}
