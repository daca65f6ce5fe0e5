import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { operation } from "./contract/operation.ts";
import { defineRoute, Reply } from "./route.ts";

// Guarantees that a handler's types are those of its schemas: this file compiles only then.

const readOne = operation({
  method: "GET",
  path: "/api/v1/things/{id}",
  operation: "readThing",
  summary: "one thing",
  tag: "things",
  right: "read",
  params: z.strictObject({ id: z.string() }),
  query: z.strictObject({ depth: z.coerce.number().default(1) }),
  answer: z.strictObject({ id: z.string(), depth: z.number() }),
});

test("a route takes what its operation says and gives it", async () => {
  const route = defineRoute({
    ...readOne,
    handle: async ({ params, query, desk, body }) => {
      const nothing: undefined = body;
      assert.equal(nothing, undefined);
      const tenant: string = desk.tenant;
      return { id: `${tenant}/${params.id}`, depth: query.depth };
    },
  });
  assert.equal(route.operation, "readThing");
});

test("a route written in place takes bytes, and may answer with headers of its own", () => {
  const route = defineRoute({
    method: "POST",
    path: "/api/v1/blobs",
    operation: "sendBlob",
    summary: "takes bytes",
    tag: "things",
    right: "public",
    body: "bytes",
    answer: "text",
    handle: async ({ body, who, desk }) => {
      const none: undefined = desk;
      return new Reply(`${body.byteLength} ${who?.tenant ?? "nobody"} ${none}`, { status: 201, headers: { "set-cookie": ["a=1", "b=2"] } });
    },
  });
  assert.equal(route.right, "public");
});

test("what a handler gives is checked by the compiler too", () => {
  defineRoute({
    ...readOne,
    // @ts-expect-error depth is a number
    handle: async ({ params }) => ({ id: params.id, depth: "deep" }),
  });
});
