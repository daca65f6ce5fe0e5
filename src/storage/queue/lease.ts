import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";

/** How long a worker is believed to live after its last sign of life, and how often it gives one. A killed worker's jobs pass on within lease and beat. */
export const leaseTimes = { leaseMs: 4_000, beatMs: 1_000 } as const;

const beat = `
INSERT INTO watchkeeper.queue_workers (tenant, worker, alive_until) VALUES ($1, $2, now() + make_interval(secs => $3))
ON CONFLICT (tenant, worker) DO UPDATE SET alive_until = excluded.alive_until`;

// The library itself lets go of a dead worker's jobs after four hours only.
const release = `
WITH dead AS (
  SELECT DISTINCT j.locked_by FROM graphile_worker.jobs j
  WHERE j.task_identifier = $2 AND j.locked_at < now() - make_interval(secs => $3)
    AND NOT EXISTS (SELECT 1 FROM watchkeeper.queue_workers w WHERE w.tenant = $1 AND w.worker = j.locked_by AND w.alive_until > now())
)
SELECT graphile_worker.force_unlock_workers(array_agg(locked_by)) FROM dead HAVING count(*) > 0`;

const forget = "DELETE FROM watchkeeper.queue_workers WHERE tenant = $1 AND (worker = $2 OR alive_until < now() - interval '1 hour')";

type Lease = { readonly pool: pg.Pool; readonly tenant: string; readonly worker: string; readonly task: string };

/** Gives signs of life and releases the jobs of workers that give none, until aborted. */
export async function keepLease({ pool, tenant, worker, task }: Lease, signal: AbortSignal): Promise<void> {
  const leaseSeconds = leaseTimes.leaseMs / 1_000;
  while (!signal.aborted) {
    try {
      await pool.query({ name: "queue-beat", text: beat, values: [tenant, worker, leaseSeconds] });
      await pool.query({ name: "queue-release", text: release, values: [tenant, task, leaseSeconds] });
    } catch {
      // The server is away: the lease runs out, others take over, and the fence refuses what we finish late.
    }
    await sleep(leaseTimes.beatMs, undefined, { signal }).catch(() => {});
  }
  await pool.query(forget, [tenant, worker]).catch(() => {});
}

/** Gives the first sign of life, before any job is taken. */
export async function beginLease({ pool, tenant, worker }: Lease): Promise<void> {
  await pool.query(beat, [tenant, worker, leaseTimes.leaseMs / 1_000]);
}
