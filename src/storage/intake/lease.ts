import type { HeldSource, SourceLeases } from "../../ports/source-lease.ts";
import type { Database } from "../database.ts";
import type { Gate } from "./gate.ts";

/** How long a source's lease lasts after the last sign of life. A killed process's sources pass on within this and one look of the others. */
export const sourceLeaseMs = 4_000;

// A free lease, or one that ran out, by the server's clock alone. Epochs come from one sequence, so that none comes twice.
const takeStatement = `
INSERT INTO watchkeeper.intake_leases AS l (tenant, source, epoch, alive_until)
VALUES ($1, $2, nextval('watchkeeper.lease_epochs'), clock_timestamp() + make_interval(secs => $3))
ON CONFLICT (tenant, source) DO UPDATE SET epoch = excluded.epoch, alive_until = excluded.alive_until
WHERE l.alive_until < clock_timestamp() RETURNING epoch`;

const renewStatement = `
UPDATE watchkeeper.intake_leases SET alive_until = clock_timestamp() + make_interval(secs => $4) WHERE tenant = $1 AND source = $2 AND epoch = $3`;

const releaseStatement = "DELETE FROM watchkeeper.intake_leases WHERE tenant = $1 AND source = $2 AND epoch = $3";

/** Leases of the sources of one tenant; what is handed over under one goes through the gate with its epoch. */
export function openSourceLeases({ pool, tenant }: Pick<Database, "pool" | "tenant">, gate: Gate): SourceLeases {
  const held = (source: string, epoch: number): HeldSource => ({
    handOver: (delivery) => gate.handOver(delivery, epoch),
    async renew() {
      const values = [tenant, source, epoch, sourceLeaseMs / 1_000];
      const { rowCount } = await pool.query({ name: "intake-lease-renew", text: renewStatement, values });
      return rowCount === 1;
    },
    async release() {
      await pool.query({ name: "intake-lease-release", text: releaseStatement, values: [tenant, source, epoch] });
    },
  });
  return {
    leaseMs: sourceLeaseMs,
    async take(source) {
      const values = [tenant, source, sourceLeaseMs / 1_000];
      const { rows } = await pool.query<{ epoch: number }>({ name: "intake-lease-take", text: takeStatement, values });
      return rows[0] && held(source, rows[0].epoch);
    },
  };
}
