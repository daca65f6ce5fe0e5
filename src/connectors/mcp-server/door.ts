import type { FetchLike } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { Origin, Outcome } from "../kit/http.ts";
import { questionAnswer } from "../kit/reader.ts";

/** Headers of the protocol; whatever else a client would send stays here. */
const headersSent = ["accept", "content-type", "mcp-session-id", "mcp-protocol-version"];
/** Headers of an answer that mean something. */
const headersHeard = ["content-type", "mcp-session-id"];

/**
 * `fetch` over the kit's one door: to one address of one origin, without redirects, within its time and size. Streams that a server would open by itself are
 * not asked for (405): it has nothing to tell us unasked.
 */
export function fetchThrough(origin: Origin, path: readonly string[], timeMs: number, token: string | undefined): FetchLike {
  return async (_url, init) => {
    const method = init?.method ?? "GET";
    if (method !== "POST") return new Response(null, { status: 405 });
    const given = new Headers(init?.headers);
    const headers: Record<string, string> = {};
    for (const name of headersSent) {
      const value = given.get(name);
      if (value !== null) headers[name] = value;
    }
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    const { "content-type": type = "application/json", ...rest } = headers;
    const bytes = Buffer.from(typeof init?.body === "string" ? init.body : "");
    const outcome = await origin.read(
      // Tools are allowed one by one by a person who read that they only read.
      { method: "POST", changes: false, path, headers: rest, body: { bytes, type }, timeMs },
      init?.signal ?? undefined,
    );
    return responseOf(origin.name, outcome);
  };
}

function responseOf(name: string, outcome: Outcome): Response {
  const { status, header, bytes } = questionAnswer(name, outcome, [202, 400, 404, 405]);
  const heard = headersHeard.flatMap((each) => {
    const value = header(each);
    return value === undefined ? [] : [[each, value] as [string, string]];
  });
  return new Response(status === 204 ? null : new Uint8Array(bytes), { status, headers: heard });
}
