import { randomUUID } from "node:crypto";
import { type Said, type Seen, startDouble } from "./double.ts";

// A TAXII 2.1 server from the OASIS standard (2021-06-10), sections 1.6.8 (content types), 3.2 to 3.5 (headers, filters, paging), 4 and 5 (discovery, API roots,
// collections, objects); the standard's text from memory (MEM): added_after is "later than", objects come in the order in which they were added, a filter without a match gives
// an empty envelope, `next` goes with the same filters, and a request that accepts no TAXII is 406.

/** An object as the server holds it. */
export type Kept = { readonly addedAtMs: number; readonly object: Readonly<Record<string, unknown>> };

const media = "application/taxii+json;version=2.1";
const [readable, writeOnly] = ["feed-1", "dropbox"];
/** The most objects that the server puts on one page, whatever is asked. */
const pageObjectsMax = 50;

/** Starts a server with an API root "api1" and one collection that holds `count` indicators of domains. */
export async function startTaxiiServer(count = 0) {
  const objects: Kept[] = [];
  let clockMs = Date.UTC(2026, 2, 4);
  let [isStuck, type] = [false, media];
  const nexts = new Map<string, number>();
  const add = (given: Readonly<Record<string, unknown>>) => {
    clockMs += 600_000;
    objects.push({ addedAtMs: clockMs, object: given });
  };
  for (let index = 0; index < count; index++) add(indicatorOf(`bad-${index}.example.test`));

  function page(query: URLSearchParams): Said {
    const after = query.get("added_after");
    const types = query.get("match[type]")?.split(",");
    const found = objects.filter(
      ({ addedAtMs, object }) => (after === null || addedAtMs > Date.parse(after)) && (types?.includes(String(object.type)) ?? true),
    );
    const token = query.get("next");
    if (token !== null && !nexts.has(token)) return said(400, { title: "Bad next", http_status: "400" });
    const from = nexts.get(token ?? "") ?? 0;
    const shown = found.slice(from, from + Math.min(pageObjectsMax, Number(query.get("limit") ?? pageObjectsMax)));
    const to = from + shown.length;
    const more = to < found.length || isStuck;
    const next = isStuck ? "stuck" : randomUUID();
    if (more) nexts.set(next, isStuck ? 0 : to);
    const [first, last] = [shown[0], shown.at(-1)];
    const envelope = { ...(more ? { more, next } : {}), ...(shown.length > 0 ? { objects: shown.map(({ object }) => object) } : {}) };
    const at = (kept: Kept) => new Date(kept.addedAtMs).toISOString();
    return said(200, envelope, first && last ? { "x-taxii-date-added-first": at(first), "x-taxii-date-added-last": at(last) } : {});
  }

  const said = (status: number, json: unknown, headers: Readonly<Record<string, string>> = {}): Said => ({
    status,
    json,
    headers: { "content-type": type, ...headers },
  });
  function answer({ path, header, query, method }: Seen): Said {
    if (header("authorization") !== `Basic ${Buffer.from("watchkeeper:canary-password").toString("base64")}`)
      return { ...said(401, { title: "Unauthorized" }), headers: { "www-authenticate": 'Basic realm="taxii"', "content-type": media } };
    if (!/^application\/taxii\+json(?:;version=2\.1)?$/.test(header("accept") ?? "")) return said(406, { title: "Not Acceptable" });
    if (method !== "GET") return said(405, { title: "Not Allowed" });
    if (path === "/taxii2/") return said(200, { title: "A server", api_roots: ["https://taxii.example.test/api1/"] });
    if (path === "/api1/collections/")
      return said(200, {
        collections: [
          { id: readable, title: "A feed", can_read: true, can_write: false, media_types: ["application/stix+json;version=2.1"] },
          { id: writeOnly, title: "A dropbox", can_read: false, can_write: true },
        ],
      });
    if (path === `/api1/collections/${readable}/objects/`) return page(query);
    if (path === `/api1/collections/${writeOnly}/objects/`) return said(403, { title: "Forbidden" });
    return said(404, { title: "Not Found" });
  }
  return {
    double: await startDouble(answer),
    objects,
    add,
    addDomain: (value: string) => add(indicatorOf(value)),
    holdStuck: () => {
      isStuck = true;
    },
    speak: (other: string) => {
      type = other;
    },
  };
}

/** An indicator of STIX 2.1 that names one domain. */
export function indicatorOf(domain: string, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    type: "indicator",
    spec_version: "2.1",
    id: `indicator--${randomUUID()}`,
    created: "2026-03-01T00:00:00.000Z",
    modified: "2026-03-01T00:00:00.000Z",
    pattern: `[domain-name:value = '${domain}']`,
    pattern_type: "stix",
    valid_from: "2026-03-01T00:00:00.000Z",
    ...more,
  };
}
