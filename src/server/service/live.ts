import type { Change, Views } from "../../ports/views.ts";

/** A sign of life at least this often, so that nothing between us and the reader takes the silence for an end. Milliseconds. */
export const heartbeatMs = 15_000;
/** The most changes of one look. */
export const changesPerLookMax = 2_000;
/** Looks are at least so far apart, milliseconds: what changes several times in between is told once, as it is last. */
export const lookEveryMs = 250;
/** Things of one kind that one look names; of more it says how many, and readers look at their lists. */
export const namedPerLookMax = 50;
/** A stream ends after this long: whoever reads on signs in anew, so that a right that was taken does not live on in an open stream. Milliseconds. */
export const streamLastsMs = 15 * 60_000;
/** Looks that are told as one where a reader lags; beyond, it is told to read its lists anew. */
const looksAtOnceMax = 5;

type Reading = {
  readonly views: Pick<Views, "changes" | "latest" | "arrival">;
  /** The revision after which it goes on; from now on where none is given. */
  readonly after: number | undefined;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
};

/**
 * What changed, as server-sent events (WHATWG HTML, 9.2), each under the revision up to which it tells, at most `lookEveryMs` apart:
 * `hello` first; `change` with kind, id and the revision of its last change; `many` with kind and count, where more changed at once than are named;
 * `reset` where the reader is ahead of us or so far behind that it must read its lists anew, with the reason in `because`.
 */
export async function* liveEvents(reading: Reading): AsyncGenerator<string> {
  const { views, after, signal, nowMs } = reading;
  const endsAtMs = nowMs() + streamLastsMs;
  const latest = await views.latest();
  const hindrance = after === undefined ? undefined : await hindranceTo(views, after, latest);
  let revision = hindrance ? latest : (after ?? latest);
  yield hindrance ? reset(revision, hindrance) : frame("hello", revision, {});
  while (!signal.aborted && nowMs() < endsAtMs) {
    const found = await changesFrom(views, revision);
    if (found === "too many") {
      revision = await views.latest();
      yield reset(revision, "too far behind");
    } else if (found.length > 0) {
      revision = found.at(-1)?.revision ?? revision;
      yield told(found, revision);
    } else {
      await views.arrival(revision, heartbeatMs, signal);
      if (!signal.aborted) yield ": here\n\n";
      continue;
    }
    await reading.sleep(lookEveryMs, signal).catch(() => undefined);
  }
}

type Hindrance = "ahead" | "too far behind";

/** Changes are numbered without gaps: where the first one after a revision is not the next, those between are remembered no more. */
async function hindranceTo(views: Reading["views"], after: number, latest: number): Promise<Hindrance | undefined> {
  if (after > latest) return "ahead";
  const [next] = after === latest ? [] : await views.changes(after, 1);
  return next && next.revision !== after + 1 ? "too far behind" : undefined;
}

async function changesFrom(views: Reading["views"], revision: number): Promise<readonly Change[] | "too many"> {
  const found: Change[] = [];
  for (let looks = 0; looks < looksAtOnceMax; looks++) {
    const changes = await views.changes(found.at(-1)?.revision ?? revision, changesPerLookMax);
    if (changes[0] && changes[0].revision !== (found.at(-1)?.revision ?? revision) + 1) return "too many";
    found.push(...changes);
    if (changes.length < changesPerLookMax) return found;
  }
  return "too many";
}

/** Everything that changed, once, in the order of its last change; by number alone where it is too much to name. */
function told(changes: readonly Change[], upTo: number): string {
  const last = new Map<string, Change>();
  for (const change of changes) {
    const key = `${change.kind} ${change.id}`;
    last.delete(key);
    last.set(key, change);
  }
  const byKind = Map.groupBy(last.values(), ({ kind }) => kind);
  const many = [...byKind].filter(([, each]) => each.length > namedPerLookMax);
  const named = [...last.values()].filter(({ kind }) => !many.some(([each]) => each === kind));
  const frames = [
    ...many.map(([kind, each]) => ({ event: "many", data: { kind, count: each.length } })),
    ...named.map(({ kind, id, revision }) => ({ event: "change", data: { kind, id, revision } })),
  ];
  // Only the last one moves the place from which a reader goes on: who is cut off in between is told all of them again.
  return frames.map(({ event, data }, at) => (at === frames.length - 1 ? frame(event, upTo, data) : body(event, data))).join("");
}

const body = (event: string, data: object) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
const frame = (event: string, id: number, data: object) => `id: ${id}\n${body(event, data)}`;
const reset = (revision: number, because: Hindrance) => frame("reset", revision, { because });

/** The revision that a reader names when it comes back; undefined for none or for what is no revision. */
export function lastSeen(header: string | readonly string[] | undefined): number | undefined {
  return typeof header === "string" && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}
