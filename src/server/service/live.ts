import type { Views } from "../../ports/views.ts";

/** A sign of life at least this often, so that nothing between us and the reader takes the silence for an end. Milliseconds. */
export const heartbeatMs = 15_000;
/** The most changes of one look. */
export const changesPerLookMax = 200;
/** A stream ends after this long: whoever reads on signs in anew, so that a right that was taken does not live on in an open stream. Milliseconds. */
export const streamLastsMs = 15 * 60_000;

type Reading = {
  readonly views: Pick<Views, "changes" | "latest" | "arrival">;
  /** The revision after which it goes on; from now on where none is given. */
  readonly after: number | undefined;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
};

/**
 * What changed, as server-sent events (WHATWG HTML, 9.2): `change` with kind and id under the change's revision, `reset` where the reader is ahead of us and
 * must read its lists anew. A slow reader gets the changes in larger pieces, never twice and never too few.
 */
export async function* liveEvents({ views, after, signal, nowMs }: Reading): AsyncGenerator<string> {
  const endsAtMs = nowMs() + streamLastsMs;
  const latest = await views.latest();
  const isAhead = after !== undefined && after > latest;
  let revision = after === undefined || isAhead ? latest : after;
  yield isAhead ? frame("reset", revision, {}) : frame("hello", revision, {});
  while (!signal.aborted && nowMs() < endsAtMs) {
    const changes = await views.changes(revision, changesPerLookMax);
    if (changes.length > 0) {
      yield changes.map(({ revision: at, kind, id }) => frame("change", at, { kind, id })).join("");
      revision = changes.at(-1)?.revision ?? revision;
      continue;
    }
    await views.arrival(revision, heartbeatMs, signal);
    if (!signal.aborted) yield ": here\n\n";
  }
}

const frame = (event: string, id: number, data: object) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** The revision that a reader names when it comes back; undefined for none or for what is no revision. */
export function lastSeen(header: string | readonly string[] | undefined): number | undefined {
  return typeof header === "string" && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}
