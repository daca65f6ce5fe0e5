import { once } from "../storage/database.ts";
import { openKept } from "../storage/embedded/kept.ts";
import type { Server } from "../storage/embedded/server.ts";
import { hostOf } from "../storage/embedded/settings.ts";

/** A PostgreSQL that is not the service's own, as an administrator runs one; every commit is synced. */
export type OwnPostgres = {
  /** For DATABASE_URL; the same after a restart. */
  readonly url: string;
  /** Ends it as `pg_ctl stop -m fast` does, open transactions rolled back, and starts it again. */
  readonly restart: (downMs: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Starts one in a folder, from the files that come with the product. */
export async function startPostgres(folder: string): Promise<OwnPostgres> {
  let server: Server = await openKept(folder);
  const { user, password } = server.credentials.owner;
  const url = `postgresql://${user}:${password}@/postgres?host=${encodeURIComponent(hostOf(server.listen))}`;
  return {
    url,
    async restart(downMs) {
      await server.stop();
      await new Promise((settle) => setTimeout(settle, downMs));
      server = await openKept(folder);
    },
    close: once(() => server.stop()),
  };
}
