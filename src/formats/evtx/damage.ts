import type { RejectReason } from "../../core/event/event.ts";

/** Why one record cannot be read. Thrown inside the reader and caught once per record; it never leaves this folder. */
export class Damage extends Error {
  readonly reason: RejectReason;

  constructor(reason: RejectReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** Gives up the record at hand because its bytes contradict the format. */
export function malformed(detail: string): never {
  throw new Damage("malformed", detail);
}
