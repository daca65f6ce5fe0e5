import type { AttemptLimit } from "../core/access/lockout.ts";

/** A session as it is kept: never its secret, only SHA-256 of that (`hash`). Times are milliseconds, UTC. */
export type SessionRow = {
  readonly hash: string;
  /** What lists and the record call it. */
  readonly id: string;
  readonly account: string;
  readonly madeAtMs: number;
  readonly seenAtMs: number;
  readonly steppedUpAtMs: number | undefined;
  /** With what it began: a word of ours. */
  readonly how: string;
  readonly address: string;
  /** What the browser calls itself, cut. */
  readonly agent: string;
};

/** Where sessions are kept. A write is durable when it returns, and every process sees it from then on. */
export type SessionStore = {
  readonly begin: (session: SessionRow) => Promise<void>;
  readonly find: (hash: string) => Promise<SessionRow | undefined>;
  readonly seen: (hash: string, atMs: number) => Promise<void>;
  /** The same session under another secret; false where there is none with the old one, so that of two at once one fails. */
  readonly rotate: (from: string, to: string, steppedUpAtMs: number | undefined) => Promise<boolean>;
  /** Newest first. */
  readonly ofAccount: (account: string, limit: number) => Promise<readonly SessionRow[]>;
  /** Ends one session of an account, or all of them but one; gives the ids that ended. */
  readonly end: (account: string, which: { readonly id: string } | { readonly allBut?: string }) => Promise<readonly string[]>;
  readonly forget: (madeBeforeMs: number, seenBeforeMs: number) => Promise<number>;
};

/** What counts once: a challenge, a step of a sign-in, each by the hash of its id. What nobody has used yet takes no room, so strangers fill nothing. */
export type SpentStore = {
  /** True for the first who says so, in all processes; false for everybody after. */
  readonly spend: (hash: string, endsAtMs: number) => Promise<boolean>;
  readonly forget: (endedBeforeMs: number) => Promise<number>;
};

/** What trying costs: the wait that stands, or the how-manieth try in a row this one is. */
export type Reserved = { readonly waitMs: number } | { readonly failures: number };

/** Counters of tries. A try is counted before it is looked at, so that a hundred at once are a hundred. */
export type AttemptStore = {
  /** All or none: while any of the subjects has to wait nothing is counted, and the longest wait is given. */
  readonly reserve: (
    subjects: readonly { readonly subject: string; readonly limit: AttemptLimit }[],
    nowMs: number,
  ) => Promise<readonly Reserved[]>;
  /** It went well: forgets the counter. */
  readonly clear: (subject: string) => Promise<void>;
  /** It went well, but others count here too: takes this one try back. */
  readonly giveBack: (subject: string) => Promise<void>;
  /** Forgets counters without a try since, and the oldest beyond `rowsMax`. */
  readonly forget: (triedBeforeMs: number, rowsMax: number) => Promise<number>;
};

/** When tokens were last used, to the minute. */
export type TokenUses = {
  readonly note: (token: string, atMs: number) => Promise<void>;
  readonly of: (tokens: readonly string[]) => Promise<ReadonlyMap<string, number>>;
};

/** What sign-in keeps beside the record, of one tenant. Whoever can write all of it gains nobody's rights: see `core/access` and decision 0102. */
export type AccessStore = {
  readonly sessions: SessionStore;
  readonly spent: SpentStore;
  readonly attempts: AttemptStore;
  readonly uses: TokenUses;
};
