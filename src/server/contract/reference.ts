import { z } from "zod";
import { operation } from "./operation.ts";

/** What the API says of itself. */
export const referenceOperations = {
  readOpenApi: operation({
    method: "GET",
    path: "/api/v1/openapi.json",
    operation: "readOpenApi",
    summary: "this description, as OpenAPI 3.1",
    tag: "reference",
    right: "public",
    answer: z.record(z.string(), z.unknown()),
  }),
  readReference: operation({
    method: "GET",
    path: "/api/v1/reference",
    operation: "readReference",
    summary: "this description as a page that needs nothing else",
    tag: "reference",
    right: "public",
    answer: "text",
  }),
  readErrorPage: operation({
    method: "GET",
    path: "/api/v1/errors/{code}",
    operation: "readErrorPage",
    summary: "what an error means and what to do, as plain text",
    tag: "reference",
    right: "public",
    params: z.strictObject({
      code: z
        .string()
        .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
        .max(100),
    }),
    answer: "text",
    problems: { 404: "there is no page about this code" },
  }),
} as const;
