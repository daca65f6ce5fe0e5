import { type Said, type Seen, startDouble } from "./double.ts";

type Threat = { id: string; threatInfo: Record<string, unknown> & { createdAt: string }; notes: string[] } & Record<string, unknown>;

/**
 * Threats of SentinelOne's console. READ: GET /web/api/v2.1/threats, the scheme ApiToken, and that the body of a change is a filter. MEM: `createdAt__gte`, sorting and
 * cursors, the changes analyst-verdict, incident and notes with the number of threats that they hit, the fields of a threat. An empty filter hits everyone, as it does
 * there. Written from these, not from a recording.
 */
export async function startSentineloneThreats() {
  const threats: Threat[] = [];
  let isStuck = false;
  const double = await startDouble((seen) => {
    if (seen.header("authorization") !== "ApiToken canary-token") return failure(401, "Authentication Failed");
    const [, id] = /^\/web\/api\/v2\.1\/threats\/(\d+)\/notes$/.exec(seen.path) ?? [];
    if (id !== undefined && seen.method === "GET") return notes(id);
    const [, word] = /^\/web\/api\/v2\.1\/threats(?:\/(analyst-verdict|incident|notes))?$/.exec(seen.path) ?? ["", "none"];
    if (word === undefined && seen.method === "GET") return list(seen);
    return word !== undefined && word !== "none" && seen.method === "POST" ? change(seen, word) : failure(404, "Not found");
  });

  function list(seen: Seen): Said {
    const ids = seen.query.get("ids")?.split(",");
    const from = Date.parse(seen.query.get("createdAt__gte") ?? "1970-01-01T00:00:00Z");
    const found = threats
      .filter(({ id, threatInfo }) => (!ids || ids.includes(id)) && Date.parse(threatInfo.createdAt) >= from)
      .toSorted((a, b) => (a.threatInfo.createdAt < b.threatInfo.createdAt ? -1 : 1));
    const skip = isStuck ? 0 : Number(seen.query.get("cursor") ?? "0");
    const limit = Number(seen.query.get("limit") ?? "10");
    const nextCursor = skip + limit < found.length ? String(skip + limit) : null;
    const data = found.slice(skip, skip + limit).map(({ notes: _, ...each }) => each);
    return { status: 200, json: { data, pagination: { nextCursor, totalItems: found.length } } };
  }

  function notes(id: string): Said {
    const threat = threats.find((each) => each.id === id);
    if (!threat) return failure(404, "Not found");
    return { status: 200, json: { data: threat.notes.map((text) => ({ text, creator: "us" })), pagination: { nextCursor: null } } };
  }

  function change(seen: Seen, word: string): Said {
    const { filter, data } = JSON.parse(seen.text) as { filter: { ids?: string[] }; data: Record<string, string> };
    const hit = threats.filter(({ id }) => !filter.ids?.length || filter.ids.includes(id));
    for (const each of hit)
      if (word === "notes") each.notes.push(data.text!);
      else Object.assign(each.threatInfo, data);
    return { status: 200, json: { data: { affected: hit.length } } };
  }

  return {
    double,
    threats,
    addThreat(timeMs: number): string {
      const id = String(1_000_000_000_000_000_000n + BigInt(threats.length));
      threats.push({
        id,
        threatInfo: {
          createdAt: new Date(timeMs).toISOString().replace("Z", "123Z"),
          identifiedAt: new Date(timeMs - 1_000).toISOString(),
          threatName: "dropper.exe",
          classification: "Trojan",
          confidenceLevel: "malicious",
          filePath: "\\Device\\HarddiskVolume3\\Users\\mara\\dropper.exe",
          sha256: "ab".repeat(32),
          processUser: "EXAMPLE\\mara",
          maliciousProcessArguments: "-run",
          originatorProcess: "explorer.exe",
          analystVerdict: "undefined",
          incidentStatus: "unresolved",
        },
        agentRealtimeInfo: { agentComputerName: "WS01" },
        indicators: [{ tactics: [{ name: "Execution", techniques: [{ name: "T1204.002", link: "" }] }] }],
        notes: [],
      });
      return id;
    },
    holdStuck: () => {
      isStuck = true;
    },
  };
}

const failure = (status: number, title: string): Said => ({ status, json: { errors: [{ code: status * 10_000, title }] } });
