import type pg from "pg";
import { SocError } from "../../core/soc-error.ts";

/** Which hand-over of which key. */
export type Fence = { readonly tenant: string; readonly key: string; readonly epoch: number };

/** Takes the key over from whoever held it. */
export async function takeOver(pool: pg.Pool, tenant: string, key: string): Promise<Fence> {
  const { rows } = await pool.query<{ epoch: number }>({
    name: "queue-take-over",
    text: `INSERT INTO watchkeeper.queue_fences (tenant, key, epoch) VALUES ($1, $2, nextval('watchkeeper.queue_epochs'))
           ON CONFLICT (tenant, key) DO UPDATE SET epoch = nextval('watchkeeper.queue_epochs') RETURNING epoch`,
    values: [tenant, key],
  });
  return { tenant, key, epoch: rows[0]!.epoch };
}

/**
 * Refuses when the key has been handed on. Inside a transaction that keeps a result, the row stays locked until it ends,
 * so nobody can take over between the question and the commit.
 */
export async function requireFence(client: pg.Pool | pg.PoolClient, { tenant, key, epoch }: Fence): Promise<void> {
  const { rowCount } = await client.query({
    name: "queue-fence",
    text: "SELECT 1 FROM watchkeeper.queue_fences WHERE tenant = $1 AND key = $2 AND epoch = $3 FOR UPDATE",
    values: [tenant, key, epoch],
  });
  if (rowCount === 0) throw fenced(key);
}

/** Lets the key go. Epochs come from one sequence, so a key that begins anew never repeats one. */
export async function letGo(pool: pg.Pool, { tenant, key, epoch }: Fence): Promise<void> {
  await pool.query({
    name: "queue-let-go",
    text: "DELETE FROM watchkeeper.queue_fences WHERE tenant = $1 AND key = $2 AND epoch = $3",
    values: [tenant, key, epoch],
  });
}

const fenced = (key: string) =>
  new SocError({
    code: "queue/fenced",
    problem: `the work on "${key}" was handed to another worker, because this one gave no sign of life`,
    remedy: "do nothing: the other worker finishes it; if it happens often, look for a machine that is overloaded or was suspended",
    retry: "never",
  });
