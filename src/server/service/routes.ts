import { serviceOperations } from "../contract/service.ts";
import { defineRoute, Reply, type Route } from "../route.ts";
import { lastSeen, liveEvents } from "./live.ts";
import { metricsText } from "./metrics.ts";
import type { PolicyReports } from "./policy-reports.ts";

/** What the routes about the service itself need of the process. */
export type ServiceParts = {
  readonly version: string;
  readonly nowMs: () => number;
  readonly sleep: (delayMs: number, signal?: AbortSignal) => Promise<void>;
  /** Each part of the service by a name of ours, and whether it does its work now. */
  readonly ready: () => Promise<readonly { readonly name: string; readonly ready: boolean }[]>;
  readonly memory: () => NodeJS.MemoryUsage;
  readonly uptimeSeconds: () => number;
  /** What browsers refused to do for pages of the console. */
  readonly refused: PolicyReports;
};

/** Liveness, readiness, version, metrics and live changes. */
export const serviceRoutes = ({ version, nowMs, sleep, ready, memory, uptimeSeconds, refused }: ServiceParts): readonly Route[] => [
  defineRoute({ ...serviceOperations.health, handle: async () => ({ status: "ok" as const, version }) }),
  defineRoute({ ...serviceOperations.version, handle: async () => ({ version, assessment: "watchkeeper/assessment@1" as const }) }),
  defineRoute({
    ...serviceOperations.ready,
    handle: async () => {
      const parts = (await ready()).map((part) => ({ name: part.name, ready: part.ready }));
      const isReady = parts.every((part) => part.ready);
      return new Reply({ ready: isReady, parts }, { status: isReady ? 200 : 503 });
    },
  }),
  defineRoute({
    ...serviceOperations.readMetrics,
    handle: async ({ desk }) =>
      new Reply(await metricsText(desk, { memory, uptimeSeconds, refused: refused.counts(), nowMs }), {
        headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
      }),
  }),
  defineRoute({
    ...serviceOperations.reportPolicy,
    handle: async ({ body }) => {
      refused.take(body);
      return undefined;
    },
  }),
  defineRoute({
    ...serviceOperations.watchLive,
    handle: async ({ desk, query: { after }, request: { headers, signal } }) =>
      liveEvents({ views: desk.views, after: lastSeen(headers["last-event-id"]) ?? after, signal, nowMs, sleep }),
  }),
];
