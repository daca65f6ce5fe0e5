import { type Double, later, type Said, type Seen, startDouble } from "./double.ts";

type Agent = { id: string; computerName: string; domain: string; networkStatus: string; isDecommissioned: boolean; isActive: boolean };

/**
 * SentinelOne's agents as its console's API has them: cursors, a search for parts of names, actions whose body is a filter and whose answer counts the
 * agents that it hit, and network states that change when the agent calls home. An empty filter hits everyone, as it does there.
 */
export async function startSentinelone(parts: { readonly looksUntilDone?: number; readonly pageSizeMax?: number } = {}) {
  const agents = new Map<string, Agent>();
  const coming = later(parts.looksUntilDone ?? 2);
  let refuses = false;
  let outOfScope = false;
  const double: Double = await startDouble((seen) => {
    if (seen.header("authorization") !== "ApiToken canary-token") return failure(401, 4_010_010, "Authentication Failed");
    if (seen.path === "/web/api/v2.1/agents" && seen.method === "GET") return list(seen);
    const action = /^\/web\/api\/v2\.1\/agents\/actions\/(connect|disconnect)$/.exec(seen.path)?.[1];
    if (action && seen.method === "POST") return act(seen, action);
    return failure(404, 4_040_010, "Not found");
  });

  function list(seen: Seen): Said {
    const ids = seen.query.get("ids")?.split(",");
    for (const id of ids ?? []) coming.look(id);
    const words = seen.query.get("computerName__contains")?.toLowerCase().split(",");
    const found = [...agents.values()].filter(
      (agent) =>
        (!ids || ids.includes(agent.id)) &&
        (!words || words.some((word) => agent.computerName.toLowerCase().includes(word))) &&
        (seen.query.get("isDecommissioned") !== "false" || !agent.isDecommissioned),
    );
    const from = Number(seen.query.get("cursor") ?? "0");
    const size = Math.min(Number(seen.query.get("limit") ?? "10"), parts.pageSizeMax ?? 1_000);
    const nextCursor = from + size < found.length ? String(from + size) : null;
    return { status: 200, json: { pagination: { totalItems: found.length, nextCursor }, data: found.slice(from, from + size) } };
  }

  function act(seen: Seen, action: string): Said {
    if (refuses) return failure(403, 4_030_010, "Insufficient permissions");
    const { filter } = JSON.parse(seen.text) as { filter: { ids?: string[] } };
    const hit = outOfScope ? [] : [...agents.values()].filter(({ id }) => !filter.ids?.length || filter.ids.includes(id));
    for (const agent of hit) {
      agent.networkStatus = `${action}ing`;
      coming.plan(agent.id, () => {
        agent.networkStatus = `${action}ed`;
      });
    }
    return { status: 200, json: { data: { affected: hit.length } } };
  }

  return {
    double,
    add: (id: string, computerName: string, domain = "WORKGROUP", isDecommissioned = false) =>
      void agents.set(id, { id, computerName, domain, networkStatus: "connected", isDecommissioned, isActive: true }),
    statusOf: (id: string) => agents.get(id)?.networkStatus,
    set(id: string, networkStatus: string) {
      const agent = agents.get(id);
      if (agent) agent.networkStatus = networkStatus;
    },
    refuse: () => {
      refuses = true;
    },
    leaveScope: () => {
      outOfScope = true;
    },
  };
}

const failure = (status: number, code: number, title: string): Said => ({ status, json: { errors: [{ code, title, detail: null }] } });
