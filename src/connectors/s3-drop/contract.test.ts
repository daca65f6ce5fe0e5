import { createHash } from "node:crypto";
import { testConnector } from "../../testing/connector-contract.ts";
import { type Said, type Seen, startDouble } from "../../testing/doubles/double.ts";
import kind from "./connector.ts";
import { signS3 } from "./signature.ts";

// The promises of every connector, on a bucket of small text objects over the common double. Whole files, ranges and compression are in connector.test.ts.

const keys = { id: "canary-id", secret: "canary-secret", token: undefined };
const overlapMs = 900_000;
type Stored = { readonly text: string; readonly etag: string; readonly modifiedMs: number };

testConnector("s3-drop", async () => {
  const objects = new Map<string, Stored>();
  let isStuck = false;
  let made = 0;
  const host = () => new URL(double.url).host;
  const isSigned = ({ path, query, header }: Seen): boolean => {
    const names = /SignedHeaders=([^,]+)/.exec(header("authorization") ?? "")?.[1]?.split(";") ?? [];
    const own = names.filter((name) => !["host", "x-amz-date", "x-amz-content-sha256"].includes(name));
    const headers = Object.fromEntries(own.map((name) => [name, header(name) ?? ""]));
    const atMs = Date.parse((header("x-amz-date") ?? "").replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
    if (!Number.isFinite(atMs)) return false;
    const signed = signS3(
      { host: host(), path: decodeURIComponent(path), query: Object.fromEntries(query), headers },
      keys,
      "us-east-1",
      atMs,
    );
    return signed.authorization === header("authorization");
  };
  const answer = (seen: Seen): Said => {
    if (!isSigned(seen)) return { status: 403, text: "<Error><Code>SignatureDoesNotMatch</Code></Error>", type: "application/xml" };
    const key = decodeURIComponent(seen.path).replace(/^\/bucket\/?/, "");
    const found = objects.get(key);
    if (found) return { status: 206, text: found.text, type: "application/octet-stream" };
    return { status: 200, text: listing(seen.query.get("continuation-token") ?? ""), type: "application/xml" };
  };
  const listing = (from: string): string => {
    const all = [...objects].filter(([key]) => key > from).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const page = all.slice(0, 40);
    const isTruncated = isStuck || page.length < all.length;
    const items = page.map(
      ([key, { text, etag, modifiedMs }]) =>
        `<Contents><Key>${key}</Key><LastModified>${new Date(modifiedMs).toISOString()}</LastModified><ETag>${etag}</ETag><Size>${text.length}</Size></Contents>`,
    );
    const next = isTruncated ? `<NextContinuationToken>${isStuck ? "again" : page.at(-1)?.[0]}</NextContinuationToken>` : "";
    return `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${next}${items.join("")}</ListBucketResult>`;
  };
  const double = await startDouble(answer);
  const startMs = Date.now();
  const add = (count: number, how: "apart" | "at once" | "late") =>
    Array.from({ length: count }, () => {
      const key = `o-${String(++made).padStart(5, "0")}.jsonl`;
      const text = `${JSON.stringify({ alert: 1, time: "2026-11-23T09:00:00Z", source: "example", title: `alert ${made}` })}\n`;
      const etag = `"${createHash("md5").update(text).digest("hex")}"`;
      const modifiedMs = how === "apart" ? startMs + made * 10 : how === "late" ? startMs - overlapMs / 2 : startMs;
      objects.set(key, { text, etag, modifiedMs });
      return `${createHash("sha256")
        .update(JSON.stringify([key, etag]))
        .digest("base64url")
        .slice(0, 12)}:0`;
    });
  add(2, "apart");
  return {
    kind,
    settings: { url: `${double.url}/bucket`, internal: true, "overlap-seconds": overlapMs / 1_000 },
    secrets: { "access-key-id": keys.id, "secret-access-key": keys.secret },
    doubles: [double],
    view: () => [...objects],
    alerts: {
      pageRecords: 50,
      add,
      stuck: () => {
        isStuck = true;
      },
    },
    close: () => double.close(),
  };
});
