import type { Inventory } from "../../core/asset/asset.ts";
import type { Clock } from "../../ports/clock.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import type { Reader } from "../kit/reader.ts";
import { documentOf } from "./document.ts";
import type { HttpSettings } from "./settings.ts";

/** A document with when it was last known to be true, milliseconds. */
export type Document = { readonly inventory: Inventory; readonly asOfMs: number };
/** A document as it was last given, and by what its server knows whether it is still the same. */
type Held = { readonly etag: string; readonly inventory: Inventory; readonly changedMs: number | undefined };

const documentMsMax = 25_000;
const etagShape = /^(?:W\/)?"[\x21\x23-\x7e]{0,512}"$/;

/** Reads documents over HTTPS; one that has not changed (RFC 9110, 13.1.2) is not sent again. */
export function documentsOver(
  reader: Reader,
  { paths = [], rows }: HttpSettings,
  clock: Clock,
): (signal: AbortSignal) => Promise<readonly Document[]> {
  const held = new Map<string, Held>();
  const one = async (path: string, signal: AbortSignal): Promise<Document> => {
    const before = held.get(path);
    const headers = { accept: "application/json, application/yaml, text/csv, */*;q=0.5", ...(before && { "if-none-match": before.etag }) };
    const answer = await reader.ask({ method: "GET", path: path.split("/"), headers, timeMs: documentMsMax }, signal, before ? [304] : []);
    const dated = (changedMs: number | undefined) => Math.min(changedMs ?? Number.POSITIVE_INFINITY, clock.nowMs());
    if (answer.status === 304 && before) return { inventory: before.inventory, asOfMs: dated(before.changedMs) };
    if (answer.status !== 200) throw unexpectedAnswer(reader.name, `status ${answer.status}`);
    if (/^text\/html/i.test(answer.header("content-type") ?? "")) throw unexpectedAnswer(reader.name, "a page");
    const inventory = documentOf(reader.name, path, answer.bytes, rows);
    const [etag, changedMs] = [answer.header("etag"), timeOf(answer.header("last-modified"))];
    if (etag !== undefined && etagShape.test(etag)) held.set(path, { etag, inventory, changedMs });
    else held.delete(path);
    return { inventory, asOfMs: dated(changedMs) };
  };
  return async (signal) => {
    const documents: Document[] = [];
    for (const path of paths) documents.push(await one(path, signal));
    return documents;
  };
}

function timeOf(text: string | undefined): number | undefined {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
