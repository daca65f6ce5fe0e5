import { setTimeout as sleep } from "node:timers/promises";
import { isSilent, learntHabit, noHabit, type SourceHabit, skewMsMax, skewOf } from "../core/intake/habit.ts";
import { SocError } from "../core/soc-error.ts";
import type { Clock } from "../ports/clock.ts";
import {
  type Delivery,
  deliveryBytesMax,
  deliveryRecordsMax,
  type Intake,
  type IntakeDeadLetter,
  type KeptRecord,
  type ReadAgain,
  type Received,
  recordBytesMax,
  type SourceHealth,
} from "../ports/intake.ts";
import type { SourceLeases } from "../ports/source-lease.ts";
import { replayed } from "../storage/intake/letters.ts";

type Letter = IntakeDeadLetter & { readonly bytes: Uint8Array | undefined; readonly sentAtMs: number | undefined };
type Source = {
  readonly ids: Set<string>;
  cursor?: string;
  accepted: number;
  repeated: number;
  deadLettered: number;
  lastMs?: number;
  habit: SourceHabit;
  said: Pick<SourceHealth, "state" | "problem" | "remedy">;
};

const refusal = (code: "intake/full" | "intake/too-large" | "intake/unknown-letter" | "intake/nothing-to-replay" | "queue/fenced") =>
  new SocError({ code, problem: "refused", remedy: "wait", retry: code === "intake/full" ? { afterMs: 1_000 } : "never" });

/** An intake in memory, for tests that own the clock; it keeps the promises of `testIntake`. */
export class MemoryIntake implements Intake {
  readonly #clock: Clock;
  readonly #waitingMax: number;
  readonly #sources = new Map<string, Source>();
  readonly #records = new Map<number, KeptRecord>();
  #letters: Letter[] = [];
  #position = 0;
  #done = 0;
  #lettersEver = 0;
  #arrived = new AbortController();

  constructor(clock: Clock, waitingMax = 100_000) {
    this.#clock = clock;
    this.#waitingMax = waitingMax;
  }

  handOver = async (delivery: Delivery): Promise<Received> => {
    requireBounds(delivery);
    const { source, records, cursor, refused = [] } = delivery;
    if (records.length > 0 && this.#position - this.#done + records.length > this.#waitingMax) throw refusal("intake/full");
    const state = this.#of(source);
    const receivedAtMs = this.#clock.nowMs();
    const fresh = records.filter(({ id }) => !state.ids.has(id) && state.ids.add(id));
    for (const record of fresh) {
      this.#position++;
      this.#records.set(this.#position, { ...record, bytes: Buffer.from(record.bytes), position: this.#position, source, receivedAtMs });
    }
    for (const { id, reason, says, bytes } of refused) {
      if (this.#letters.some((each) => each.source === source && each.recordId === id && each.position === undefined)) continue;
      this.#write({ source, recordId: id, position: undefined, reason, says, bytes, sentAtMs: undefined });
    }
    if (fresh.length > 0) {
      const sentAtMs = fresh.flatMap((each) => each.sentAtMs ?? []);
      state.habit = learntHabit(state.habit, { lastMs: state.lastMs, nowMs: receivedAtMs, sentAtMs });
      state.lastMs = receivedAtMs;
    }
    if (cursor !== undefined) state.cursor = cursor;
    state.accepted += fresh.length;
    state.repeated += records.length - fresh.length;
    this.#arrived.abort();
    this.#arrived = new AbortController();
    return { accepted: fresh.length, repeated: records.length - fresh.length };
  };

  #of(source: string): Source {
    const state = this.#sources.get(source) ?? {
      ids: new Set(),
      accepted: 0,
      repeated: 0,
      deadLettered: 0,
      habit: noHabit,
      said: { state: "off", problem: undefined, remedy: undefined },
    };
    this.#sources.set(source, state);
    return state;
  }

