import { z } from "zod";
import { operation } from "./operation.ts";

/** One JSON-RPC 2.0 message of a client of the Model Context Protocol: a request, or a notification without an id. */
export const McpMessage = z.strictObject({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.string().max(200), z.int()]).optional(),
  method: z.string().min(1).max(100),
  params: z.record(z.string().max(200), z.unknown()).optional(),
});

/** The door for other agents: what they may read, and proposals. */
export const mcpOperations = {
  askMcp: operation({
    method: "POST",
    path: "/mcp",
    operation: "askMcp",
    summary:
      "the Model Context Protocol (streamable HTTP, stateless, JSON answers): reads, and proposals where the token carries them; never a decision",
    tag: "agents",
    right: "read",
    body: McpMessage,
    answer: z.record(z.string(), z.unknown()),
    problems: { 406: "the client does not take JSON and event streams" },
  }),
  openMcp: operation({
    method: "GET",
    path: "/mcp",
    operation: "openMcp",
    summary: "no stream is offered here; says so, as the protocol asks",
    tag: "agents",
    right: "public",
    answer: "nothing",
    problems: { 405: "only POST is taken here" },
  }),
} as const;
