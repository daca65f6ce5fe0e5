import { createHash } from "node:crypto";
import type pg from "pg";
import type { Clock } from "../ports/clock.ts";
import type { ExecutorLock, HeldLock } from "../ports/executor-lock.ts";
import type { Database } from "./database.ts";

/** How long the server may take to say that we still hold the lock, before it counts as lost. */
const answerMsMax = 1_000;

/**
 * The executor lock as a session advisory lock of PostgreSQL, one for each tenant: the server itself gives it up when the session ends, however it ends.
 * It lives on a connection of its own out of the pool.
 */
export function openExecutorLock({ pool, tenant }: Pick<Database, "pool" | "tenant">, clock: Clock): ExecutorLock {
  return {
    async take() {
      const client = await pool.connect();
      try {
        const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1::bigint) AS taken", [keyOf(tenant)]);
        if (rows[0]?.taken) return held(client, tenant, clock);
        client.release();
        return undefined;
      } catch (cause) {
        client.release(true);
        throw cause;
      }
    },
  };
}

function held(client: pg.PoolClient, tenant: string, clock: Clock): HeldLock {
  let gone: "lost" | "released" | undefined;
  const lose = () => {
    gone ??= "lost";
  };
  client.on("error", lose);
  client.on("end", lose);
  return {
    async isHeld() {
      if (gone) return false;
      if (!(await holdsIt(client, tenant, clock))) lose();
      return gone === undefined;
    },
    async release() {
      if (gone === "released") return;
      gone = "released";
      client.off("error", lose);
      client.off("end", lose);
      // Ending the session gives it up for certain, though not at once, where the server does not answer.
      const isGivenBack = await inTime(client.query("SELECT pg_advisory_unlock($1::bigint)", [keyOf(tenant)]), clock);
      client.release(!isGivenBack);
    },
  };
}

/** Not whether the session lives, but whether it holds the lock: somebody may have taken it away by hand. */
async function holdsIt(client: pg.PoolClient, tenant: string, clock: Clock): Promise<boolean> {
  return inTime(
    client.query<{ held: number }>(heldStatement, [keyOf(tenant)]).then(({ rows }) => rows[0]?.held === 1),
    clock,
  );
}

/** Whether the answer came, in time, and is no "no". */
async function inTime(answer: Promise<unknown>, clock: Clock): Promise<boolean> {
  const answered = new AbortController();
  const asked = answer.then(
    (said) => said !== false,
    () => false,
  );
  const late = clock.sleep(answerMsMax, answered.signal).then(
    () => false,
    () => false,
  );
  const isIn = await Promise.race([asked, late]);
  answered.abort();
  return isIn;
}

const heldStatement = `
SELECT count(*)::int AS held FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid() AND objsubid = 1
  AND ((classid::bigint << 32) | objid::bigint) = $1::bigint`;

/** One 64-bit key for each tenant, apart from the keys of others who use advisory locks on this server. */
function keyOf(tenant: string): string {
  return createHash("sha256").update(`watchkeeper executor ${tenant}`).digest().readBigInt64BE().toString();
}
