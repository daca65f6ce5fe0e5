import { createHash } from "node:crypto";
import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { deliveryBytesMax, deliveryRecordsMax, type IntakeRecord } from "../../ports/intake.ts";
import type { PolledSource } from "../../ports/source.ts";
import { firstPiece, openPieces, type PiecePlace, type Pieces } from "../kit/pieces.ts";
import { quoted } from "../kit/quoted.ts";
import { type Bucket, isAskable, type S3Object } from "./bucket.ts";

/** Objects of one page; another is begun only while there is room for it. */
const objectsPerPage = 50;
const roomRecordsMin = 32;
const roomBytesMin = 4 * 1_048_576;
/** The oldest objects of a listing that wait to be read; the next listing finds the others. */
const waitingMax = 5_000;
const listingsMax = 2_000;
/** Objects of the overlap that a cursor remembers, and that we do; what neither does comes again and is a repeat. */
const rememberedMax = 300;
const knownMax = 200_000;
const daysMax = 31;
const dayMs = 86_400_000;

export type S3Source = {
  readonly name: string;
  readonly bucket: Bucket;
  readonly prefixes: readonly string[];
  readonly everyMs: number;
  /** Objects may appear this much later than the time that they carry. */
  readonly overlapMs: number;
  readonly clock: Clock;
};

const Place = z.strictObject({ at: z.int(), headingAt: z.int().optional(), skipping: z.boolean() });
const Cursor = z.strictObject({
  v: z.literal(1),
  sinceMs: z.number(),
  untilMs: z.number(),
  done: z.array(z.tuple([z.string(), z.number()])).max(rememberedMax),
  under: z.strictObject({ id: z.string(), to: Place }).optional(),
});
type Cursor = z.output<typeof Cursor>;
type Refusal = { readonly id: string; readonly reason: string; readonly says: string; readonly bytes?: Uint8Array };

/** Reads a bucket's objects in the order in which they appeared, each once: by its key and its ETag. */
export function openS3Source(order: S3Source): PolledSource & { readonly close: () => void } {
  const course = new Course(order);
  return {
    kind: "polled",
    guarantee: "never lost",
    everyMs: order.everyMs,
    page: ({ cursor, sinceMs, signal }) => course.page(cursorIn(cursor, sinceMs), signal),
    close: () => course.close(),
  };
}

type Reading = { readonly id: string; readonly pieces: Pieces; readonly isGone: () => boolean };

/** What is known beside the cursor: the objects that wait, those that are done, and the one that is being read. */
class Course {
  readonly #order: S3Source;
  readonly #known = new Map<string, number>();
  #waiting: S3Object[] = [];
  #reading: Reading | undefined;
  #signal = new AbortController().signal;

  constructor(order: S3Source) {
    this.#order = order;
  }

  async page(state: Cursor, signal: AbortSignal): ReturnType<PolledSource["page"]> {
    this.#signal = signal;
    if (this.#waiting.length === 0) this.#waiting = await this.#look(state, signal);
    const page = newPage();
    let { untilMs, under } = state;
    const done = new Map(state.done);
    for (let objects = 0; objects < objectsPerPage && page.hasRoom(); objects++) {
      const [object] = this.#waiting;
      if (!object) break;
      signal.throwIfAborted();
      const id = idOf(object);
      under = await this.#readOn(object, under?.id === id ? placeOf(under.to) : firstPiece, page);
      if (under) break;
      this.#waiting.shift();
      this.#known.set(id, object.modifiedMs);
      done.set(id, object.modifiedMs);
      untilMs = Math.max(untilMs, object.modifiedMs);
    }
    const oldestMs = untilMs - this.#order.overlapMs;
    if (this.#known.size > knownMax) for (const [id, atMs] of this.#known) if (atMs < oldestMs) this.#known.delete(id);
    const remembered = [...done].filter(([, atMs]) => atMs >= oldestMs).slice(-rememberedMax);
    const next: Cursor = { v: 1, sinceMs: state.sinceMs, untilMs, done: remembered, ...(under ? { under } : {}) };
    return { ...page.all(), cursor: JSON.stringify(next), more: this.#waiting.length > 0 };
  }

  close(): void {
    this.#reading?.pieces.close();
    this.#reading = undefined;
  }

  /** Reads on in an object; gives where to go on, or undefined when it is done with. */
  async #readOn(object: S3Object, from: PiecePlace, page: ReturnType<typeof newPage>): Promise<Cursor["under"]> {
    const id = idOf(object);
    const problem = object.isArchived
      ? "is in an archive and cannot be read"
      : isAskable(object)
        ? undefined
        : "has a key that cannot be asked for";
    if (problem !== undefined) {
      page.refuse({ id, reason: "not-readable", says: `the object ${quoted(object.key)} ${problem}` });
      return undefined;
    }
    const { pieces, isGone } = await this.#opened(object, id);
    const read = isGone() ? undefined : await pieces.page(from, page.room());
    if (read && !isGone()) page.take(id, read, object.modifiedMs);
    if (read && !read.ended && !isGone()) return { id, to: read.to };
    this.close();
    return undefined;
  }

  async #opened(object: S3Object, id: string): Promise<Reading> {
    if (this.#reading?.id === id) return this.#reading;
    this.close();
    let isGone = false;
    const read = this.#order.bucket.reading(
      object,
      () => this.#signal,
      () => {
        isGone = true;
      },
    );
    this.#reading = { id, pieces: await openPieces(read), isGone: () => isGone };
    return this.#reading;
  }

  /** Lists what is new, the oldest first. */
  async #look(state: Cursor, signal: AbortSignal): Promise<S3Object[]> {
    const { name, bucket, prefixes, overlapMs, clock } = this.#order;
    const fromMs = Math.max(state.sinceMs, state.untilMs - overlapMs);
    const done = new Set(state.done.map(([id]) => id));
    const isNew = (object: S3Object) =>
      object.modifiedMs >= fromMs && object.size > 0 && !this.#known.has(idOf(object)) && !done.has(idOf(object));
    const found: S3Object[] = [];
    for (const prefix of prefixesOf(prefixes, fromMs, clock.nowMs())) {
      let next: string | undefined;
      for (let listings = 1; ; listings++) {
        const page = await bucket.list(prefix, next, signal);
        found.push(...page.objects.filter(isNew));
        // Only the oldest are kept: they are to be read first.
        if (found.length > waitingMax * 2) found.sort(byTime).splice(waitingMax);
        if (page.next === undefined) break;
        if (page.next === next || listings === listingsMax) throw endless(name);
        next = page.next;
      }
    }
    return found.sort(byTime).slice(0, waitingMax);
  }
}

