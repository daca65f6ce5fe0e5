import { createHash } from "node:crypto";
import pg from "pg";
import type { Clock } from "../ports/clock.ts";
import type { Database } from "./database.ts";

/** What a notice can be about. */
export type Topic = "intake" | "views";

/**
 * Notices between processes that something may have changed: for speed alone, since they may be lost. Whoever waits asks the tables again after each, and
 * now and then without one.
 */
export type Notices = {
  /** Tells this process at once and the others soon; many that come together are told as one. */
  readonly tell: (topic: Topic) => void;
  /** Resolves at the next notice, or after `waitMs`, or when aborted. */
  readonly next: (topic: Topic, waitMs: number, signal: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
};

const channel = "watchkeeper";
/** How long to leave a server alone that does not let us listen. */
const listenAgainMs = 5_000;

/** Notices of one tenant over LISTEN and NOTIFY, on a connection of its own, made when somebody first waits. */
export function openNotices({ pool, tenant }: Pick<Database, "pool" | "tenant">, clock: Clock): Notices {
  const ears = new Set<{ readonly topic: Topic; readonly wake: () => void }>();
  const wake = (topic: string) => {
    for (const ear of [...ears]) if (ear.topic === topic) ear.wake();
  };
  // The name of a tenant is nobody else's business, and every database client may listen.
  const whose = createHash("sha256").update(`watchkeeper notices ${tenant}`).digest("hex").slice(0, 16);
  const listener = openListener(pool, clock, (payload) => {
    const [topic = "", of] = payload.split(" ");
    if (of === whose) wake(topic);
  });
  const senders = new Map<Topic, () => void>();
  return {
    tell(topic) {
      wake(topic);
      let send = senders.get(topic);
      if (!send) {
        send = coalesced(() => pool.query("SELECT pg_notify($1, $2)", [channel, `${topic} ${whose}`]));
        senders.set(topic, send);
      }
      send();
    },
    async next(topic, waitMs, signal) {
      listener.ensure();
      const done = new AbortController();
      const ear = { topic, wake: () => done.abort() };
      ears.add(ear);
      await clock.sleep(waitMs, AbortSignal.any([signal, done.signal])).catch(() => {});
      ears.delete(ear);
    },
    close: listener.close,
  };
}

/** How often somebody who waits looks without a notice. */
const pollMs = 500;

/** Waits until something is there, at most `waitMs`: looks at once, after each notice, and now and then. */
export async function arrivalOf(
  { notices, clock, topic }: { readonly notices: Notices; readonly clock: Clock; readonly topic: Topic },
  isThere: () => Promise<boolean>,
  { waitMs, signal }: { readonly waitMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const untilMs = clock.nowMs() + waitMs;
  while (!signal.aborted) {
    const leftMs = untilMs - clock.nowMs();
    const seen = new AbortController();
    // Listening before looking: what comes in between is heard.
    const notice = notices.next(topic, Math.min(Math.max(leftMs, 0), pollMs), AbortSignal.any([signal, seen.signal]));
    try {
      if ((await isThere()) || leftMs <= 0) return;
      await notice;
    } finally {
      seen.abort();
    }
  }
}

/** One question at a time; what is asked meanwhile is asked once more after it. */
function coalesced(ask: () => Promise<unknown>): () => void {
  let isAsking = false;
  let again = false;
  const go = () => {
    if (isAsking) {
      again = true;
      return;
    }
    isAsking = true;
    again = false;
    ask()
      // A notice that is lost costs the others a poll.
      .catch(() => {})
      .finally(() => {
        isAsking = false;
        if (again) go();
      });
  };
  return go;
}

function openListener(pool: pg.Pool, clock: Clock, hear: (payload: string) => void) {
  let client: pg.Client | undefined;
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  let isClosed = false;
  const lose = (lost: pg.Client) => {
    if (client === lost) client = undefined;
    lost.end().catch(() => {});
  };
  return {
    ensure() {
      if (client || isClosed || clock.nowMs() < notBeforeMs) return;
      notBeforeMs = clock.nowMs() + listenAgainMs;
      const made = new pg.Client(pool.options as pg.ClientConfig);
      client = made;
      made.on("error", () => lose(made));
      made.on("end", () => lose(made));
      made.on("notification", ({ payload = "" }) => hear(payload));
      made
        .connect()
        .then(() => made.query(`LISTEN ${channel}`))
        .catch(() => lose(made));
    },
    async close() {
      isClosed = true;
      await client?.end().catch(() => {});
    },
  };
}
