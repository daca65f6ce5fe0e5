import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type S3Keys, signS3 } from "../../connectors/s3-drop/signature.ts";

// Built from Amazon's published API reference (ListObjectsV2, GetObject, Signature Version 4) as remembered, not from recordings. The signature is checked with
// our own signer, which a test compares with the examples of Amazon's documentation.

/** A bucket on this machine's loopback. */
export type S3Double = {
  readonly url: string;
  readonly keys: S3Keys;
  readonly put: (key: string, bytes: string | Uint8Array, more?: { modifiedMs?: number; storageClass?: string }) => void;
  readonly remove: (key: string) => void;
  /** Requests so far, by what they asked for. */
  readonly seen: string[];
  /** What goes wrong with the next requests of a kind; `repeat` gives the same page of a listing again and again. */
  fault: ((kind: "list" | "get") => "forbidden" | "server-error" | "slow-down" | "no-listing" | "repeat" | "half" | undefined) | undefined;
  pageObjects: number;
  readonly close: () => Promise<void>;
};

type Stored = { readonly bytes: Buffer; readonly etag: string; readonly modifiedMs: number; readonly storageClass: string };

export async function startS3Double({ region = "us-east-1" }: { region?: string } = {}): Promise<S3Double> {
  const objects = new Map<string, Stored>();
  const keys: S3Keys = { id: "EXAMPLE-ACCESS-KEY", secret: "EXAMPLE-SECRET-canary", token: undefined };
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const double: S3Double = {
    url: `http://${host}/evidence`,
    keys,
    put: (key, given, { modifiedMs = Date.now(), storageClass = "STANDARD" } = {}) => {
      const bytes = Buffer.from(given as Uint8Array);
      // Amazon gives times to the second in a listing.
      objects.set(key, {
        bytes,
        etag: `"${createHash("md5").update(bytes).digest("hex")}"`,
        modifiedMs: Math.trunc(modifiedMs / 1_000) * 1_000,
        storageClass,
      });
    },
    remove: (key) => objects.delete(key),
    seen: [],
    fault: undefined,
    pageObjects: 1_000,
    close: () => new Promise((closed) => server.close(() => closed())),
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? "/", `http://${host}`);
    const key = decodeURIComponent(url.pathname).replace(/^\/evidence\/?/, "");
    const kind = key === "" ? "list" : "get";
    const fault = double.fault?.(kind);
    double.seen.push(kind === "list" ? `list ${url.searchParams.get("prefix")}` : `get ${key} ${request.headers.range}`);
    const [status, text] = refusalOf(fault) ?? (isSigned(request, url) ? [200, ""] : [403, problem("SignatureDoesNotMatch")]);
    if (status !== 200) say(response, status, text, fault === "slow-down" ? { "retry-after": "1" } : {});
    else if (fault === "no-listing") say(response, 200, "<html>Please sign in to the guest network</html>");
    else if (kind === "list") say(response, 200, listing(url.searchParams, fault === "repeat"));
    else give(request, response, objects.get(key), fault === "half");
  };

  const isSigned = (request: IncomingMessage, url: URL): boolean => {
    const time = String(request.headers["x-amz-date"] ?? "");
    const atMs = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
    if (!(Math.abs(atMs - Date.now()) < 900_000)) return false;
    const names = /SignedHeaders=([^,]+)/.exec(request.headers.authorization ?? "")?.[1]?.split(";") ?? [];
    const own = names.filter((name) => !["host", "x-amz-date", "x-amz-content-sha256"].includes(name));
    const headers = Object.fromEntries(own.map((name) => [name, String(request.headers[name] ?? "")]));
    const query = Object.fromEntries(url.searchParams);
    const expected = signS3(
      { host: request.headers.host ?? "", path: decodeURIComponent(url.pathname), query, headers },
      keys,
      region,
      atMs,
    );
    return expected.authorization === request.headers.authorization;
  };

  const listing = (query: URLSearchParams, repeats: boolean): string => {
    const prefix = query.get("prefix") ?? "";
    const from = query.get("continuation-token") ?? "";
    const all = [...objects].filter(([key]) => key.startsWith(prefix) && key > from).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const page = all.slice(0, double.pageObjects);
    const isTruncated = repeats || page.length < all.length;
    const next = isTruncated ? `<NextContinuationToken>${repeats ? "again" : page.at(-1)?.[0]}</NextContinuationToken>` : "";
    const items = page.map(
      ([key, { etag, modifiedMs, bytes, storageClass }]) =>
        `<Contents><Key>${encodeURIComponent(key).replaceAll("%2F", "/")}</Key><LastModified>${new Date(modifiedMs).toISOString()}</LastModified><ETag>${etag.replaceAll('"', "&quot;")}</ETag><Size>${bytes.length}</Size><StorageClass>${storageClass}</StorageClass></Contents>`,
    );
    return `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>evidence</Name><IsTruncated>${isTruncated}</IsTruncated>${next}${items.join("")}</ListBucketResult>`;
  };
  return double;
}

function refusalOf(fault: string | undefined): readonly [status: number, text: string] | undefined {
  if (fault === "server-error") return [500, problem("InternalError")];
  if (fault === "slow-down") return [503, problem("SlowDown")];
  return fault === "forbidden" ? [403, problem("AccessDenied")] : undefined;
}

function give(request: IncomingMessage, response: ServerResponse, found: Stored | undefined, isHalf: boolean): void {
  if (!found) {
    say(response, 404, problem("NoSuchKey"));
    return;
  }
  if (request.headers["if-match"] !== undefined && request.headers["if-match"] !== found.etag) {
    say(response, 412, problem("PreconditionFailed"));
    return;
  }
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(String(request.headers.range)) ?? [];
  const part = found.bytes.subarray(Number(from), Number(to) + 1);
  response.writeHead(206, { "content-type": "application/octet-stream", "content-length": String(part.length), etag: found.etag });
  if (isHalf) response.write(part.subarray(0, Math.floor(part.length / 2)), () => response.destroy());
  else response.end(part);
}

const problem = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>a message of the vendor</Message></Error>`;

function say(response: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { "content-type": "application/xml", ...headers }).end(text);
}
