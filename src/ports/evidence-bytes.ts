import type { RecordRef } from "../core/event/event.ts";

/**
 * The bytes of a file inside a record of the evidence, such as a mail's attachment. `sha256` is 64 lower-case hex digits over the file itself.
 * Undefined when the record or the file cannot be had any more; what is given back has been checked against the hash. Reads only.
 */
export type EvidenceBytes = { readonly read: (ref: Pick<RecordRef, "path" | "record">, sha256: string) => Promise<Uint8Array | undefined> };
