import { z } from "zod";
import { Health, Version } from "./basics.ts";
import { whole } from "./common.ts";
import { operation } from "./operation.ts";

/** Whether the service can do its work, part by part; nothing in it tells what it works on. */
export const Ready = z.strictObject({ ready: z.boolean(), parts: z.array(z.strictObject({ name: z.string(), ready: z.boolean() })) });

/** The largest report of what a browser refused, bytes. */
export const policyReportBytesMax = 8_192;

/** What is asked of the service itself. */
export const serviceOperations = {
  health: operation({
    method: "GET",
    path: "/health",
    operation: "health",
    summary: "whether the server answers",
    tag: "service",
    right: "public",
    answer: Health,
  }),
  ready: operation({
    method: "GET",
    path: "/ready",
    operation: "ready",
    summary: "whether it can do its work: database, keys, stop switch, watch",
    tag: "service",
    right: "public",
    answer: Ready,
    problems: { 503: "a part is missing; the same shape says which" },
  }),
  version: operation({
    method: "GET",
    path: "/version",
    operation: "version",
    summary: "which release it is",
    tag: "service",
    right: "public",
    answer: Version,
  }),
  readMetrics: operation({
    method: "GET",
    path: "/metrics",
    operation: "readMetrics",
    summary: "counts, lags and durations of the asker's tenant, as Prometheus reads them",
    tag: "service",
    right: "read",
    answer: "text",
  }),
  reportPolicy: operation({
    method: "POST",
    path: "/api/v1/policy-reports",
    operation: "reportPolicy",
    summary: "what a browser refused to do for a page of the console; counted by its directive, and nothing else of it is kept",
    tag: "service",
    right: "public",
    pace: "report",
    body: "bytes",
    answer: "nothing",
    bodyBytesMax: policyReportBytesMax,
  }),
  watchLive: operation({
    method: "GET",
    path: "/api/v1/live",
    operation: "watchLive",
    summary:
      "server-sent events: hello, change (kind, id, revision), many (kind, count) where more changed at once than are named, reset (because) where lists must be read anew; at most four looks a second, each thing once; goes on after Last-Event-ID",
    tag: "service",
    right: "read",
    query: z.strictObject({ after: whole(0, Number.MAX_SAFE_INTEGER).optional() }),
    answer: "events",
    problems: { 503: "as many live views are open as may be" },
  }),
} as const;
