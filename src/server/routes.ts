import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import { ordersRoutes } from "./actions/orders-routes.ts";
import { actionRoutes } from "./actions/routes.ts";
import { stopRoutes } from "./actions/stop-routes.ts";
import { alarmRoutes } from "./alarms/routes.ts";
import { alertRoutes } from "./alerts/routes.ts";
import { autonomyRoutes } from "./autonomy/routes.ts";
import { caseAttackRoutes } from "./cases/attack-routes.ts";
import { caseReasonRoutes } from "./cases/reason-routes.ts";
import { caseReportRoutes } from "./cases/report-routes.ts";
import { caseRoutes } from "./cases/routes.ts";
import { caseTimelineRoutes } from "./cases/timeline-routes.ts";
import { caseWorkRoutes } from "./cases/work-routes.ts";
import { connectorRoutes } from "./connectors/routes.ts";
import { evidenceRoutes } from "./evidence/routes.ts";
import { exerciseRoutes } from "./exercises/routes.ts";
import { firstRunRoutes } from "./first-run/routes.ts";
import { governanceRoutes } from "./governance/routes.ts";
import { modelPreviewRoutes } from "./guide/preview-routes.ts";
import { guideRoutes } from "./guide/routes.ts";
import { handoverRoutes } from "./handover/routes.ts";
import { journalRoutes } from "./journal/routes.ts";
import { mcpRoutes } from "./mcp/server.ts";
import { measureRoutes } from "./measures/routes.ts";
import { playbookRoutes } from "./playbooks/routes.ts";
import { policyRoutes } from "./policies/routes.ts";
import { qualitySampleRoutes } from "./quality-samples/routes.ts";
import { bulkRoutes } from "./queue/bulk.ts";
import { keptRoutes } from "./queue/kept-routes.ts";
import { queueRoutes } from "./queue/routes.ts";
import { type ReferenceParts, referenceRoutes } from "./reference/routes.ts";
import { regulationRoutes } from "./regulation/routes.ts";
import type { Route } from "./route.ts";
import { type ServiceParts, serviceRoutes } from "./service/routes.ts";
import { settingsRoutes } from "./settings/routes.ts";
import { hookRoute, type ReceiveHook } from "./sources/hook-route.ts";
import { sourceRoutes } from "./sources/routes.ts";
import { writeBackRoutes } from "./write-back/routes.ts";

/** What the routes need beside the desks of the tenants. */
export type RouteParts = ReferenceParts &
  Omit<ServiceParts, "nowMs" | "sleep"> & {
    readonly clock: Clock;
    readonly random: Random;
    readonly receiveHook: ReceiveHook;
    /** The routes of sign-in, people and tokens. */
    readonly signIn: readonly Route[];
  };

/** Every route of the API: this list is its table of contents. */
export function apiRoutes(parts: RouteParts): readonly Route[] {
  const { clock } = parts;
  const routes = [
    ...alertRoutes,
    ...caseRoutes,
    ...caseTimelineRoutes,
    ...queueRoutes,
    ...bulkRoutes,
    ...keptRoutes(clock.nowMs, parts.random),
    ...caseWorkRoutes,
    ...caseReasonRoutes,
    ...caseAttackRoutes,
    ...caseReportRoutes,
    ...evidenceRoutes,
    ...guideRoutes,
    ...modelPreviewRoutes,
    ...actionRoutes(clock.nowMs),
    ...stopRoutes,
    ...ordersRoutes,
    ...playbookRoutes,
    ...policyRoutes,
    ...sourceRoutes,
    ...connectorRoutes,
    hookRoute(parts.receiveHook),
    ...autonomyRoutes(clock.nowMs),
    ...handoverRoutes(clock.nowMs),
    ...regulationRoutes(clock.nowMs),
    ...journalRoutes(clock, parts.random),
    ...writeBackRoutes,
    ...qualitySampleRoutes(clock.nowMs),
    ...alarmRoutes,
    ...mcpRoutes(parts.version),
    ...measureRoutes(clock.nowMs),
    ...exerciseRoutes(clock),
    ...governanceRoutes(parts.version, clock),
    ...firstRunRoutes,
    ...settingsRoutes(parts.version),
    ...serviceRoutes({ ...parts, nowMs: clock.nowMs, sleep: clock.sleep }),
    ...parts.signIn,
  ];
  return [...routes, ...referenceRoutes(routes, parts)];
}
