import type { Status, StopAnswer, StopRequest } from "../core/status/status.ts";
import type { ContainmentRoutes } from "../server/containment-routes.ts";

/** A status in which something stands, waits and is stopped. */
export function sampleStatus(): Status {
  return {
    schema: "watchkeeper/status@1",
    version: "0.1.0",
    at: "2026-01-20T10:11:12.000Z",
    accounting: {
      total: { accepted: 4, closed: 1, escalated: 2, open: 1, deadLettered: 0 },
      balanced: true,
      more: false,
      worlds: [
        {
          world: "investigation",
          finished: false,
          cases: 2,
          accounting: { accepted: 4, closed: 1, escalated: 2, open: 1, deadLettered: 0 },
          balanced: true,
        },
        { world: "old", damaged: "the journal is damaged at entry 7: it does not follow the one before" },
      ],
    },
    killSwitch: { stopped: false, file: { place: "/var/lib/watchkeeper/STOP", because: null }, scopes: [], inFlight: [] },
    containment: {
      orders: { adopted: `sha256:${"1".repeat(64)}`, configured: `sha256:${"1".repeat(64)}`, problem: null },
      counts: { proposed: 1 },
      inForce: 0,
      waiting: [
        {
          id: "c-1",
          verb: "block-address",
          target: "203.0.113.9",
          effector: "edge",
          status: "proposed",
          stands: "waiting",
          tier: 2,
          approvals: 0,
          approvers: 1,
          expiresAt: "2026-01-20T14:11:12.000Z",
          approved: false,
          releaseAt: null,
          readAt: null,
          undoAskedBy: null,
          says: "one person because tier 2 takes one",
        },
      ],
      breakers: [],
      clockAheadMs: 0,
      afterActionMissing: [],
    },
    record: { entries: 3, head: `sha256:${"2".repeat(64)}`, checkpoint: null },
    notices: [],
  };
}

/** Containment behind the server that remembers what it was asked. */
export function containmentDouble(asked: StopRequest[] = [], fails = false): ContainmentRoutes {
  return {
    status: async () => sampleStatus(),
    async stop(request): Promise<StopAnswer> {
      asked.push(request);
      if (fails) throw new Error("neither part was reached");
      return {
        scope: request.effector === undefined ? "all" : `effector:${request.effector}`,
        file: "/var/lib/watchkeeper/STOP",
        recorded: true,
        problem: null,
        inFlight: [],
      };
    },
  };
}
