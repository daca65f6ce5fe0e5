import type pg from "pg";
import type { DeadLetter } from "../../core/event/event.ts";
import { checkQuery } from "../../core/query/check.ts";
import type { EventStore, Prevalence } from "../../ports/event-store.ts";
import type { Database } from "../database.ts";
import { explained } from "../failure.ts";
import { type World, worldNamed } from "../world.ts";
import { Appender } from "./append.ts";
import { search } from "./search.ts";
import { storableKey } from "./storable.ts";

/** The most keys that one question about prevalence may name, and dead letters that one answer lists. */
export const eventStoreLimits = { prevalenceKeysMax: 10_000, deadLettersMax: 100_000 } as const;

/** Worlds with fewer events are searched without telling the planner about them. */
const countedEventsMin = 10_000;

/** The events of one world. Opening it again continues it. */
export async function openEventStore({ pool, tenant }: Pick<Database, "pool" | "tenant">, name: string): Promise<EventStore> {
  const world = await worldNamed(pool, tenant, name);
  const appender = new Appender(pool, world);
  return {
    append: (batch) => appender.append(batch),
    // Indexes are kept while loading; what the planner must know is counted at the end.
    finishLoading: async () => {
      // The planner's guesses do for a small world; counting costs more than they would.
      const { events } = await totals(pool, world);
      if (events >= countedEventsMin) await pool.query("SELECT watchkeeper.count_rows()");
    },
    search: async (query) => search(pool, world, checkQuery(query)),
    prevalence: (keys) => told(pool, () => prevalence(pool, world, keys)),
    totals: () => told(pool, () => totals(pool, world)),
    deadLetters: (limit) => told(pool, () => deadLetters(pool, world, limit)),
  };
}

/** Does it, and says it in our words when the server could not. */
async function told<Answer>(pool: pg.Pool, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (cause) {
    throw explained(cause, pool);
  }
}

const prevalenceStatement = `
SELECT k.place::int AS place, coalesce(p.events, 0)::bigint AS events, p.first_ms, p.last_ms,
  (SELECT count(DISTINCT h) FROM watchkeeper.entity_postings e, unnest(e.hosts) h WHERE e.tenant = $1 AND e.world = $2 AND e.entity = k.key) AS hosts,
  (SELECT count(DISTINCT u) FROM watchkeeper.entity_postings e, unnest(e.users) u WHERE e.tenant = $1 AND e.world = $2 AND e.entity = k.key) AS users
FROM unnest($3::text[]) WITH ORDINALITY AS k(key, place)
LEFT JOIN LATERAL (
  SELECT sum(cardinality(e.times)) AS events, min(e.from_ms) AS first_ms, max(e.to_ms) AS last_ms
  FROM watchkeeper.entity_postings e WHERE e.tenant = $1 AND e.world = $2 AND e.entity = k.key) p ON true
ORDER BY k.place`;

type PrevalenceRow = { events: number; hosts: number; users: number; first_ms: number | null; last_ms: number | null };

async function prevalence(pool: pg.Pool, { tenant, world }: World, keys: readonly string[]): Promise<Prevalence[]> {
  const answers: Prevalence[] = [];
  for (let from = 0; from < keys.length; from += eventStoreLimits.prevalenceKeysMax) {
    const asked = keys.slice(from, from + eventStoreLimits.prevalenceKeysMax);
    const values = [tenant, world, asked.map(storableKey)];
    const { rows } = await pool.query<PrevalenceRow>({ name: "prevalence", text: prevalenceStatement, values });
    for (const [index, { events, hosts, users, first_ms, last_ms }] of rows.entries())
      answers.push({ key: asked[index]!, events, hosts, users, firstMs: first_ms ?? undefined, lastMs: last_ms ?? undefined });
  }
  return answers;
}

const totalsStatement = `
SELECT coalesce(sum(events), 0)::bigint AS events, min(first_ms) AS first_ms, max(last_ms) AS last_ms,
  (SELECT count(DISTINCT h) FROM watchkeeper.batches c, unnest(c.hosts) h WHERE c.tenant = $1 AND c.world = $2) AS hosts
FROM watchkeeper.batches WHERE tenant = $1 AND world = $2`;

async function totals(pool: pg.Pool, { tenant, world }: World): ReturnType<EventStore["totals"]> {
  const { rows } = await pool.query<Omit<PrevalenceRow, "users">>(totalsStatement, [tenant, world]);
  const { events, hosts, first_ms, last_ms } = rows[0]!;
  return { events, hosts, firstMs: first_ms ?? undefined, lastMs: last_ms ?? undefined };
}

async function deadLetters(pool: pg.Pool, { tenant, world }: World, limit: number): Promise<DeadLetter[]> {
  const { rows } = await pool.query<{ letter: string }>(
    "SELECT letter FROM watchkeeper.dead_letters WHERE tenant = $1 AND world = $2 ORDER BY letter_no LIMIT $3",
    [tenant, world, Math.min(limit, eventStoreLimits.deadLettersMax)],
  );
  return rows.map(({ letter }) => withDigest(JSON.parse(letter) as DeadLetter));
}

/** JSON leaves out what is undefined; a dead letter always has the field. */
const withDigest = (letter: DeadLetter): DeadLetter => ({ ...letter, digest: letter.digest ?? undefined });
