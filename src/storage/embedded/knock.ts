import pg from "pg";
import type { Login } from "./cluster.ts";
import { hostOf, type Listen } from "./settings.ts";

/** The one database of an embedded server. */
export const databaseName = "postgres";

/** How a client reaches an embedded server. */
export function connectionTo(listen: Listen, login: Login): pg.ClientConfig {
  return { host: hostOf(listen), port: listen.port, database: databaseName, user: login.user, password: login.password, ssl: false };
}

/** What a server said to our credentials. */
export type Answer =
  | { readonly says: "ours"; readonly client: pg.Client }
  | { readonly says: "wait" | "refused" | "silent"; readonly cause: unknown };

const connectWaitMs = 3_000;
// SQLSTATE: invalid password, invalid authorisation; starting up or shutting down; too many connections.
const refusals = new Set(["28P01", "28000"]);
const busy = new Set(["57P03", "57P01", "53300"]);

/** Tries our credentials on a server. The caller ends the client of the answer "ours". */
export async function knock(listen: Listen, login: Login): Promise<Answer> {
  const client = new pg.Client({
    ...connectionTo(listen, login),
    connectionTimeoutMillis: connectWaitMs,
    application_name: "watchkeeper supervisor",
  });
  // The server may die while nobody is asking it anything; the next question finds out.
  client.on("error", () => {});
  try {
    await client.connect();
    return { says: "ours", client };
  } catch (cause) {
    await client.end().catch(() => {});
    const code = (cause as { code?: string }).code ?? "";
    return { says: refusals.has(code) ? "refused" : busy.has(code) ? "wait" : "silent", cause };
  }
}

// "WATCHKPR": one lock per database, held for as long as its owner lives.
const ownerLock = "6288797853917171794";

/** Takes the lock that only one owner of a database can hold; false when another holds it. */
export async function holdOwnerLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1::bigint) AS held", [ownerLock]);
  return rows[0]?.held === true;
}
