import type { HeldSource, SourceLeases } from "../../ports/source-lease.ts";
import type { Database } from "../database.ts";
import type { Gate } from "./gate.ts";
import { sourceKey } from "./source-row.ts";

/** How long a source's lease lasts after the last sign of life. A killed process's sources pass on within this and one look of the others. */
export const sourceLeaseMs = 4_000;

// A free lease, or one that ran out, by the server's clock alone. Epochs come from one sequence, so that none comes twice.
const takeStatement = `
INSERT INTO watchkeeper.leases AS l (tenant, key, holder, epoch, until)
VALUES ($1, $2, 'sources', nextval('watchkeeper.lease_epochs'), clock_timestamp() + make_interval(secs => $3))
ON CONFLICT (tenant, key) DO UPDATE SET holder = excluded.holder, epoch = excluded.epoch, until = excluded.until
WHERE l.until < clock_timestamp() RETURNING epoch`;

const renewStatement = `
UPDATE watchkeeper.leases SET until = clock_timestamp() + make_interval(secs => $4) WHERE tenant = $1 AND key = $2 AND epoch = $3`;

const releaseStatement = "DELETE FROM watchkeeper.leases WHERE tenant = $1 AND key = $2 AND epoch = $3";

/** Leases of the sources of one tenant; what is handed over under one goes through the gate with its epoch. */
export function openSourceLeases({ pool, tenant }: Pick<Database, "pool" | "tenant">, gate: Gate): SourceLeases {
  const held = (source: string, epoch: number): HeldSource => ({
    handOver: (delivery) => gate.handOver(delivery, epoch),
    async renew() {
      const values = [tenant, sourceKey(source), epoch, sourceLeaseMs / 1_000];
      const { rowCount } = await pool.query({ name: "intake-lease-renew", text: renewStatement, values });
      return rowCount === 1;
    },
    async release() {
      await pool.query({ name: "intake-lease-release", text: releaseStatement, values: [tenant, sourceKey(source), epoch] });
    },
  });
  return {
    leaseMs: sourceLeaseMs,
    async take(source) {
      const values = [tenant, sourceKey(source), sourceLeaseMs / 1_000];
      const { rows } = await pool.query<{ epoch: number }>({ name: "intake-lease-take", text: takeStatement, values });
      return rows[0] && held(source, rows[0].epoch);
    },
  };
}
