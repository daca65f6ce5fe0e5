import { setTimeout as sleep } from "node:timers/promises";
import type { ConnectorKind, ConnectorParts } from "../connectors/kit/connector-kind.ts";
import { SocError } from "../core/soc-error.ts";
import { readInput } from "../formats/read.ts";
import type { Connector } from "../ports/connector.ts";
import type { Delivery, IntakeRecord } from "../ports/intake.ts";
import type { ListeningSource, PolledSource } from "../ports/source.ts";

/** An intake in memory that keeps what it promises: all of a delivery or nothing, the same id once, the cursor with the records. */
export type KeptIntake = {
  readonly records: Map<string, IntakeRecord>;
  readonly refused: Map<string, { readonly reason: string; readonly says: string }>;
  cursor: string | undefined;
  repeated: number;
  deliveries: number;
  /** Asked before each delivery; throwing refuses it. */
  before: ((delivery: Omit<Delivery, "source">) => Promise<void> | void) | undefined;
  readonly handOver: (delivery: Omit<Delivery, "source">) => Promise<{ accepted: number; repeated: number }>;
  /** The texts in the order in which they were kept. */
  readonly texts: () => readonly string[];
};

export function keptIntake(): KeptIntake {
  const kept: KeptIntake = {
    records: new Map(),
    refused: new Map(),
    cursor: undefined,
    repeated: 0,
    deliveries: 0,
    before: undefined,
    async handOver(delivery) {
      await kept.before?.(delivery);
      if (delivery.records.length > 1_000) throw new Error("a delivery of more records than one may have");
      if ((delivery.cursor?.length ?? 0) > 8_192) throw new Error("a cursor longer than one may be");
      let repeated = 0;
      for (const record of delivery.records) {
        if (record.id.length > 200) throw new Error("an id longer than one may be");
        if (record.bytes.length > 1_048_576) throw new Error("a record larger than one may be");
        const had = kept.records.get(record.id);
        if (had && !Buffer.from(had.bytes).equals(record.bytes)) throw new Error(`another record under the same id: ${record.id}`);
        if (had) repeated++;
        // What was read into a buffer that is used again must not change afterwards.
        else kept.records.set(record.id, { ...record, bytes: Buffer.from(record.bytes) });
      }
      for (const { id, reason, says } of delivery.refused ?? []) kept.refused.set(id, { reason, says });
      if (delivery.cursor !== undefined) kept.cursor = delivery.cursor;
      kept.repeated += repeated;
      kept.deliveries++;
      return { accepted: delivery.records.length - repeated, repeated };
    },
    texts: () => [...kept.records.values()].map(({ bytes }) => Buffer.from(bytes).toString("utf8")),
  };
  return kept;
}

/** An intake that is full for now. */
export const intakeFull = (afterMs: number) =>
  new SocError({ code: "intake/full", problem: "more waits than may wait", remedy: "wait", retry: { afterMs } });

/** So that no two connectors of a test begin their ids alike. */
let boots = 0;

/** Time as it is; chance that never repeats. */
export function realParts(): ConnectorParts {
  return {
    clock: { nowMs: () => Date.now(), sleep: (delayMs, signal) => sleep(delayMs, undefined, signal ? { signal } : {}) },
    random: { secret: (sizeBytes) => `${process.pid.toString(16)}${(++boots).toString(16)}`.padStart(sizeBytes * 2, "0") },
  };
}

/** Opens a connector as the configuration would, without the wiring. */
export function openConnector(
  kind: ConnectorKind,
  settings: Readonly<Record<string, unknown>>,
  {
    secrets = {},
    parts = realParts(),
    name = "under-test",
  }: { secrets?: Readonly<Record<string, string>>; parts?: ConnectorParts; name?: string } = {},
): Connector {
  const values = new Map(Object.entries(secrets));
  const get = (secret: string) => {
    const value = values.get(secret);
    if (value === undefined) throw new Error(`no secret ${secret}`);
    return value;
  };
  return kind.open(
    { name, product: kind.product, settings, secrets: {}, "may-receive": "green" },
    { get, has: (secret: string) => values.has(secret) } as never,
    parts,
  );
}

/** The alerts of a connector as a polled source. */
export function polledOf({ alerts }: Connector): PolledSource {
  if (alerts?.kind !== "polled") throw new Error("not a polled source");
  return alerts;
}

const pagesMax = 10_000;

/** Asks page after page until there is no more, hands each over and settles it; gives the number of pages. */
export async function drain(source: PolledSource, intake: KeptIntake, { settles = true }: { settles?: boolean } = {}): Promise<number> {
  const { signal } = new AbortController();
  for (let pages = 1; pages <= pagesMax; pages++) {
    const page = await source.page({ cursor: intake.cursor, sinceMs: 0, signal });
    await intake.handOver({ records: page.records, cursor: page.cursor, ...(page.refused ? { refused: page.refused } : {}) });
    if (settles) await source.settled?.(page.cursor, signal);
    if (!page.more) return pages;
  }
  throw new Error("a source without an end");
}

/** A listening source under way. */
export type Heard = { readonly where: string; readonly port: number; readonly ended: Promise<void>; readonly stop: () => Promise<void> };

/** Starts a listening source and waits until it is ready. */
export async function hear({ alerts }: Connector, intake: KeptIntake): Promise<Heard> {
  if (alerts?.kind !== "listening") throw new Error("not a listening source");
  const source: ListeningSource = alerts;
  const end = new AbortController();
  let ready: (where: string) => void = () => undefined;
  const isReady = new Promise<string>((settle) => {
    ready = settle;
  });
  const ended = source.listen({ handOver: intake.handOver, cursor: async () => intake.cursor, ready, signal: end.signal });
  ended.catch(() => undefined);
  const where = await Promise.race([isReady, ended.then(() => Promise.reject(new Error("it ended before it was ready")))]);
  const stop = async () => {
    end.abort();
    await ended;
  };
  return { where, port: Number(/:(\d+)$/.exec(where)?.[1] ?? 0), ended, stop };
}

/** Waits until something holds; fails when it does not within the time. */
export async function eventually(holds: () => boolean, what: string, waitMs = 20_000): Promise<void> {
  const endMs = performance.now() + waitMs;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`waited in vain: ${what}`);
    await sleep(5);
  }
}

/** What the formats make of each record by itself, as the watch reads them. */
export async function readRecords(records: Iterable<{ readonly bytes: Uint8Array }>) {
  const events = [];
  const alerts = [];
  const rejected = [];
  for (const { bytes } of records) {
    for await (const step of readInput("record", piece(bytes))) {
      if (step.kind !== "batch") continue;
      for (const record of step.records) {
        if (record.kind === "event") events.push(record.event);
        else if (record.kind === "alert") alerts.push(record.alert);
        else rejected.push(record.letter);
      }
    }
  }
  return { events, alerts, rejected };
}

async function* piece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
