import { type GrowingTree, leafHash, openTree } from "../core/transparency/tree.ts";
import type { Clock } from "../ports/clock.ts";
import type { Call, TellCall } from "../ports/connector-call.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { oneAtATime } from "./journal/one-at-a-time.ts";
import { openSealedLog, type SealedLog } from "./sealed-log.ts";

/** The requests of one connector in one minute, in one entry. `digest` is the RFC 6962 root over their lines (`callLine`), in order. */
export type CallsCounted = {
  readonly type: "CallsCounted";
  readonly connector: string;
  readonly minuteMs: number;
  readonly requests: number;
  /** Turned down or in trouble (status 400 and above). */
  readonly failed: number;
  /** Not sent at all, and lost on the way. */
  readonly notSent: number;
  readonly lost: number;
  readonly digest: string;
  /** Requests since the entry before of which only this number is known, because the record could not be written for too long. */
  readonly unrecorded?: number;
};

/** How a connector fared in this world, by what is recorded. */
export type CallTotals = {
  readonly requests: number;
  readonly failed: number;
  readonly notSent: number;
  readonly lost: number;
  readonly lastMs: number;
};

/** The record of what was asked of products: every request is covered by a digest, and none of them is an entry of its own. */
export type ConnectorCalls = {
  readonly told: TellCall;
  /** Records the minutes that are over. To be called every few seconds; what fails stays for the next time. */
  readonly record: () => Promise<void>;
  readonly totals: () => ReadonlyMap<string, CallTotals>;
  /** Records everything, the minute that is not over too, and publishes it. */
  readonly close: () => Promise<void>;
};

/** Minutes of connectors that wait to be recorded, at most; what comes beyond is counted and not covered. */
export const minutesWaitingMax = 50_000;
/** Connectors whose totals are held. */
const connectorsMax = 1_000;
const minuteLengthMs = 60_000;
const publishEveryMs = 600_000;
const factsAtOnceMax = 500;

/** The world of one month (UTC): a record that is checked from its beginning stays short. */
export const worldOfCalls = (nowMs: number): string => `connectors-${new Date(nowMs).toISOString().slice(0, 7)}`;

/** One request as a line: what a digest is over, and what a log may keep so that the digest can be checked. */
export const callLine = (call: Call): string =>
  JSON.stringify([
    "call-v1",
    call.connector,
    call.method,
    call.path,
    call.status,
    call.durationMs,
    call.sentDigest,
    call.answerDigest ?? null,
  ]);

/** The digest over these lines, as an entry has it. */
export function digestOfLines(lines: readonly string[]): string {
  const tree = openTree();
  for (const line of lines) tree.append(leafHash(Buffer.from(line)));
  return digestOf(tree);
}

const digestOf = (tree: GrowingTree) => `sha256:${Buffer.from(tree.root()).toString("hex")}`;

type Minute = {
  readonly connector: string;
  readonly minuteMs: number;
  readonly tree: GrowingTree;
  failed: number;
  notSent: number;
  lost: number;
};

/** Minutes that are not recorded yet. */
type Waiting = { readonly minutes: Map<string, Minute>; unrecorded: number; kept: number };

/** Opens the record of calls. `journalOf` opens the journal of a world; `keep` gets every line. The journal of a month is opened when it is first needed. */
export function openConnectorCalls(parts: {
  readonly journalOf: (world: string) => Promise<JournalStore>;
  readonly clock: Clock;
  readonly keep?: (line: string) => void;
}): ConnectorCalls {
  const { clock, keep } = parts;
  const waiting: Waiting = { minutes: new Map(), unrecorded: 0, kept: 0 };
  const totals = new Map<string, CallTotals>();
  const writing = openWriting(parts, totals);
  const inTurn = oneAtATime();
  return {
    told(call) {
      const line = callLine(call);
      keep?.(line);
      note(waiting, call, line, startOfMinute(clock.nowMs()));
    },
    record: () => inTurn(() => write(waiting, startOfMinute(clock.nowMs()), writing.append)),
    totals: () => totals,
    close: () =>
      inTurn(async () => {
        await write(waiting, Number.POSITIVE_INFINITY, writing.append);
        await writing.publish();
      }),
  };
}

