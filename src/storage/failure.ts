import type pg from "pg";
import { SocError } from "../core/soc-error.ts";

const diskFull = "53100";
// SQLSTATE classes and system errors that mean: there is nobody to ask any more.
const lost = /^(?:08...|57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT)$/;

const lostWords = /^(?:Connection terminated|Client has encountered a connection error)/;

const fullness = new WeakMap<object, () => boolean>();

/** Remembers how to find out whether a server of ours has run out of space: it ends then, without telling its clients why. */
export function watchSpace(pool: object, isFull: () => boolean): void {
  fullness.set(pool, isFull);
}

/** What a person is told when the server could not do its work; anything else is returned as it is. */
export function explained(cause: unknown, pool: object): unknown {
  const { code = "", message = "" } = cause as { code?: string; message?: string };
  const isLost = lost.test(code) || lostWords.test(message);
  if (code === diskFull || (isLost && fullness.get(pool)?.()))
    return new SocError({
      code: "storage/disk-full",
      problem: "no space is left for the database",
      remedy: "free some space and start again: what was acknowledged is kept",
      retry: "never",
      cause,
    });
  if (isLost)
    return new SocError({
      code: "storage/server-lost",
      problem: "the database server ended while it was in use",
      remedy: "run the same command again: what was acknowledged is kept; the end of postgres.log in the data folder says why it ended",
      retry: { afterMs: 2_000 },
      cause,
    });
  return cause;
}

/** From now on every question to this pool, and to the clients that it lends, fails with what a person can use: no caller has to think of it. */
export function tellFailures(pool: pg.Pool): void {
  pool.connect = telling(pool.connect.bind(pool), pool) as typeof pool.connect;
  pool.query = telling(pool.query.bind(pool), pool) as typeof pool.query;
  pool.on("connect", (client) => {
    client.query = telling(client.query.bind(client), pool) as typeof client.query;
  });
}

/** The same function; a promise that it gives fails explained. With a callback or a stream it gives none, and nothing is changed. */
function telling(ask: unknown, pool: pg.Pool): (...words: unknown[]) => unknown {
  return (...words) => {
    const answer = (ask as (...words: unknown[]) => unknown)(...words);
    if (!(answer instanceof Promise)) return answer;
    return answer.catch((cause: unknown) => {
      throw explained(cause, pool);
    });
  };
}