/** What one page holds so far, within the limits of a delivery. */
function newPage() {
  const records: IntakeRecord[] = [];
  const refused: Refusal[] = [];
  let bytes = 0;
  const room = () => ({ recordsMax: deliveryRecordsMax - records.length - refused.length, bytesMax: deliveryBytesMax - bytes });
  return {
    room,
    hasRoom: () => room().recordsMax >= roomRecordsMin && room().bytesMax >= roomBytesMin,
    refuse: (refusal: Refusal) => refused.push(refusal),
    take(id: string, page: Awaited<ReturnType<Pieces["page"]>>, sentAtMs: number) {
      for (const { at, bytes: held } of page.records) {
        records.push({ id: `${id}:${at}`, bytes: held, sentAtMs });
        bytes += held.length;
      }
      for (const { at, ...why } of page.refused) refused.push({ id: `${id}:${at}:${why.reason}`, ...why });
    },
    all: () => ({ records, refused }),
  };
}

const placeOf = ({ at, headingAt, skipping }: z.output<typeof Place>): PiecePlace => ({ at, headingAt, skipping });

const idOf = ({ key, etag }: S3Object) =>
  createHash("sha256")
    .update(JSON.stringify([key, etag]))
    .digest("base64url")
    .slice(0, 12);

const byTime = (a: S3Object, b: S3Object) => a.modifiedMs - b.modifiedMs || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** Prefixes with their days filled in, from the day before the first of interest to today: whoever writes one folder a day need not be listed whole. */
export function prefixesOf(prefixes: readonly string[], fromMs: number, nowMs: number): readonly string[] {
  const firstMs = Math.max(fromMs - dayMs, nowMs - daysMax * dayMs);
  const days: string[] = [];
  for (let atMs = firstMs; atMs < nowMs + dayMs; atMs += dayMs) days.push(new Date(Math.min(atMs, nowMs)).toISOString().slice(0, 10));
  const filled = prefixes.flatMap((prefix) =>
    /\{(?:year|month|day)\}/.test(prefix)
      ? days.map((day) =>
          prefix.replaceAll("{year}", day.slice(0, 4)).replaceAll("{month}", day.slice(5, 7)).replaceAll("{day}", day.slice(8)),
        )
      : [prefix],
  );
  return [...new Set(filled)];
}

function cursorIn(text: string | undefined, sinceMs: number): Cursor {
  try {
    return Cursor.parse(JSON.parse(text ?? ""));
  } catch {
    return { v: 1, sinceMs, untilMs: sinceMs, done: [] };
  }
}

const endless = (name: string) =>
  new SocError({
    code: "connector/unexpected-answer",
    problem: `${quoted(name)} lists its objects without end`,
    remedy: "write narrower prefixes into the settings, with {year}, {month} and {day} where keys have them",
    retry: { afterMs: 60_000 },
  });
