import type { Clock } from "../../ports/clock.ts";
import type { Intake, IntakeHolds } from "../../ports/intake.ts";
import type { SourceLeases } from "../../ports/source-lease.ts";
import type { Database } from "../database.ts";
import { arrivalOf, type Notices } from "../notices.ts";
import { forget, openIntakeHolds } from "./forget.ts";
import { Gate } from "./gate.ts";
import { health, heard } from "./health.ts";
import type { WaitingMax } from "./keep.ts";
import { openSourceLeases } from "./lease.ts";
import { bury, deadLetters, letterRecord, noteReplayed, replayed } from "./letters.ts";
import { moveProgress } from "./progress.ts";
import { headOf, readAfter, readOne } from "./read.ts";

/** How much may wait to be read before sources are asked to keep their own, and when they are to ask again. */
export const waitingMax: WaitingMax = { recordsMax: 500_000, bytesMax: 4 * 1_073_741_824, afterMs: 1_000 };

/** The intake of one tenant with what belongs to it. */
export type OpenIntake = { readonly intake: Intake; readonly sourceLeases: SourceLeases; readonly intakeHolds: IntakeHolds };

type Parts = {
  readonly database: Pick<Database, "pool" | "tenant">;
  readonly clock: Clock;
  readonly notices: Notices;
  readonly waiting?: WaitingMax;
};

/** Opens the intake. Several processes may have it open; the order is one. */
export async function openIntake({ database, clock, notices, waiting = waitingMax }: Parts): Promise<OpenIntake> {
  const { pool, tenant } = database;
  const { nowMs } = clock;
  await pool.query("INSERT INTO watchkeeper.intake_heads VALUES ($1, 0, 0, 0) ON CONFLICT DO NOTHING", [tenant]);
  await pool.query("INSERT INTO watchkeeper.intake_progress VALUES ($1, 0, 0) ON CONFLICT DO NOTHING", [tenant]);
  const gate = new Gate({ pool, tenant, nowMs, waiting, arrived: () => notices.tell("intake") });
  const intake: Intake = {
    handOver: (delivery) => gate.handOver(delivery),
    cursorOf: (source) => cursorOf(database, source),
    read: (after, limit) => readAfter(pool, tenant, after, limit),
    one: (position) => readOne(pool, tenant, position),
    arrival: (after, waitMs, signal) =>
      arrivalOf({ notices, clock, topic: "intake" }, async () => (await headOf(pool, tenant)) > after, { waitMs, signal }),
    processed: (upTo) => moveProgress(pool, tenant, upTo),
    forget: (beforeMs, limit) => forget(pool, tenant, beforeMs, limit),
    heard: (...words) => heard(pool, tenant, words, nowMs()),
    health: () => health(pool, tenant, nowMs()),
    deadLetters: (page) => deadLetters(pool, tenant, page),
    async replay(letter, readAgain) {
      const kept = await letterRecord(pool, tenant, letter);
      const received = await replayed({ letter, kept, readAgain, handOver: (delivery) => gate.handOver(delivery) });
      await noteReplayed(pool, tenant, letter, nowMs());
      return received;
    },
    bury: (letters) => bury(pool, tenant, letters, nowMs()),
  };
  return { intake, sourceLeases: openSourceLeases(database, gate), intakeHolds: openIntakeHolds(database) };
}

async function cursorOf({ pool, tenant }: Pick<Database, "pool" | "tenant">, source: string): Promise<string | undefined> {
  const text = "SELECT cursor FROM watchkeeper.intake_sources WHERE tenant = $1 AND source = $2";
  const { rows } = await pool.query<{ cursor: string | null }>({ name: "intake-cursor", text, values: [tenant, source] });
  const cursor = rows[0]?.cursor;
  return typeof cursor === "string" ? (JSON.parse(cursor) as string) : undefined;
}
