import { SocError } from "../core/soc-error.ts";

const diskFull = "53100";
// SQLSTATE classes and system errors that mean: there is nobody to ask any more.
const lost = /^(?:08...|57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT)$/;

const fullness = new WeakMap<object, () => boolean>();

/** Remembers how to find out whether a server of ours has run out of space: it ends then, without telling its clients why. */
export function watchSpace(pool: object, isFull: () => boolean): void {
  fullness.set(pool, isFull);
}

/** What a person is told when the server could not do its work; anything else is returned as it is. */
export function explained(cause: unknown, pool: object): unknown {
  const { code = "", message = "" } = cause as { code?: string; message?: string };
  const isLost = lost.test(code) || message.startsWith("Connection terminated");
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
      remedy: "start again: what was acknowledged is kept; the end of postgres.log in the data folder says why it ended",
      retry: { afterMs: 2_000 },
      cause,
    });
  return cause;
}
