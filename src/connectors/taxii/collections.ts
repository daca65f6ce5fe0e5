import { z } from "zod";
import { Collector } from "../../core/indicator/collector.ts";
import { readStix } from "../../core/indicator/stix.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { IndicatorItem, IndicatorReading, IndicatorSource } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { everyPage } from "../kit/pages.ts";
import { quoted } from "../kit/quoted.ts";
import type { Reader } from "../kit/reader.ts";

/** What an id of a collection looks like: a UUID, or an alias that the server gives it (section 5.2). */
export const collectionIdShape = /^[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,99}$/;

/** Objects that become known late may have been added a little before others that were seen already, milliseconds. */
const overlapMs = 60_000;
const objectsMax = 1_000_000;
const collectionsListedMax = 1_000;
const nextLengthMax = 2_048;
const requestMs = 60_000;
const answerBytes = 4 * 1_048_576;

export type TaxiiParts = {
  readonly reader: Reader;
  readonly root: readonly string[];
  readonly collections: readonly string[];
  readonly pageObjects: number;
  readonly wholeEveryMs: number;
  readonly clock: Clock;
};

const Discovery = z.object({ title: z.string(), api_roots: z.array(z.string()).max(1_000).optional() });
const Collections = z.object({
  collections: z
    .array(z.object({ id: z.string(), alias: z.string().optional(), can_read: z.boolean() }))
    .max(collectionsListedMax)
    .optional(),
});
const Envelope = z.strictObject({
  more: z.boolean().optional(),
  next: z.string().min(1).max(nextLengthMax).optional(),
  objects: z.array(z.unknown()).max(10_000).optional(),
});
const StixObject = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,250}--[0-9a-fA-F-]{36}$/),
  type: z.string(),
  modified: z.string().max(40).optional(),
  revoked: z.boolean().optional(),
});
const Cursor = z.strictObject({ after: z.array(z.tuple([z.string(), z.string()])).max(1_000), wholeAtMs: z.number() });

/** What the server's discovery says where no API root is configured: there is nothing to read before one is. */
export async function discoveryOf({ reader }: TaxiiParts, signal: AbortSignal): Promise<string> {
  const { api_roots: roots = [] } = await taxii(reader, { path: ["taxii2"] }, Discovery, signal);
  const paths = roots
    .slice(0, 5)
    .map((root) => quoted(URL.canParse(root, "https://server.invalid") ? new URL(root, "https://server.invalid").pathname : root));
  return `it answers, and has the API roots ${paths.join(", ")}: write one of them as "root"`;
}

/** Whether each configured collection is there and may be read. Refuses (`connector/bad-settings`, `connector/not-allowed`) with the name of the first that is not. */
export async function collectionsOf({ reader, root, collections }: TaxiiParts, signal: AbortSignal): Promise<string> {
  const listed = (await taxii(reader, { path: [...root, "collections"] }, Collections, signal)).collections;
  if (listed === undefined) throw unexpectedAnswer(reader.name, "no collections");
  for (const wanted of collections) {
    const found = listed.find(({ id, alias }) => id === wanted || alias === wanted);
    if (!found) throw noSuchCollection(reader.name, wanted);
    if (!found.can_read) throw notReadable(reader.name, wanted);
  }
  return `it answers, and lets us read ${collections.length === 1 ? "the collection" : `the ${collections.length} collections`}`;
}

/** Reads what was added since the last time, or everything where that is due. */
export function openCollections(parts: TaxiiParts): IndicatorSource["read"] {
  return async ({ cursor: text, ids }, signal): Promise<IndicatorReading> => {
    const nowMs = parts.clock.nowMs();
    const before = cursorOf(text);
    const isWhole = before === undefined || nowMs - before.wholeAtMs >= parts.wholeEveryMs || nowMs < before.wholeAtMs;
    const [items, after] = [new Map<string, Found>(), new Map(isWhole ? [] : before.after)];
    for (const collection of parts.collections) {
      const last = await readCollection({ parts, collection, after: after.get(collection), items, signal });
      if (last !== undefined) after.set(collection, last);
    }
    const known = parts.collections.map((collection) => `${collection}/`);
    const gone = [...ids].filter((id) => (isWhole && !items.has(id)) || !known.some((beginning) => id.startsWith(beginning)));
    const cursor = JSON.stringify({ after: [...after], wholeAtMs: isWhole ? nowMs : before.wholeAtMs });
    return { cursor, items: [...items.values()].map(({ item }) => item), gone, more: false };
  };
}

/** An item with the version that it comes from. */
type Found = { readonly modified: string; readonly item: IndicatorItem };
type Reading = {
  readonly parts: TaxiiParts;
  readonly collection: string;
  readonly after: string | undefined;
  readonly items: Map<string, Found>;
  readonly signal: AbortSignal;
};

