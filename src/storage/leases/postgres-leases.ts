import type pg from "pg";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { type Lease, type Leases, leaseTimes } from "../../ports/leases.ts";
import type { Database } from "../database.ts";

type Held = { readonly epoch: number; readonly lost: AbortController; seenMs: number };
type Desk = {
  readonly pool: pg.Pool;
  readonly tenant: string;
  readonly worker: string;
  readonly held: Map<string, Held>;
  readonly clock: Clock;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyMs: () => number;
};

/**
 * Leases in one table, with the server's clock: a row holds until `until`. Signs of life go out for all that this process holds in one statement; a lease
 * whose row is another's, or that could not be renewed in time by our own steady clock, is lost at once, before anybody else could hold it.
 */
export function openLeases(
  { pool, tenant }: Pick<Database, "pool" | "tenant">,
  {
    worker,
    clock,
    steadyMs = () => Number(process.hrtime.bigint() / 1_000_000n),
  }: { readonly worker: string; readonly clock: Clock; readonly steadyMs?: () => number },
): Leases {
  const desk: Desk = { pool, tenant, worker, held: new Map(), clock, steadyMs };
  const closing = new AbortController();
  const beating = beat(desk, closing.signal);
  return {
    worker,
    take: (key) => take(desk, key),
    holderOf: (key) => holderOf(desk, key),
    async close() {
      closing.abort();
      await beating;
      for (const key of desk.held.keys()) lose(desk, key);
      const statement = "DELETE FROM watchkeeper.leases WHERE tenant = $1 AND holder = $2";
      // A server that is away lets them run out.
      await pool.query(statement, [tenant, worker]).catch(() => undefined);
    },
  };
}

const takeStatement = `
INSERT INTO watchkeeper.leases AS l (tenant, key, holder, epoch, until)
VALUES ($1, $2, $3, nextval('watchkeeper.lease_epochs'), clock_timestamp() + make_interval(secs => $4))
ON CONFLICT (tenant, key) DO UPDATE SET holder = excluded.holder, epoch = nextval('watchkeeper.lease_epochs'), until = excluded.until
WHERE l.until < clock_timestamp()
RETURNING epoch`;

async function take(desk: Desk, key: string): Promise<Lease | undefined> {
  const { pool, tenant, worker, held } = desk;
  if (held.has(key)) return undefined;
  const askedMs = desk.steadyMs();
  const values = [tenant, key, worker, leaseTimes.leaseMs / 1_000];
  const { rows } = await pool.query<{ epoch: number }>({ name: "lease-take", text: takeStatement, values });
  const epoch = rows[0]?.epoch;
  if (epoch === undefined) return undefined;
  const lost = new AbortController();
  held.set(key, { epoch, lost, seenMs: askedMs });
  return {
    key,
    epoch,
    lost: lost.signal,
    async requireHeld() {
      if (lost.signal.aborted || !(await isHeld(desk, key, epoch))) {
        if (held.get(key)?.epoch === epoch) lose(desk, key);
        throw fenced(key);
      }
    },
    async letGo() {
      if (held.get(key)?.epoch === epoch) lose(desk, key);
      const statement = "DELETE FROM watchkeeper.leases WHERE tenant = $1 AND key = $2 AND epoch = $3";
      await pool.query({ name: "lease-let-go", text: statement, values: [tenant, key, epoch] }).catch(() => undefined);
    },
  };
}

async function isHeld({ pool, tenant }: Desk, key: string, epoch: number): Promise<boolean> {
  const text = "SELECT 1 FROM watchkeeper.leases WHERE tenant = $1 AND key = $2 AND epoch = $3 AND until > clock_timestamp()";
  const { rowCount } = await pool.query({ name: "lease-held", text, values: [tenant, key, epoch] });
  return rowCount === 1;
}

async function holderOf({ pool, tenant }: Desk, key: string): Promise<{ worker: string; epoch: number } | undefined> {
  const text = "SELECT holder AS worker, epoch FROM watchkeeper.leases WHERE tenant = $1 AND key = $2 AND until > clock_timestamp()";
  const { rows } = await pool.query<{ worker: string; epoch: number }>({ name: "lease-holder", text, values: [tenant, key] });
  return rows[0];
}

function lose({ held }: Desk, key: string): void {
  held.get(key)?.lost.abort();
  held.delete(key);
}

// Only what is held here: a row that could not be given back, because the server was away just then, must run out.
const beatStatement = `
UPDATE watchkeeper.leases l SET until = clock_timestamp() + make_interval(secs => $3)
FROM unnest($4::text[], $5::bigint[]) AS held(key, epoch)
WHERE l.tenant = $1 AND l.holder = $2 AND l.key = held.key AND l.epoch = held.epoch AND l.until > clock_timestamp() RETURNING l.key, l.epoch`;

/** Signs of life until aborted. What the server does not confirm is lost: at once where its answer says so, else when our own time for it is over. */
async function beat(desk: Desk, signal: AbortSignal): Promise<void> {
  const { pool, tenant, worker, held, clock } = desk;
  while (!signal.aborted) {
    await clock.sleep(leaseTimes.beatMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    const before = [...held];
    if (before.length === 0) continue;
    const askedMs = desk.steadyMs();
    const late = new AbortController();
    const asked = pool.query<{ key: string; epoch: number }>({
      name: "lease-beat",
      text: beatStatement,
      values: [tenant, worker, leaseTimes.leaseMs / 1_000, before.map(([key]) => key), before.map(([, { epoch }]) => epoch)],
    });
    const tooLate = clock.sleep(leaseTimes.leaseMs, late.signal).then(
      () => undefined,
      () => undefined,
    );
    const answer = await Promise.race([asked.catch(() => undefined), tooLate]);
    late.abort();
    const kept = answer && new Map(answer.rows.map(({ key, epoch }) => [key, epoch]));
    for (const [key, each] of before) {
      if (held.get(key) !== each) continue;
      if (kept?.get(key) === each.epoch) each.seenMs = askedMs;
      else if (kept || desk.steadyMs() - each.seenMs >= leaseTimes.leaseMs) lose(desk, key);
    }
  }
}

const fenced = (key: string) =>
  new SocError({
    code: "queue/fenced",
    problem: `the work on "${key}" was handed to another worker, because this one gave no sign of life`,
    remedy: "do nothing: the other worker finishes it; if it happens often, look for a machine that is overloaded or was suspended",
    retry: "never",
  });
