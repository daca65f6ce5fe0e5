import { type Attempts, failedAgain, waitMs } from "../core/access/lockout.ts";
import type { AccessStore, SessionRow } from "../ports/access-store.ts";

/** What sign-in keeps, in memory; keeps the promises of `access-store-contract.ts`. */
export function memoryAccessStore(): AccessStore {
  const sessions = new Map<string, SessionRow>();
  const spent = new Map<string, number>();
  const attempts = new Map<string, Attempts>();
  const uses = new Map<string, number>();
  return {
    sessions: {
      begin: async (session) => void sessions.set(session.hash, session),
      find: async (hash) => sessions.get(hash),
      async seen(hash, atMs) {
        const held = sessions.get(hash);
        if (held) sessions.set(hash, { ...held, seenAtMs: Math.max(held.seenAtMs, atMs) });
      },
      async rotate(from, to, steppedUpAtMs) {
        const held = sessions.get(from);
        if (!held) return false;
        sessions.delete(from);
        sessions.set(to, { ...held, hash: to, steppedUpAtMs });
        return true;
      },
      ofAccount: async (account, limit) =>
        [...sessions.values()]
          .filter((each) => each.account === account)
          .toSorted((a, b) => b.madeAtMs - a.madeAtMs || (a.id < b.id ? -1 : 1))
          .slice(0, limit),
      async end(account, which) {
        const isMeant = ({ id }: SessionRow) => ("id" in which ? id === which.id : id !== which.allBut);
        const ended = [...sessions.values()].filter((each) => each.account === account && isMeant(each));
        for (const { hash } of ended) sessions.delete(hash);
        return ended.map(({ id }) => id).toSorted();
      },
      async forget(madeBeforeMs, seenBeforeMs) {
        const old = [...sessions.values()].filter(({ madeAtMs, seenAtMs }) => madeAtMs < madeBeforeMs || seenAtMs < seenBeforeMs);
        for (const { hash } of old) sessions.delete(hash);
        return old.length;
      },
    },
    spent: {
      async spend(hash, endsAtMs) {
        if (spent.has(hash)) return false;
        spent.set(hash, endsAtMs);
        return true;
      },
      async forget(endedBeforeMs) {
        const old = [...spent].filter(([, endsAtMs]) => endsAtMs < endedBeforeMs);
        for (const [hash] of old) spent.delete(hash);
        return old.length;
      },
    },
    attempts: {
      async reserve(subjects, nowMs) {
        const waits = subjects.map(({ subject, limit }) => waitMs(attempts.get(subject), limit, nowMs));
        if (waits.some((wait) => wait > 0)) return waits.map((wait) => ({ waitMs: wait }));
        return subjects.map(({ subject, limit }) => {
          const next = failedAgain(attempts.get(subject), limit, nowMs);
          attempts.set(subject, next);
          return { failures: next.failures };
        });
      },
      clear: async (subject) => void attempts.delete(subject),
      async giveBack(subject) {
        const held = attempts.get(subject);
        if (held) attempts.set(subject, { ...held, failures: Math.max(0, held.failures - 1) });
      },
      async forget(triedBeforeMs, rowsMax) {
        const newest = [...attempts].toSorted(([a, x], [b, y]) => y.lastMs - x.lastMs || (a < b ? -1 : 1));
        const gone = newest.filter(([, { lastMs }], index) => lastMs < triedBeforeMs || index >= rowsMax);
        for (const [subject] of gone) attempts.delete(subject);
        return gone.length;
      },
    },
    uses: {
      note: async (token, atMs) => void uses.set(token, Math.max(uses.get(token) ?? 0, atMs)),
      of: async (tokens) => new Map(tokens.flatMap((token) => (uses.has(token) ? [[token, uses.get(token)!]] : []))),
    },
  };
}