function note(waiting: Waiting, { connector, status }: Call, line: string, minuteMs: number): void {
  const { minutes } = waiting;
  const key = `${minuteMs} ${connector}`;
  const minute = minutes.get(key) ?? { connector, minuteMs, tree: openTree(), failed: 0, notSent: 0, lost: 0 };
  if (!minutes.has(key) && minutes.size >= minutesWaitingMax) {
    waiting.unrecorded++;
    return;
  }
  minutes.set(key, minute);
  minute.tree.append(leafHash(Buffer.from(line)));
  if (status === "not-sent") minute.notSent++;
  else if (status === "lost") minute.lost++;
  else if (status >= 400) minute.failed++;
}

/** Writes the minutes before `beforeMs`. What cannot be written waits on, under a key of its own: a later request of its minute begins another entry. */
async function write(waiting: Waiting, beforeMs: number, append: (facts: readonly CallsCounted[]) => Promise<void>): Promise<void> {
  const { minutes } = waiting;
  const over = [...minutes].filter(([, { minuteMs }]) => minuteMs < beforeMs);
  for (let at = 0; at < over.length; at += factsAtOnceMax) {
    const part = over.slice(at, at + factsAtOnceMax);
    const missed = waiting.unrecorded;
    const facts = part.map(([, minute], index) => factOf(minute, index === 0 ? missed : 0));
    for (const [key] of part) minutes.delete(key);
    try {
      await append(facts);
      waiting.unrecorded -= missed;
    } catch (error) {
      for (const [key, minute] of part) minutes.set(key.includes("#") ? key : `${key} #${waiting.kept++}`, minute);
      throw error;
    }
  }
}

const startOfMinute = (nowMs: number) => Math.floor(nowMs / minuteLengthMs) * minuteLengthMs;

function factOf({ connector, minuteMs, tree, failed, notSent, lost }: Minute, unrecorded: number): CallsCounted {
  const counts = { requests: tree.size(), failed, notSent, lost, digest: digestOf(tree) };
  return { type: "CallsCounted", connector, minuteMs, ...counts, ...(unrecorded > 0 && { unrecorded }) };
}

/** Appends to the journal of the month, opened anew after a failure, and publishes from time to time. */
function openWriting(
  { journalOf, clock }: { readonly journalOf: (world: string) => Promise<JournalStore>; readonly clock: Clock },
  totals: Map<string, CallTotals>,
) {
  let open: { readonly world: string; readonly log: SealedLog<CallsCounted> } | undefined;
  let publishedMs = clock.nowMs();
  const logOf = async (world: string) => {
    if (open?.world === world) return open.log;
    await publish();
    totals.clear();
    const log = await openSealedLog<CallsCounted>(await journalOf(world), clock, {
      fold: (fact) => count(totals, fact),
      factOf: (text) => JSON.parse(text) as CallsCounted,
      streamOf: () => "calls",
      erased: "skip",
    });
    open = { world, log };
    return log;
  };
  async function publish(): Promise<void> {
    if (open) await open.log.checkpoint({ witness: "may" });
    publishedMs = clock.nowMs();
  }
  return {
    publish,
    async append(facts: readonly CallsCounted[]): Promise<void> {
      try {
        const log = await logOf(worldOfCalls(clock.nowMs()));
        await log.decide(() => facts);
        if (clock.nowMs() - publishedMs >= publishEveryMs) await publish();
      } catch (error) {
        open = undefined;
        throw error;
      }
    },
  };
}

function count(totals: Map<string, CallTotals>, { connector, minuteMs, requests, failed, notSent, lost }: CallsCounted): void {
  const before = totals.get(connector) ?? { requests: 0, failed: 0, notSent: 0, lost: 0, lastMs: 0 };
  if (!totals.has(connector) && totals.size >= connectorsMax) return;
  totals.set(connector, {
    requests: before.requests + requests,
    failed: before.failed + failed,
    notSent: before.notSent + notSent,
    lost: before.lost + lost,
    lastMs: Math.max(before.lastMs, minuteMs),
  });
}
