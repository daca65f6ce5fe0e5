import type { CustomFetch } from "openid-client";
import { type Origin, type OriginParts, openOrigin } from "../kit/http.ts";

/** Where the provider may be asked, and how. */
export type Doors = {
  readonly name: string;
  readonly origins: readonly string[];
  readonly internal: boolean;
  readonly ca?: string | undefined;
};

/**
 * The library's requests through the one door: to the origins that the configuration names and no others, at checked addresses, without redirects, within
 * size and time. What the door refuses is thrown as its own refusal.
 */
export function fetchThrough({ name, origins, internal, ca }: Doors, parts: OriginParts): CustomFetch {
  const doors = new Map<string, Origin>(
    origins.map((origin) => [origin, openOrigin({ name, url: origin, internal, ...(ca !== undefined && { ca }) }, parts)]),
  );
  return async (address, { method, headers, body }) => {
    const url = new URL(address);
    const door = doors.get(url.origin);
    if (!door) throw new Error(`"${url.origin.slice(0, 200)}" is not among the provider's hosts`);
    const outcome = await door.read({
      ...(method === "POST" ? { method: "POST", changes: false } : { method: "GET" }),
      path: url.pathname
        .split("/")
        .filter((segment) => segment !== "")
        .map(decodeURIComponent),
      ...(url.search !== "" && { query: Object.fromEntries(url.searchParams) }),
      headers: withoutAgent(headers),
      ...(method === "POST" && {
        body: { bytes: Buffer.from(String(body ?? "")), type: headers["content-type"] ?? "application/x-www-form-urlencoded" },
      }),
      kind: `${method} OpenID Connect`,
      confidential: true,
    });
    if (outcome.kind !== "answered") throw outcome.error;
    const type = outcome.header("content-type") ?? "";
    return new Response(Buffer.from(outcome.bytes), { status: outcome.status, headers: { "content-type": type } });
  };
}

/** The door says who we are, and the body its own type. */
function withoutAgent(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !["user-agent", "content-type"].includes(name.toLowerCase())));
}
