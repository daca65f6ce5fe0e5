import type { ConnectorParts } from "../kit/connector-kind.ts";
import { type Answer, unexpectedAnswer } from "../kit/http.ts";
import type { ReadAt } from "../kit/read-at.ts";
import { openReader, type ReaderOrder } from "../kit/reader.ts";
import { type S3Keys, signS3 } from "./signature.ts";

/** An object as a listing has it. */
export type S3Object = {
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly modifiedMs: number;
  /** It is in an archive and cannot be read before somebody has it brought back. */
  readonly isArchived: boolean;
};

/** A bucket that is read. */
export type Bucket = {
  /** One page of what begins with a prefix, in the order of keys; `next` leads to the page after it. */
  readonly list: (
    prefix: string,
    from: string | undefined,
    signal: AbortSignal,
  ) => Promise<{ readonly objects: readonly S3Object[]; readonly next: string | undefined }>;
  /** Reads an object by place as it was when it was listed; once it is gone or another, `isGone` is called and nothing comes. */
  readonly reading: (object: S3Object, signal: () => AbortSignal, isGone: () => void) => ReadAt;
};

export type BucketOrder = ReaderOrder & { readonly region: string; readonly keys: () => S3Keys };

const pageObjectsMax = 1_000;
/** An object is fetched in blocks of this size, and the last one is kept: it is asked for in small pieces. */
const blockBytes = 2 * 1_048_576;

/** Opens the way to a bucket; its URL names it, in the host or in the path. Sends nothing. */
export function openBucket({ region, keys, ...order }: BucketOrder, parts: ConnectorParts): Bucket {
  const reader = openReader(order, parts);
  const { host, pathname } = new URL(order.url);
  const base = decodeURIComponent(pathname.replace(/\/+$/, ""));
  const get = (
    path: readonly string[],
    query: Record<string, string>,
    headers: Record<string, string>,
    signal: AbortSignal,
    also: number[] = [],
  ) => {
    const signed = signS3({ host, path: `${base}/${path.join("/")}`, query, headers }, keys(), region, parts.clock.nowMs());
    const kind = path.length === 0 ? "/objects" : "/object";
    return reader.ask({ method: "GET", path, query, headers: signed, kind }, signal, also);
  };
  return {
    async list(prefix, from, signal) {
      const more: Record<string, string> = from === undefined ? {} : { "continuation-token": from };
      const query = { "list-type": "2", "encoding-type": "url", "max-keys": String(pageObjectsMax), prefix, ...more };
      return listingOf(order.name, await get([], query, {}, signal));
    },
    reading(object, signal, isGone) {
      let block: { readonly from: number; readonly bytes: Uint8Array } | undefined;
      const fetched = async (from: number) => {
        const range = `bytes=${from}-${Math.min(object.size, from + blockBytes) - 1}`;
        const answer = await get(object.key.split("/"), {}, { range, "if-match": object.etag }, signal(), [404, 412]);
        if (answer.status === 404 || answer.status === 412) {
          isGone();
          return Buffer.alloc(0);
        }
        const expected = Math.min(blockBytes, object.size - from);
        const isWhole = answer.status === 206 || (answer.status === 200 && from === 0 && expected === object.size);
        if (!isWhole || answer.bytes.length !== expected) throw unexpectedAnswer(order.name, `a range with status ${answer.status}`);
        return answer.bytes;
      };
      return async (from, length) => {
        if (from >= object.size) return Buffer.alloc(0);
        const begin = from - (from % blockBytes);
        if (block?.from !== begin) block = { from: begin, bytes: await fetched(begin) };
        return block.bytes.subarray(from - begin, from - begin + length);
      };
    },
  };
}

/** Whether an object's key can be asked for: one with an empty part, or with `.` or `..`, would be another by the time it arrives. */
export const isAskable = ({ key }: S3Object) =>
  key.length <= 1_024 && key.split("/").every((part) => part !== "" && part !== "." && part !== "..");

function listingOf(name: string, answer: Answer): { objects: readonly S3Object[]; next: string | undefined } {
  const text = Buffer.from(answer.bytes).toString("utf8");
  if (!/<ListBucketResult[\s>]/.test(text) || !text.includes("</ListBucketResult>")) throw unexpectedAnswer(name, "no listing");
  const objects = Array.from(text.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g), ([, item = ""]) => {
    const key = decoded(textIn(item, "Key"));
    const modifiedMs = Date.parse(textIn(item, "LastModified") ?? "");
    const size = Number(textIn(item, "Size"));
    const etag = textIn(item, "ETag");
    if (key === undefined || etag === undefined || !Number.isFinite(modifiedMs) || !Number.isSafeInteger(size) || size < 0)
      throw unexpectedAnswer(name, "an object of a listing");
    return { key, etag, size, modifiedMs, isArchived: /^(?:GLACIER|DEEP_ARCHIVE)$/.test(textIn(item, "StorageClass") ?? "") };
  });
  const isTruncated = textIn(text, "IsTruncated") === "true";
  const next = isTruncated ? textIn(text, "NextContinuationToken") : undefined;
  if (isTruncated && next === undefined) throw unexpectedAnswer(name, "a listing without its next page");
  return { objects, next };
}

const entities: ReadonlyMap<string, string> = new Map([
  ["&quot;", '"'],
  ["&apos;", "'"],
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&amp;", "&"],
  ["&#34;", '"'],
  ["&#39;", "'"],
]);

function textIn(xml: string, tag: string): string | undefined {
  const found = new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];
  return found?.replace(/&(?:quot|apos|lt|gt|amp|#34|#39);/g, (each) => entities.get(each) ?? each);
}

/** Keys are listed URL-encoded, since XML cannot hold all of them. */
function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
