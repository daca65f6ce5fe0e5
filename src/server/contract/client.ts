import type { z } from "zod";
import type { Operation } from "./operation.ts";
import { Problem } from "./problem.ts";

/** As much of the Fetch standard as the client uses: a browser's, Node's or a test's will do. */
export type Sending = (
  url: string,
  request: { method: string; headers: Record<string, string>; body?: string | Uint8Array<ArrayBuffer>; signal?: AbortSignal },
) => Promise<{
  readonly ok: boolean;
  readonly status: number;
  readonly text: () => Promise<string>;
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
}>;

/** A refusal of the API, as it was answered. */
export class ApiProblem extends Error {
  readonly said: Problem;
  constructor(said: Problem) {
    super(`${said.code}: ${said.problem}`);
    this.name = "ApiProblem";
    this.said = said;
  }
}

type In<Schema> = Schema extends z.ZodType ? z.input<Schema> : never;
type Part<Shape, Name extends string> = Shape extends { readonly [Key in Name]: infer Schema }
  ? Schema extends "bytes"
    ? { readonly [Key in Name]: Uint8Array<ArrayBuffer> }
    : Record<never, never> extends In<Schema>
      ? { readonly [Key in Name]?: In<Schema> }
      : { readonly [Key in Name]: In<Schema> }
  : unknown;

/** What an operation is asked with. */
export type AskedWith<Shape> = Part<Shape, "params"> & Part<Shape, "query"> & Part<Shape, "body">;
/** What an operation answers. */
export type AnswerOf<Shape> = Shape extends { readonly answer: infer Answer }
  ? Answer extends z.ZodType
    ? z.output<Answer>
    : Answer extends "text"
      ? string
      : Answer extends "bytes"
        ? Uint8Array
        : undefined
  : never;

/** What a call may say besides. */
export type Calling = { readonly signal?: AbortSignal; readonly idempotencyKey?: string };

type Call<Shape> =
  Record<never, never> extends AskedWith<Shape>
    ? (asked?: AskedWith<Shape>, how?: Calling) => Promise<AnswerOf<Shape>>
    : (asked: AskedWith<Shape>, how?: Calling) => Promise<AnswerOf<Shape>>;

/** One method for each operation, typed by its shapes. A stream is opened by its address (`urlOf`), not called. */
export type ApiClient<Table extends Readonly<Record<string, Operation>>> = {
  readonly [Name in keyof Table as Table[Name]["answer"] extends "events" ? never : Name]: Call<Table[Name]>;
} & { readonly urlOf: <Name extends keyof Table>(name: Name, asked?: Partial<AskedWith<Table[Name]>>) => string };

type Asked = {
  readonly params?: Record<string, unknown>;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
};

/**
 * A client of the API over a table of operations. `headers` are sent with every call (a token, a CSRF token). Answers are checked against their shapes;
 * refusals are thrown as `ApiProblem`.
 */
export function apiClient<const Table extends Readonly<Record<string, Operation>>>(
  table: Table,
  send: Sending,
  { base = "", headers = () => ({}) }: { readonly base?: string; readonly headers?: () => Record<string, string> } = {},
): ApiClient<Table> {
  const url = ({ path }: Operation, { params = {}, query = {} }: Asked) => {
    const place = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(params[name])));
    const pairs = Object.entries(query).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).flatMap((one) =>
        one === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`],
      ),
    );
    return `${base}${place}${pairs.length > 0 ? `?${pairs.join("&")}` : ""}`;
  };
  const call = async (shape: Operation, asked: Asked = {}, how: Calling = {}) => {
    const answer = await send(url(shape, asked), {
      method: shape.method,
      headers: {
        ...headers(),
        ...(asked.body !== undefined && { "content-type": shape.body === "bytes" ? "application/octet-stream" : "application/json" }),
        ...(how.idempotencyKey !== undefined && { "idempotency-key": how.idempotencyKey }),
      },
      ...(asked.body !== undefined && {
        body: shape.body === "bytes" ? (asked.body as Uint8Array<ArrayBuffer>) : JSON.stringify(asked.body),
      }),
      ...(how.signal && { signal: how.signal }),
    });
    if (!answer.ok) throw new ApiProblem(problemIn(await answer.text(), answer.status));
    if (shape.answer === "nothing") return undefined;
    if (shape.answer === "bytes") return new Uint8Array(await answer.arrayBuffer());
    const text = await answer.text();
    return typeof shape.answer === "string" ? text : shape.answer.parse(JSON.parse(text));
  };
  const calls = Object.entries(table).map(([name, shape]) => [name, (asked?: Asked, how?: Calling) => call(shape, asked, how)]);
  const urlOf = (name: string, asked: Asked = {}) => url(table[name]!, asked);
  return { ...Object.fromEntries(calls), urlOf } as ApiClient<Table>;
}

/** What a refusal says; something between us and the server may have answered in its stead. */
function problemIn(text: string, status: number): Problem {
  try {
    return Problem.parse(JSON.parse(text));
  } catch {
    const said = {
      code: "server/unreadable",
      problem: `the answer (${status}) is none of this server's`,
      remedy: "look at what stands between, and try again",
    };
    return {
      type: "about:blank",
      title: "Unreadable",
      status: Math.min(599, Math.max(400, status)),
      detail: `${said.problem}; ${said.remedy}`,
      ...said,
    };
  }
}
