import type pg from "pg";
import { SocError } from "../../core/soc-error.ts";
import { inTransaction } from "../transaction.ts";

/** Counting and long orders that take longer are given up; milliseconds. */
export const patienceMs = { count: 250, facets: 400, order: 5_000, page: 10_000 } as const;

/** Read before the rows: what changes in between is told again, never missed. */
export async function latestOf(client: pg.PoolClient, tenant: string): Promise<number> {
  const text = "SELECT revision FROM watchkeeper.view_heads WHERE tenant = $1";
  return (await client.query<{ revision: number }>({ name: "view-revision", text, values: [tenant] })).rows[0]?.revision ?? 0;
}

const cancelled = "57014";

/** Reads, each statement no longer than so many milliseconds. Refuses (`query/too-slow`) what takes longer. */
export async function within<Done>(pool: pg.Pool, ms: number, work: (client: pg.PoolClient) => Promise<Done>): Promise<Done> {
  try {
    return await inTransaction(pool, async (client) => {
      await client.query(`SET LOCAL statement_timeout = ${ms}`);
      return work(client);
    });
  } catch (cause) {
    if ((cause as { code?: string }).code === cancelled) throw tooSlow(cause);
    throw cause;
  }
}

/** As `within`; undefined for what takes longer. */
export async function inTime<Done>(pool: pg.Pool, ms: number, work: (client: pg.PoolClient) => Promise<Done>): Promise<Done | undefined> {
  try {
    return await within(pool, ms, work);
  } catch (error) {
    if (error instanceof SocError && error.code === "query/too-slow") return undefined;
    throw error;
  }
}

const tooSlow = (cause: unknown) =>
  new SocError({
    code: "query/too-slow",
    problem: "the list asked for takes too long to put together",
    remedy: "ask for fewer things at once: leave a filter out, or give a shorter time",
    retry: "never",
    cause,
  });
