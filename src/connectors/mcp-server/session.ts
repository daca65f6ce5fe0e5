import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { FetchLike, Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { CallToolResultSchema, ListToolsResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { SocError } from "../../core/soc-error.ts";
import { tooLate, unexpectedAnswer } from "../kit/http-refusals.ts";
import { everyPage } from "../kit/pages.ts";
import type { Offered } from "./pin.ts";

const pagesMax = 20;
const toolsOfferedMax = 500;

/** What one visit to a server gives; nothing of it is kept for the next one. */
export type Visit = {
  readonly version: string;
  readonly offered: readonly Offered[];
  readonly call: (tool: string, given: Readonly<Record<string, unknown>>) => Promise<Called>;
};
/** What a tool gave, as it came. */
export type Called = { readonly isError: boolean; readonly content: readonly unknown[]; readonly structured: unknown };

/**
 * Visits a server: introduces us with no powers of a client (a server that asks us for sampling, elicitation or roots hears that there is no such method),
 * reads which tools it offers, lets `run` ask, and leaves. Everything together takes `timeMs` at most. Throws `connector/…`.
 */
export async function visit<Answer>(
  name: string,
  open: () => Promise<Transport>,
  { timeMs, signal }: { readonly timeMs: number; readonly signal: AbortSignal },
  run: (visit: Visit) => Promise<Answer>,
): Promise<Answer> {
  const late = AbortSignal.timeout(timeMs);
  const limit = AbortSignal.any([signal, late]);
  const transport = await open();
  const client = new Client({ name: "watchkeeper", version: "1" }, { capabilities: {} });
  const over = new Promise<never>((_, fail) => limit.addEventListener("abort", () => fail(tooLate(name)), { once: true }));
  over.catch(() => undefined);
  let broken: unknown;
  // The protocol's client says a failure of the transport in its own words; ours says what to do.
  client.onerror = (error) => {
    broken ??= error;
  };
  try {
    return await Promise.race([over, visiting(name, client, transport, limit, timeMs, run)]);
  } catch (cause) {
    if (late.aborted) throw tooLate(name);
    throw named(name, cause, broken);
  } finally {
    await transport.close();
  }
}

async function visiting<Answer>(
  name: string,
  client: Client,
  transport: Transport,
  signal: AbortSignal,
  timeMs: number,
  run: (visit: Visit) => Promise<Answer>,
): Promise<Answer> {
  const options = { signal, timeout: timeMs, maxTotalTimeout: timeMs };
  await client.connect(transport, options);
  const offered: Offered[] = [];
  const pages = everyPage({
    name,
    pagesMax,
    read: (cursor) =>
      client.request({ method: "tools/list", params: cursor === undefined ? {} : { cursor } }, ListToolsResultSchema, options),
    next: ({ nextCursor }) => nextCursor,
  });
  for await (const { tools } of pages) {
    offered.push(...tools);
    if (offered.length > toolsOfferedMax) throw unexpectedAnswer(name, `more than ${toolsOfferedMax} tools`);
  }
  return run({
    version: client.getServerVersion()?.version ?? "",
    offered,
    async call(tool, given) {
      const params = { name: tool, arguments: { ...given } };
      const {
        content,
        isError = false,
        structuredContent,
      } = await client.request({ method: "tools/call", params }, CallToolResultSchema, options);
      return { isError, content, structured: structuredContent };
    },
  });
}

/** What failed, in our words: a server's own never go further than this. */
function named(name: string, cause: unknown, broken: unknown): SocError {
  for (const each of [cause, broken]) if (each instanceof SocError) return each;
  return unexpectedAnswer(name, "the protocol broke");
}

/** A server that is reached over HTTP, through the kit's door. */
export function httpTransport(url: string, fetch: FetchLike): Transport {
  const reconnectionOptions = { initialReconnectionDelay: 1, maxReconnectionDelay: 1, reconnectionDelayGrowFactor: 1, maxRetries: 0 };
  return new StreamableHTTPClientTransport(new URL(url), { fetch, reconnectionOptions }) as Transport;
}