  #write(letter: Omit<Letter, "letter" | "atMs" | "replayedAtMs">): void {
    this.#letters.unshift({ ...letter, letter: ++this.#lettersEver, atMs: this.#clock.nowMs(), replayedAtMs: undefined });
    this.#of(letter.source).deadLettered++;
  }

  cursorOf = async (source: string) => this.#sources.get(source)?.cursor;
  read = async (after: number, limit: number) => [...this.#records.values()].filter(({ position }) => position > after).slice(0, limit);
  one = async (position: number) => this.#records.get(position);

  arrival = async (after: number, waitMs: number, signal: AbortSignal): Promise<void> => {
    const untilMs = this.#clock.nowMs() + waitMs;
    while (this.#position <= after && !signal.aborted && this.#clock.nowMs() < untilMs)
      await this.#clock.sleep(untilMs - this.#clock.nowMs(), AbortSignal.any([signal, this.#arrived.signal])).catch(() => {});
  };

  processed = async (upTo: number): Promise<void> => {
    this.#done = Math.max(this.#done, Math.min(upTo, this.#position));
  };

  forget = async (beforeMs: number, limit: number): Promise<number> => {
    const gone = [...this.#records.values()].filter((each) => each.position <= this.#done && each.receivedAtMs < beforeMs).slice(0, limit);
    for (const { position, source, id } of gone) {
      this.#records.delete(position);
      this.#of(source).ids.delete(id);
    }
    return gone.length;
  };

  heard = async (...[source, now]: Parameters<Intake["heard"]>): Promise<void> => {
    this.#of(source).said = { problem: undefined, remedy: undefined, ...now };
  };

  health = async (): Promise<SourceHealth[]> => {
    const nowMs = this.#clock.nowMs();
    return [...this.#sources]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([source, { accepted, repeated, deadLettered, lastMs, habit, said }]) => {
        const waiting = [...this.#records.values()].filter((each) => each.source === source && each.position > this.#done);
        const skewMs = skewOf(habit);
        const silent = said.state === "running" && lastMs !== undefined && isSilent(habit, lastMs, nowMs);
        const isOff = skewMs !== undefined && Math.abs(skewMs) > skewMsMax;
        const problem = said.problem ?? (isOff ? `its clock is ${skewMs / 1_000} seconds ahead of ours` : undefined);
        return {
          source,
          accepted,
          repeated,
          deadLettered,
          waiting: waiting.length,
          lastReceivedMs: lastMs,
          behindMs: waiting[0] ? nowMs - waiting[0].receivedAtMs : 0,
          skewMs,
          state: silent ? "silent" : said.state,
          problem,
          remedy: said.remedy,
        };
      });
  };

  deadLetters = async ({ before = Number.MAX_SAFE_INTEGER, limit, source }: Parameters<Intake["deadLetters"]>[0]) =>
    this.#letters
      .filter((each) => each.letter < before && (source === undefined || each.source === source))
      .slice(0, limit)
      .map(({ bytes: _, sentAtMs: __, ...letter }) => letter);

  replay = async (letter: number, readAgain?: ReadAgain): Promise<Received> => {
    const found = this.#letters.find((each) => each.letter === letter);
    if (!found) throw refusal("intake/unknown-letter");
    const { source, recordId, bytes, sentAtMs } = found;
    if (!bytes) throw refusal("intake/nothing-to-replay");
    const suffix = `#letter-${letter}`;
    const id = recordId.slice(0, 200 - suffix.length) + suffix;
    const kept = {
      source,
      record: { id, bytes, ...(sentAtMs === undefined ? {} : { sentAtMs }) },
      refused: found.position === undefined ? { source, id: recordId, bytes } : undefined,
    };
    const received = await replayed({ letter, kept, readAgain, handOver: this.handOver });
    const replayedAtMs = this.#clock.nowMs();
    this.#letters = this.#letters.map((each) =>
      each.letter === letter && each.replayedAtMs === undefined ? { ...each, replayedAtMs } : each,
    );
    return received;
  };

  bury = async (letters: Parameters<Intake["bury"]>[0]): Promise<void> => {
    for (const { position, reason, says } of letters.toSorted((a, b) => a.position - b.position)) {
      const record = this.#records.get(position);
      if (!record || this.#letters.some((each) => each.position === position)) continue;
      const { source, id, bytes, sentAtMs } = record;
      this.#write({ source, recordId: id, position, reason, says, bytes, sentAtMs });
    }
  };
}

/** An intake in memory for tests that never wait for arrivals by the clock. */
export function memoryIntake(nowMs: () => number): Intake {
  return new MemoryIntake({
    nowMs,
    sleep: (delayMs, signal) => sleep(delayMs, undefined, signal ? { signal, ref: false } : { ref: false }),
  });
}

function requireBounds({ source, records, refused = [], cursor = "" }: Delivery): void {
  const ids = [...records, ...refused].map(({ id }) => id.length);
  const bytes = records.map((each) => each.bytes.byteLength);
  const isFit =
    /^[a-z0-9][a-z0-9-]{0,62}$/.test(source) &&
    ids.length <= deliveryRecordsMax &&
    ids.every((length) => length > 0 && length <= 200) &&
    cursor.length <= 8_192 &&
    bytes.every((size) => size <= recordBytesMax) &&
    bytes.reduce((sum, size) => sum + size, 0) <= deliveryBytesMax;
  if (!isFit) throw refusal("intake/too-large");
}

/** Leases in memory over an intake in memory: one holder for each source, until it gives no sign of life for `leaseMs`. */
export function memorySourceLeases(intake: Pick<Intake, "handOver">, clock: Clock, leaseMs = 4_000): SourceLeases {
  const held = new Map<string, { epoch: number; untilMs: number }>();
  let epochs = 0;
  return {
    leaseMs,
    async take(source) {
      const holder = held.get(source);
      if (holder && holder.untilMs >= clock.nowMs()) return undefined;
      const epoch = ++epochs;
      held.set(source, { epoch, untilMs: clock.nowMs() + leaseMs });
      const isOurs = () => held.get(source)?.epoch === epoch;
      return {
        async handOver(delivery) {
          if (!isOurs()) throw refusal("queue/fenced");
          return intake.handOver(delivery);
        },
        async renew() {
          if (isOurs()) held.set(source, { epoch, untilMs: clock.nowMs() + leaseMs });
          return isOurs();
        },
        async release() {
          if (isOurs()) held.delete(source);
        },
      };
    },
  };
}
