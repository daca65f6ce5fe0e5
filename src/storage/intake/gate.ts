import type pg from "pg";
import { SocError } from "../../core/soc-error.ts";
import type { Delivery, Received } from "../../ports/intake.ts";
import { type Incoming, keep, type Outcome, type WaitingMax } from "./keep.ts";
import { full, requireBounds } from "./refusals.ts";

/** What one transaction takes of what stands before the gate, and what may stand there; beyond it a source is asked to come again. */
export const gateLimits = {
  groupDeliveriesMax: 256,
  groupRecordsMax: 4_000,
  groupBytesMax: 32 * 1_048_576,
  standingBytesMax: 128 * 1_048_576,
  standingMax: 4_096,
} as const;

type Standing = Incoming & { readonly settle: (received: Received) => void; readonly fail: (cause: unknown) => void };

/**
 * One transaction at a time keeps what came while the one before it was synced, so that many small deliveries cost few commits. Each delivery is kept whole
 * or refused for itself.
 */
export class Gate {
  #parts: GateParts;
  #standing: Standing[] = [];
  #standingBytes = 0;
  #isOpen = false;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  async handOver(delivery: Delivery, epoch?: number): Promise<Received> {
    const bytes = requireBounds(delivery);
    const isCrowded = this.#standing.length >= gateLimits.standingMax || this.#standingBytes + bytes > gateLimits.standingBytesMax;
    if (isCrowded) throw full(this.#parts.waiting.afterMs);
    return new Promise((settle, fail) => {
      this.#standing.push({ delivery, bytes, settle, fail, ...(epoch === undefined ? {} : { epoch }) });
      this.#standingBytes += bytes;
      if (!this.#isOpen) void this.#let();
    });
  }

  async #let(): Promise<void> {
    this.#isOpen = true;
    while (this.#standing.length > 0) {
      const group = this.#next();
      try {
        const outcomes = await this.#keep(group);
        for (const [index, each] of group.entries()) tell(each, outcomes[index]!);
        if (outcomes.some((outcome) => !(outcome instanceof SocError) && outcome.accepted > 0)) this.#parts.arrived();
      } catch (cause) {
        // What the database refuses in one delivery must not keep out the others; where it is gone, it is gone for all.
        if (group.length > 1 && !(cause instanceof SocError)) for (const each of group) await this.#alone(each);
        else for (const { fail } of group) fail(cause);
      }
    }
    this.#isOpen = false;
  }

  async #alone(each: Standing): Promise<void> {
    try {
      tell(each, (await this.#keep([each]))[0]!);
      this.#parts.arrived();
    } catch (cause) {
      each.fail(cause);
    }
  }

  /** The longest beginning that fits; a single delivery always does. */
  #next(): Standing[] {
    let count = 0;
    let records = 0;
    let bytes = 0;
    for (const each of this.#standing) {
      records += each.delivery.records.length;
      bytes += each.bytes;
      const fits = count < gateLimits.groupDeliveriesMax && records <= gateLimits.groupRecordsMax && bytes <= gateLimits.groupBytesMax;
      if (count > 0 && !fits) break;
      count++;
    }
    const group = this.#standing.splice(0, count);
    for (const each of group) this.#standingBytes -= each.bytes;
    return group;
  }

  async #keep(group: readonly Incoming[]): Promise<Outcome[]> {
    const { pool, tenant, nowMs, waiting } = this.#parts;
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      return await keep(client, tenant, group, { atMs: nowMs(), waiting });
    } catch (cause) {
      broken = cause as Error;
      throw cause;
    } finally {
      client.release(broken);
    }
  }
}

/** What the gate needs; `arrived` is called when records are there to be read. */
export type GateParts = {
  readonly pool: pg.Pool;
  readonly tenant: string;
  readonly nowMs: () => number;
  readonly waiting: WaitingMax;
  readonly arrived: () => void;
};

function tell({ settle, fail }: Standing, outcome: Outcome): void {
  if (outcome instanceof SocError) fail(outcome);
  else settle(outcome);
}
