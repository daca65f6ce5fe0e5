import pg from "pg";

/** The schema that holds every table of ours. */
export const schemaName = "watchkeeper";

/** How a pool reaches its server and for whom it works. */
export type PoolOptions = {
  readonly connection: pg.ClientConfig;
  readonly tenant: string;
  readonly durable: boolean;
  readonly connectionsMax?: number;
};

const connectionsMaxDefault = 6;
const connectWaitMs = 10_000;
/** A transaction that its owner forgot must not hold locks for ever. */
const idleInTransactionMs = 300_000;

const int8 = 20;
const int8Array = 1016;

/**
 * Connections of the application role. Row-level security reads the tenant from the connection itself, so no query can forget it.
 * bigint arrives as a number: every bigint that a query of ours selects is below 2^53.
 */
export function openPool({ connection, tenant, durable, connectionsMax = connectionsMaxDefault }: PoolOptions): pg.Pool {
  const settings: Record<string, string> = {
    "watchkeeper.tenant": tenant,
    search_path: "pg_catalog",
    timezone: "UTC",
    datestyle: "ISO",
    idle_in_transaction_session_timeout: String(idleInTransactionMs),
    temp_buffers: "32MB",
    work_mem: "64MB",
    jit: "off",
    ...(durable ? {} : { synchronous_commit: "off" }),
  };
  const pool = new pg.Pool({
    ...connection,
    max: connectionsMax,
    connectionTimeoutMillis: connectWaitMs,
    application_name: "watchkeeper",
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${escaped(value)}`)
      .join(" "),
    types: { getTypeParser },
  });
  // An idle connection that breaks is replaced; whoever asks next hears of a server that is gone.
  pool.on("error", () => {});
  // One that breaks while it is lent fails the question that is under way; unheard, its error event would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

// The server splits `options` at blanks and takes a backslash as quoting.
const escaped = (value: string) => value.replaceAll(/[\\ ]/g, (character) => `\\${character}`);

const getTypeParser = ((type: number, format: "text" | "binary") => {
  if (type === int8 && format !== "binary") return Number;
  if (type === int8Array && format !== "binary") return (text: string) => (text === "{}" ? [] : text.slice(1, -1).split(",").map(Number));
  return pg.types.getTypeParser(type, format as "text");
}) as typeof pg.types.getTypeParser;