/** Reads one collection to its end; gives the time after which the next reading begins. */
async function readCollection({ parts, collection, after, items, signal }: Reading): Promise<string | undefined> {
  const { reader, root, pageObjects } = parts;
  let last: string | undefined;
  const query = { "match[type]": "indicator", limit: String(pageObjects), ...(after === undefined ? {} : { added_after: after }) };
  const pages = everyPage({
    name: reader.name,
    read: (next) =>
      onePage(
        reader,
        { path: [...root, "collections", collection, "objects"], query: next === undefined ? query : { ...query, next } },
        signal,
      ),
    next({ envelope }) {
      if (!envelope.more) return undefined;
      if (envelope.next === undefined) throw unexpectedAnswer(reader.name, "more, and nothing that leads there");
      return envelope.next;
    },
  });
  for await (const { envelope, addedLast } of pages) {
    last = addedLast ?? last;
    for (const object of envelope.objects ?? []) take(reader.name, collection, object, items);
    if (items.size > objectsMax) throw unexpectedAnswer(reader.name, `more than ${objectsMax} objects`);
  }
  return last === undefined ? after : new Date(Math.max(0, Date.parse(last) - overlapMs)).toISOString();
}

/** Versions of one object may come in any order; the newest says what it is (STIX 2.1, section 3.6). */
function take(name: string, collection: string, raw: unknown, items: Map<string, Found>): void {
  const object = StixObject.safeParse(raw).data;
  if (object?.type !== "indicator") return;
  const id = `${collection}/${object.id}`;
  const { modified = "" } = object;
  const known = items.get(id);
  if (known && known.modified > modified) return;
  const { indicators, skipped } = readStix({ name, bundle: { objects: [raw] }, collector: new Collector() });
  const leftOut = object.revoked ? 0 : skipped.reduce((sum, { count }) => sum + count, 0);
  items.set(id, { modified, item: { id, indicators, leftOut } });
}

type Asked = { readonly path: readonly string[]; readonly query?: Readonly<Record<string, string>> };

async function onePage(reader: Reader, asked: Asked, signal: AbortSignal) {
  const answer = await askTaxii(reader, asked, signal);
  const addedLast = answer.header("x-taxii-date-added-last");
  return {
    envelope: jsonOf(reader.name, answer, Envelope),
    addedLast: addedLast !== undefined && addedLast.length <= 40 && !Number.isNaN(Date.parse(addedLast)) ? addedLast : undefined,
  };
}

const taxii = async <Shape extends z.ZodType>(reader: Reader, asked: Asked, shape: Shape, signal: AbortSignal) =>
  jsonOf(reader.name, await askTaxii(reader, asked, signal), shape);

/** An answer is TAXII 2.1 by its own word (section 1.6.8), or none: a portal's page, or a server of another version. */
async function askTaxii(reader: Reader, { path, query }: Asked, signal: AbortSignal) {
  const bounds = { timeMs: requestMs, bytesMax: answerBytes };
  const answer = await reader.ask({ method: "GET", path, endsInSlash: true, ...(query ? { query } : {}), ...bounds }, signal, [406]);
  if (answer.status === 406) throw notTaxii21(reader.name);
  const type = (answer.header("content-type") ?? "").toLowerCase().replaceAll(/\s/g, "");
  if (!/^application\/taxii\+json(?:;|$)/.test(type)) throw unexpectedAnswer(reader.name, "another content type than TAXII's");
  const version = /;version="?([^;"]*)/.exec(type)?.[1];
  if (version !== undefined && version !== "2.1") throw notTaxii21(reader.name);
  return answer;
}

function cursorOf(text: string | undefined): z.infer<typeof Cursor> | undefined {
  if (text === undefined) return undefined;
  try {
    const cursor = Cursor.parse(JSON.parse(text));
    return cursor.after.some(([, each]) => Number.isNaN(Date.parse(each))) ? undefined : cursor;
  } catch {
    return undefined;
  }
}

const notTaxii21 = (name: string) =>
  new SocError({
    code: "connector/unexpected-answer",
    problem: `"${name}" does not speak TAXII 2.1`,
    remedy: "ask whoever runs the server for its TAXII 2.1 address; older versions are not read",
    retry: "never",
  });

const noSuchCollection = (name: string, collection: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `"${name}" has no collection ${quoted(collection)}, or does not show it to us`,
    remedy: 'compare "collections" in its settings with what the server offers, or ask its owner for access',
    retry: "never",
  });

const notReadable = (name: string, collection: string) =>
  new SocError({
    code: "connector/not-allowed",
    problem: `"${name}" does not let us read the collection ${quoted(collection)}`,
    remedy: "ask the server's owner for the right to read it",
    retry: "never",
  });
