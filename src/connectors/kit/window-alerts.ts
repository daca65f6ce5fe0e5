import { createHash } from "node:crypto";
import { z } from "zod";
import { type IntakeRecord, recordBytesMax } from "../../ports/intake.ts";
import type { PolledSource } from "../../ports/source.ts";
import { unexpectedAnswer } from "./http-refusals.ts";
import { isTooLarge } from "./index-search.ts";

/** Alerts that stand in the cursor, so that they are not handed over again; what is looked back at ends with the oldest of them. */
const heldMax = 400;
const idLengthMax = 200;
const atLengthMax = 512;
const idDigestLength = 8;
/** The most pages of one round. */
const pagesMax = 10_000;
const smallPage = 10;

/** One alert of a list, with the time that the list is asked by. */
export type Listed = { readonly id: string; readonly timeMs: number; readonly bytes: Uint8Array };

/** Alerts of a product that lists those since a time, in whatever order. */
export type ListedAlerts = {
  readonly name: string;
  readonly everyMs: number;
  /** How late an alert may come and still be found, milliseconds. */
  readonly lookBackMs: number;
  readonly pageRecords: number;
  /** One page of what has a time of `fromMs` or later; `at` is what the page before gave as `next`. */
  readonly page: (
    asked: { readonly fromMs: number; readonly at: string | undefined; readonly size: number },
    signal: AbortSignal,
  ) => Promise<{ readonly alerts: readonly Listed[]; readonly next: string | undefined }>;
};

const Kept = z.strictObject({
  v: z.literal(1),
  from: z.int().min(0),
  /** While a round is under way: the next page, the newest time so far, how many pages there were, and how the last one began. */
  at: z.string().min(1).max(atLengthMax).optional(),
  newest: z.int().min(0).optional(),
  pages: z.int().min(0).max(pagesMax).default(0),
  first: z.string().max(idDigestLength).optional(),
  held: z.string().max(heldMax * 20),
});
type State = Omit<z.output<typeof Kept>, "held" | "v"> & { readonly held: ReadonlyMap<string, number> };

/**
 * Reads in rounds: each lists everything since the newest alert of the round before, less the time that is looked back, and hands over what does not stand in the
 * cursor. So what comes late is found, and nothing is handed over at every round.
 */
export function windowAlerts(alerts: ListedAlerts): PolledSource {
  const { name, everyMs } = alerts;
  return {
    kind: "polled",
    guarantee: "never lost",
    everyMs,
    async page({ cursor, sinceMs, signal }) {
      const state = readCursor(cursor) ?? { from: Math.max(0, Math.trunc(sinceMs)), pages: 0, held: new Map<string, number>() };
      const { alerts: listed, next } = await fitting(alerts, state, signal);
      const first = listed[0] && digestOf(listed[0].id);
      const leadsBack = state.at !== undefined && (next === state.at || (next !== undefined && first === state.first));
      if (leadsBack || state.pages >= pagesMax) throw unexpectedAnswer(name, "a page leads back to an earlier one");
      const fresh = listed.filter(({ id }) => !state.held.has(digestOf(id)));
      const isFit = ({ bytes }: Listed) => bytes.length <= recordBytesMax;
      return {
        records: fresh.filter(isFit).map(recordOf),
        refused: fresh
          .filter((each) => !isFit(each))
          .map(({ id }) => ({ id: shortId(id), reason: "too-large", says: "the alert is larger than a record may be" })),
        cursor: written(after(alerts, state, listed, next === undefined ? undefined : { at: next, first })),
        more: next !== undefined,
      };
    },
  };
}

/** A page that is larger than an answer may be is asked for with fewer alerts. */
async function fitting({ page, pageRecords }: ListedAlerts, { from, at }: State, signal: AbortSignal) {
  for (const size of [pageRecords, smallPage].filter((each) => each < pageRecords || each === pageRecords)) {
    try {
      return await page({ fromMs: from, at, size }, signal);
    } catch (cause) {
      if (!isTooLarge(cause) || size <= smallPage) throw cause;
    }
  }
  return page({ fromMs: from, at, size: 1 }, signal);
}

type Ongoing = { readonly at: string; readonly first: string | undefined };

function after({ lookBackMs }: ListedAlerts, state: State, listed: readonly Listed[], ongoing: Ongoing | undefined): State {
  const all = new Map([...state.held, ...listed.map(({ id, timeMs }) => [digestOf(id), timeMs] as const)]);
  const newest = Math.max(state.newest ?? 0, ...all.values());
  const sorted = [...all].toSorted(([a, aMs], [b, bMs]) => bMs - aMs || (a < b ? -1 : 1));
  const kept = sorted.slice(0, heldMax);
  const held = new Map(kept);
  if (ongoing) {
    const { at, first } = ongoing;
    return { from: state.from, at, newest, pages: state.pages + 1, ...(first && { first }), held };
  }
  if (all.size === 0) return { from: state.from, pages: 0, held };
  const oldestHeld = sorted.length > heldMax || state.held.size >= heldMax ? kept.at(-1)![1] : 0;
  const from = Math.max(0, newest - lookBackMs, Math.min(oldestHeld, newest));
  return { from, pages: 0, held: new Map(kept.filter(([, timeMs]) => timeMs >= from)) };
}

const recordOf = ({ id, bytes, timeMs }: Listed): IntakeRecord => ({ id: shortId(id), bytes, sentAtMs: timeMs });
const sha256 = (id: string) => createHash("sha256").update(id);
const digestOf = (id: string) => sha256(id).digest("base64url").slice(0, idDigestLength);
const shortId = (id: string) => (id.length <= idLengthMax ? id : `sha256:${sha256(id).digest("hex")}`);

function written({ held, from, at, newest, pages, first }: State): string {
  const text = [...held].map(([digest, timeMs]) => `${digest}${timeMs.toString(36)}`).join(" ");
  return JSON.stringify({ v: 1, from, ...(at !== undefined && { at, newest, first }), pages, held: text } satisfies z.input<typeof Kept>);
}

function readCursor(text: string | undefined): State | undefined {
  try {
    const { held, v: _, ...kept } = Kept.parse(JSON.parse(text ?? ""));
    const each = held === "" ? [] : held.split(" ").map((word) => word.match(/^([\w-]{8})([0-9a-z]{1,10})$/)!);
    return { ...kept, held: new Map(each.map(([, digest, time]) => [digest!, Number.parseInt(time!, 36)])) };
  } catch {
    return undefined;
  }
}
