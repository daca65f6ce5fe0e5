import { z } from "zod";
import { AssessmentCase } from "../../core/assessment/assessment.ts";
import { Condition, Where } from "../../core/query/query.ts";
import { ActionLine, KillSwitch, Status } from "../../core/status/status.ts";
import { ActionWhole, Approvers, Radius } from "../contract/action-shapes.ts";
import { AlertLine } from "../contract/alerts.ts";
import { CaseAct } from "../contract/case-act.ts";
import { CaseLine } from "../contract/cases.ts";
import { EntryLine, PackJob, RecordLine } from "../contract/journal.ts";
import { bodyBytesMax, type Operation } from "../contract/operation.ts";
import { ConnectorLine, ModelCard } from "../contract/platform.ts";
import { Problem } from "../contract/problem.ts";
import { LetterLine, SourceLine } from "../contract/sources.ts";

/** A piece of the document. */
export type Json = Readonly<Record<string, unknown>>;

/** Shapes that stand under a name of their own, in requests and in answers. */
const namedIn = { Where, Condition, CaseAct };
const namedOut = {
  // They hold themselves, so they need a name wherever they stand; going out they are what they were coming in.
  ...{ Where, Condition },
  ...{ AlertLine, CaseLine, Case: AssessmentCase, ActionLine, Action: ActionWhole, Approvers, BlastRadius: Radius, KillSwitch, Status },
  ...{ ConnectorLine, ModelCard, SourceLine, DeadLetter: LetterLine, Record: RecordLine, Entry: EntryLine, Pack: PackJob, Problem },
};

/**
 * The published description: OpenAPI 3.1, made from the very schemas that requests and answers are checked with. Each shape stands once, under its name;
 * the shapes of one operation are called after it.
 */
export function openApiDocument(routes: readonly Operation[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  const sorted = routes.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const registered = { in: registryOf(sorted, "in"), out: registryOf(sorted, "out") };
  for (const route of sorted)
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(route, (schema, way) => nameIn(registered[way], schema)),
    };
  return {
    openapi: "3.1.0",
    info: { title: "Watchkeeper", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    tags: [...new Set(sorted.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...madeOf(registered.in, "input"), ...madeOf(registered.out, "output") },
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "a token of a person, with a part of their rights" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-wk-session",
          description: "a session of the console; changes need its CSRF token too",
        },
      },
    },
  };
}

const nameOf = ({ operation }: Operation, part: "Body" | "Answer") => `${operation.charAt(0).toUpperCase()}${operation.slice(1)}${part}`;
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

type Named = ReturnType<typeof z.registry<{ id: string }>>;
/** Where a schema of an operation stands in the document. */
type Place = (schema: z.ZodType, way: "in" | "out") => Json;

/** Every shape under one name: the one that several share, or that of the first operation that has it. */
function registryOf(routes: readonly Operation[], way: "in" | "out"): Named {
  const registry = z.registry<{ id: string }>();
  const add = (schema: z.ZodType, id: string) => {
    if (!registry.has(schema)) registry.add(schema, { id });
  };
  for (const [id, schema] of Object.entries(way === "in" ? namedIn : namedOut)) add(schema, id);
  for (const route of routes) {
    if (way === "in" && typeof route.body === "object") add(route.body, nameOf(route, "Body"));
    if (way === "out" && typeof route.answer === "object") add(route.answer, nameOf(route, "Answer"));
  }
  return registry;
}

function nameIn(registry: Named, schema: z.ZodType): Json {
  const id = registry.get(schema)?.id;
  if (id === undefined) throw new Error("a shape of an operation has no name");
  return reference(id);
}

function madeOf(registry: Named, io: "input" | "output"): Json {
  const { schemas } = z.toJSONSchema(registry, {
    target: "draft-2020-12",
    io,
    uri: (id) => `#/components/schemas/${id}`,
    // What JSON cannot say (a check in code) is left out of the description, never of the check.
    unrepresentable: "any",
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema]));
}

function operationOf(route: Operation, place: Place): Json {
  const { operation, summary, tag, right, stepUp, idempotent } = route;
  const needs = right === "public" ? "everybody" : right === "self" ? "whoever is signed in" : `the right "${right}"`;
  return {
    operationId: operation,
    summary,
    description: `For ${needs}${stepUp ? ", with a second factor shown within five minutes" : ""}.`,
    tags: [tag],
    security: right === "public" ? [] : [{ token: [] }, { session: [] }],
    ...parametersOf(route),
    ...bodyOf(route, place),
    responses: responsesOf(route, place),
    "x-right": right,
    ...(stepUp && { "x-step-up": true }),
    ...(idempotent && { "x-idempotent": true }),
  };
}

function parametersOf({ params, query, idempotent, etag }: Operation): Json {
  const listed = (where: "path" | "query", schema: z.ZodObject | undefined) => {
    if (!schema) return [];
    const { properties = {}, required = [] } = z.toJSONSchema(schema, { target: "draft-2020-12", io: "input", unrepresentable: "any" });
    return Object.entries(properties).map(([name, each]) => ({
      name,
      in: where,
      required: where === "path" || required.includes(name),
      schema: each,
    }));
  };
  const header = (name: string, description: string) => ({ name, in: "header", required: false, description, schema: { type: "string" } });
  const parameters = [
    ...listed("path", params),
    ...listed("query", query),
    ...(idempotent ? [header("Idempotency-Key", "the same key with the same request gets the same answer, for a day")] : []),
    ...(etag ? [header("If-None-Match", "answers 304 while nothing changed")] : []),
  ];
  return parameters.length > 0 ? { parameters } : {};
}

function bodyOf(route: Operation, place: Place): Json {
  const { body } = route;
  if (body === undefined) return {};
  const bytes = `at most ${route.bodyBytesMax ?? bodyBytesMax} bytes`;
  const content = body === "bytes" ? { "application/octet-stream": { schema: {} } } : { "application/json": { schema: place(body, "in") } };
  return { requestBody: { required: true, description: bytes, content } };
}

const types = { text: "text/plain", bytes: "application/octet-stream", events: "text/event-stream" } as const;

function responsesOf(route: Operation, place: Place): Json {
  const { answer, status, right, problems = {}, etag, params, query, body, stepUp } = route;
  const content =
    typeof answer === "object"
      ? { "application/json": { schema: place(answer, "out") } }
      : answer === "nothing"
        ? undefined
        : { [types[answer]]: { schema: { type: "string" } } };
  const refusals: Record<number, string> = {
    ...((params || query || body) && { 400: "the request is not shaped as this operation takes it" }),
    ...(right !== "public" && { 401: "nobody is signed in" }),
    ...(right !== "public" && (right !== "self" || stepUp) && { 403: "whoever asks may not" }),
    ...(body !== undefined && { 413: "the body is too large" }),
    ...(typeof body === "object" && { 415: "the body is no JSON" }),
    421: "the request names a host that this server is not",
    429: "too many requests; Retry-After says how long to wait",
    ...problems,
  };
  return {
    [status ?? (answer === "nothing" ? 204 : 200)]: { description: "as asked", ...(content && { content }) },
    ...(etag && { 304: { description: "nothing changed" } }),
    ...Object.fromEntries(
      Object.entries(refusals).map(([code, description]) => [
        code,
        { description, content: { "application/problem+json": { schema: reference("Problem") } } },
      ]),
    ),
  };
}
