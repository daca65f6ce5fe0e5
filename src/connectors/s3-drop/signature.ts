import { createHash, createHmac } from "node:crypto";

/** Whose request it is; the token goes with keys that were lent for a while. */
export type S3Keys = { readonly id: string; readonly secret: string; readonly token: string | undefined };

/** A request that reads, as it is signed. `path` is decoded; `headers` go along and are signed with the rest. */
export type S3Request = {
  readonly host: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
};

const emptyDigest = createHash("sha256").update("").digest("hex");

/** The headers of a signed GET (AWS Signature Version 4, as S3 has it: the path is encoded once, and there is no body). */
export function signS3(request: S3Request, keys: S3Keys, region: string, nowMs: number): Readonly<Record<string, string>> {
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = time.slice(0, 8);
  const sent: Readonly<Record<string, string>> = {
    ...request.headers,
    "x-amz-content-sha256": emptyDigest,
    "x-amz-date": time,
    ...(keys.token === undefined ? {} : { "x-amz-security-token": keys.token }),
  };
  const signed = Object.entries({ ...sent, host: request.host }).toSorted(byName);
  const names = signed.map(([name]) => name).join(";");
  const query = Object.entries(request.query)
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .toSorted(byName)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const path = request.path.split("/").map(encoded).join("/");
  const headers = signed.map(([name, value]) => `${name}:${value.trim()}\n`).join("");
  const canonical = ["GET", path, query, headers, names, emptyDigest].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", time, scope, createHash("sha256").update(canonical).digest("hex")].join("\n");
  const key = [region, "s3", "aws4_request"].reduce((by, part) => mac(by, part), mac(`AWS4${keys.secret}`, day));
  const signature = mac(key, toSign).toString("hex");
  return { ...sent, authorization: `AWS4-HMAC-SHA256 Credential=${keys.id}/${scope}, SignedHeaders=${names}, Signature=${signature}` };
}

const mac = (key: string | Uint8Array, text: string) => createHmac("sha256", key).update(text).digest();

/** RFC 3986: everything but letters, digits, `-`, `.`, `_` and `~`. */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]) => (a < b ? -1 : a > b ? 1 : 0);
