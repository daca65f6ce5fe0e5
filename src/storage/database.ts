import type pg from "pg";

/** Which database: kept in a folder, thrown away at the end, or a server of the user's own. */
export type DatabaseChoice =
  /** With `join`, a folder that another watchkeeper of this machine has open is joined instead of refused. */
  (
    | { readonly dataDir: string; readonly join?: boolean }
    | { readonly ephemeral: true; readonly temporaryDir?: string }
    | { readonly databaseUrl: string }
  ) & {
    readonly tenant?: string;
    readonly connectionsMax?: number;
    /** The step of the tables' making to stop at, for rows of an older release that are put back; all of them unless it is named. */
    readonly tablesOf?: string;
  };

/** An open database with the tables of this release. */
export type Database = {
  /** Connections of the role that works; bound to one tenant. */
  readonly pool: pg.Pool;
  readonly tenant: string;
  /** False for a throw-away database: nothing is synced. */
  readonly durable: boolean;
  /** What cannot be promised on a server that is not ours, one sentence each; empty on our own. */
  readonly notes: readonly string[];
  /** Does one thing as the owner of the tables: making more of them. */
  readonly asOwner: (work: (owner: pg.Pool) => Promise<void>) => Promise<void>;
  /** Ends all connections, and stops the server when it is ours. Harmless when repeated. */
  readonly close: () => Promise<void>;
};

/** The same promise for every call. */
export function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= close();
    return closing;
  };
}
