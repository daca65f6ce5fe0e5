import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";
import type { Who } from "../core/access/who.ts";
import type { Access, Bare, Operation } from "./contract/operation.ts";
import type { TenantDesk } from "./desk.ts";

/** A request as far as handlers and sign-in need it. Everything in it is from outside. */
export type RequestFacts = {
  /** Ours, for the log and the problem that is answered. */
  readonly id: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** What was asked for, with the query. */
  readonly url: string;
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** Who sent it, by address; behind a proxy that is configured, whom the proxy names. */
  readonly address: string;
  readonly host: string;
  /** Whether it came over TLS, here or at the proxy. */
  readonly secure: boolean;
  /** Aborted when whoever asked went away. */
  readonly signal: AbortSignal;
};

/**
 * Finds out who asks; undefined where nothing was shown. Refuses (`access/…`) what was shown and does not hold, and an unsafe method whose session does not
 * show its CSRF token.
 */
export type Authenticate = (request: RequestFacts) => Promise<Who | undefined>;

type In<Schema, Without> = Schema extends z.ZodType ? z.output<Schema> : Without;

/** What a handler gets. Parameters, query and body are checked; the right is there; `desk` is that of the asker's tenant. */
export type Asked<Params, Query, Body, May> = {
  readonly who: May extends "public" ? Who | undefined : Who;
  readonly desk: May extends "public" ? undefined : TenantDesk;
  readonly params: In<Params, Readonly<Record<never, never>>>;
  readonly query: In<Query, Readonly<Record<never, never>>>;
  readonly body: Body extends "bytes" ? Uint8Array : In<Body, undefined>;
  readonly request: RequestFacts;
};

type Out<Answer> = Answer extends z.ZodType
  ? z.input<Answer>
  : Answer extends "text"
    ? string
    : Answer extends "bytes"
      ? Uint8Array
      : Answer extends "events"
        ? AsyncIterable<string>
        : undefined;

/** An answer that says more than its body: another status, headers, cookies. A header with several values is sent as often. */
export class Reply<Body> {
  readonly body: Body;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  constructor(body: Body, how: { readonly status?: number; readonly headers?: Readonly<Record<string, string | readonly string[]>> }) {
    this.body = body;
    this.status = how.status;
    this.headers = how.headers ?? {};
  }
}

/** An operation with what it does. */
export type Route = Operation & {
  /** Called once everything about the request is checked. A `SocError` becomes a problem; anything else a fault without detail. */
  handle(asked: Asked<unknown, unknown, unknown, unknown>): Promise<unknown>;
};

/**
 * One route of the API: `defineRoute({ ...operations.readCase, handle })`, or all of it written in place. From it come the fastify route, with sign-in, rights,
 * limits and checks, and the OpenAPI document. The handler gives the body, or a `Reply`.
 */
export function defineRoute<
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | "bytes" | undefined = undefined,
  Answer extends z.ZodType | Bare = "nothing",
  May extends Access = Access,
>(
  route: Omit<Operation, "params" | "query" | "body" | "answer" | "right"> & {
    readonly params?: Params;
    readonly query?: Query;
    readonly body?: Body;
    readonly answer: Answer;
    readonly right: May;
    readonly handle: (asked: Asked<Params, Query, Body, May>) => Promise<Out<Answer> | Reply<Out<Answer>>>;
  },
): Route {
  // What a handler takes is what its own schemas gave: the assembly checks with exactly these.
  return route as unknown as Route;
}
