const targetLengthMax = 8_192;

/** What every request has. Each of `path` is one segment and is encoded; nothing of it can leave its place. */
type Request = {
  readonly path: readonly string[];
  /** The path ends in "/", where the product has it so. */
  readonly endsInSlash?: boolean;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?:
    | { readonly json: unknown }
    | { readonly form: Readonly<Record<string, string>> }
    | { readonly bytes: Uint8Array; readonly type: string };
  /** What kind of request it is, for the record, where the path's own fixed words do not tell: "GET /alerts/*" otherwise. */
  readonly kind?: string;
  /** What is asked, or answered, is a secret itself: not even a digest of it is recorded. */
  readonly confidential?: boolean;
  readonly bytesMax?: number;
  readonly timeMs?: number;
};

/** A request that changes nothing: GET, or POST where the product takes questions so. `changes: false` is a promise about what the product does with it. */
export type Question = Request & ({ readonly method: "GET" } | { readonly method: "POST"; readonly changes: false });

/** A request that changes something. */
export type Change = Request & { readonly method: "POST" | "PUT" | "PATCH" | "DELETE" };

/** What is asked for, as it stands in the first line. Throws on a path segment that could climb. */
export function targetOf(url: URL, { path, query, endsInSlash = false }: Request): string {
  for (const segment of path) if (segment === "" || segment === "." || segment === "..") throw new Error("a path segment that is none");
  const base = url.pathname.replace(/\/+$/, "");
  const search = query ? `?${new URLSearchParams(query)}` : "";
  const target = `${base}/${path.map(segmentOf).join("/")}${endsInSlash && path.length > 0 ? "/" : ""}${search}`;
  if (target.length > targetLengthMax) throw new Error("a path longer than any product takes");
  return target;
}

/** A dollar sign may stand in a path as it is (RFC 3986, 3.3), and OData's own words begin with one. */
const segmentOf = (segment: string) => encodeURIComponent(segment).replaceAll("%24", "$");

/** The bytes of a body, and what they are. */
export function bodyOf(body: Request["body"]): { readonly body: Uint8Array | undefined; readonly type?: string } {
  if (!body) return { body: undefined };
  if ("json" in body) return { body: Buffer.from(JSON.stringify(body.json)), type: "application/json" };
  if ("form" in body) return { body: Buffer.from(new URLSearchParams(body.form).toString()), type: "application/x-www-form-urlencoded" };
  return { body: body.bytes, type: body.type };
}
