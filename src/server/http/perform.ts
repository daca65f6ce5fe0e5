import { z } from "zod";
import type { Who } from "../../core/access/who.ts";
import type { Operation } from "../contract/operation.ts";
import type { TenantDesk } from "../desk.ts";
import { Reply, type RequestFacts, type Route } from "../route.ts";
import { askedOnce, once } from "./idempotency.ts";
import { Misshapen } from "./problem.ts";
import { badRequest, notJson } from "./refusals.ts";

/** Who asks, and the desk of their tenant; both undefined only on public routes. */
export type Asker = { readonly who: Who | undefined; readonly desk: TenantDesk | undefined };

/** A request as it came through the door: parameters and query as text, the body as bytes. */
export type Incoming = {
  readonly request: RequestFacts;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: Uint8Array;
};

/** What goes back: a body as text, bytes or a stream of texts, with its type. */
export type Outgoing = {
  readonly status: number;
  readonly type: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Uint8Array | AsyncIterable<string> | undefined;
};

const nothingAsked = z.strictObject({});

/** Checks what is asked against the operation, does it, and checks the answer: what does not fit its own schema is a fault of ours and goes nowhere. */
export async function perform(route: Route, { who, desk }: Asker, incoming: Incoming, nowMs: () => number): Promise<Outgoing> {
  const { request, body } = incoming;
  const params = shaped("params", route.params ?? nothingAsked, incoming.params);
  const query = shaped("query", route.query ?? nothingAsked, incoming.query);
  const given = bodyOf(route, incoming);
  const work = async () => outgoing(route, await route.handle({ who: who as Who, desk, params, query, body: given, request } as never));
  const asked = route.idempotent && who && desk ? askedOnce(request, route.operation, who, body) : undefined;
  if (!asked || !desk) return work();
  let first: Outgoing | undefined;
  const kept = await once(desk.answers, asked, nowMs, async () => {
    first = await work();
    return { status: first.status, type: first.type ?? "", body: typeof first.body === "string" ? first.body : "" };
  });
  if (first && !kept.again) return first;
  return { status: kept.status, type: kept.type || undefined, headers: { "idempotency-replayed": "true" }, body: kept.body || undefined };
}

function shaped(part: "params" | "query" | "body", schema: z.ZodType, given: unknown): unknown {
  const found = schema.safeParse(given);
  if (!found.success) throw new Misshapen(part, found.error);
  return found.data;
}

const jsonType = /^application\/(?:json|[a-z0-9.+-]{1,60}\+json)\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

function bodyOf({ body: schema }: Pick<Operation, "body">, { request, body }: Incoming): unknown {
  if (schema === undefined) {
    if (body.byteLength > 0) throw badRequest("this operation takes no body");
    return undefined;
  }
  if (schema === "bytes") return body;
  if (!jsonType.test(request.headers["content-type"] ?? "")) throw notJson();
  return shaped("body", schema, parsed(body));
}

function parsed(body: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    // A name that every object has would otherwise be set, and not seen by the schema.
    return JSON.parse(text, (key, value: unknown) => {
      if (key === "__proto__") throw new SyntaxError("no field has this name");
      return value;
    });
  } catch {
    throw badRequest("the body is not JSON in UTF-8");
  }
}

function outgoing(route: Route, given: unknown): Outgoing {
  const { body, status, headers } = given instanceof Reply ? given : { body: given, status: undefined, headers: {} };
  const shape = route.answer;
  const plain = { status: status ?? route.status ?? 200, headers };
  if (shape === "nothing") return { ...plain, status: status ?? route.status ?? 204, type: undefined, body: undefined };
  if (shape === "text") return { ...plain, type: "text/plain; charset=utf-8", body: String(body) };
  if (shape === "bytes") return { ...plain, type: "application/octet-stream", body: body as Uint8Array };
  if (shape === "events") return { ...plain, type: "text/event-stream; charset=utf-8", body: body as AsyncIterable<string> };
  // A redirect, or another answer that a reply says to be without a body.
  if (body === undefined && status !== undefined) return { ...plain, type: undefined, body: undefined };
  return { ...plain, type: "application/json; charset=utf-8", body: JSON.stringify(shape.parse(body)) };
}
