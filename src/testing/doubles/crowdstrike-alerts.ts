import { type Said, type Seen, startDouble, tokenBooth } from "./double.ts";

type Alert = { composite_id: string; created_timestamp: string; status: string; tags: string[]; comments: string[] } & Record<
  string,
  unknown
>;
type Job = { left: number; readonly events: readonly unknown[] };

/**
 * Falcon's alerts and searches. READ (CrowdStrike's own open clients): the operations PostCombinedAlertsV1, PostEntitiesAlertsV2 and PatchEntitiesAlertsV3 with their
 * actions, StartSearchV1 and GetSearchStatusV1 with times in milliseconds, the meta/resources/errors envelope. MEM: bodies of these answers, and that a field `comments`
 * is not among what an alert tells. Entities come in any order, here the reverse. Written from these, not from a recording.
 */
export async function startCrowdstrikeAlerts() {
  const alerts: Alert[] = [];
  const rows: Record<string, unknown>[] = [];
  const jobs = new Map<string, Job>();
  const tokens = tokenBooth();
  let isStuck = false;
  const double = await startDouble((seen) => {
    if (seen.path === "/oauth2/token") return giveToken(seen, tokens.give);
    if (!tokens.accepts(seen.header("authorization"))) return failure(401, "access denied, invalid bearer token");
    const [, job] = /^\/humio\/api\/v1\/repositories\/search-all\/queryjobs(?:\/([^/]+))?$/.exec(seen.path) ?? [];
    if (job !== undefined && seen.method === "GET") return look(job);
    switch (`${seen.method} ${seen.path}`) {
      case "POST /alerts/combined/alerts/v1":
        return list(seen);
      case "POST /alerts/entities/alerts/v2":
        return envelope(alerts.filter((each) => idsIn(seen).includes(each.composite_id)).toReversed());
      case "PATCH /alerts/entities/alerts/v3":
        return patch(seen);
      case "POST /humio/api/v1/repositories/search-all/queryjobs":
        return begin(seen);
      default:
        return failure(404, "404: Page Not Found");
    }
  });

  function list(seen: Seen): Said {
    const { filter, sort, limit, after } = JSON.parse(seen.text) as { filter: string; sort: string; limit: number; after?: string };
    const from = /^created_timestamp:>='([^'\\]+)'$/.exec(filter)?.[1];
    if (from === undefined || sort !== "created_timestamp|asc" || limit > 1_000) return failure(400, "invalid filter");
    const skip = isStuck ? 0 : Number(after ?? "0");
    const sorted = alerts
      .filter((each) => Date.parse(each.created_timestamp) >= Date.parse(from))
      .toSorted((a, b) => (a.created_timestamp < b.created_timestamp ? -1 : 1));
    const pagination = { limit, total: sorted.length, ...(skip + limit < sorted.length && { after: String(skip + limit) }) };
    return envelope(sorted.slice(skip, skip + limit), { pagination });
  }

  function patch(seen: Seen): Said {
    const { action_parameters: actions } = JSON.parse(seen.text) as { action_parameters: { name: string; value: unknown }[] };
    if (actions.some(({ value }) => typeof value !== "string")) return failure(400, "value must be a string");
    const [id, ...others] = idsIn(seen);
    const alert = alerts.find((each) => each.composite_id === id);
    if (!alert || others.length > 0) return failure(404, "not found");
    for (const { name, value } of actions as { name: string; value: string }[]) {
      if (name === "update_status") alert.status = value;
      else if (name === "add_tag") alert.tags = [...new Set([...alert.tags, value])];
      else if (name === "remove_tag") alert.tags = alert.tags.filter((tag) => tag !== value);
      else if (name === "append_comment") alert.comments.push(value);
      else return failure(400, "unknown action");
    }
    return envelope([], { writes: { resources_affected: 1 } });
  }

  function begin(seen: Seen): Said {
    const { queryString, start, end, isLive } = JSON.parse(seen.text) as Record<string, unknown>;
    if (typeof start !== "number" || typeof end !== "number" || isLive !== false) return failure(400, "times are milliseconds");
    const text = String(queryString);
    const limit = Number(/limit=(\d+)\)$/.exec(text)?.[1] ?? 200);
    const events = text.includes("groupBy(") ? [{ g0: "WS01", count: String(rows.length) }] : rows.slice(0, limit);
    const id = `P1-${jobs.size + 1}`;
    jobs.set(id, { left: 1, events: text.endsWith("count()") ? [{ _count: String(rows.length) }] : events });
    return { status: 200, json: { id, hashedQueryOnView: "abc" } };
  }

  function look(id: string): Said {
    const job = jobs.get(id);
    if (!job) return failure(404, "no such job");
    const done = job.left-- <= 0;
    return { status: 200, json: { done, cancelled: false, events: done ? job.events : [], metaData: { eventCount: job.events.length } } };
  }

  return {
    double,
    alerts,
    rows,
    addAlert(timeMs: number, more: Record<string, unknown> = {}): string {
      const composite_id = `${"ab".repeat(16)}:ind:${"cd".repeat(16)}:${alerts.length + 1}-10304-112`;
      alerts.push({
        composite_id,
        created_timestamp: new Date(timeMs).toISOString().replace("Z", "123456Z"),
        timestamp: new Date(timeMs - 60_000).toISOString(),
        name: "SuspiciousScript",
        display_name: "A script was started",
        description: "A script with a strange command line",
        severity: 70,
        severity_name: "High",
        status: "new",
        technique_id: "T1059.001",
        device: { hostname: "WS01", machine_domain: "example.test" },
        user_name: "mara",
        user_id: "S-1-5-21-1-2-3-1001",
        filepath: "\\Device\\HarddiskVolume2\\Windows\\powershell.exe",
        cmdline: "powershell.exe -enc AAAA",
        sha256: "ab".repeat(32),
        assigned_to_uuid: null,
        tags: [],
        comments: [],
        ...more,
      });
      return composite_id;
    },
    holdStuck: () => {
      isStuck = true;
    },
  };
}

const idsIn = ({ text }: Seen) => (JSON.parse(text) as { composite_ids: string[] }).composite_ids;

const envelope = (resources: readonly unknown[], meta: object = {}): Said => ({
  status: 200,
  json: { meta: { query_time: 0.01, powered_by: "detectsapi", ...meta }, errors: [], resources },
});

function giveToken(seen: Seen, give: () => string): Said {
  if (new URLSearchParams(seen.text).get("client_secret") !== "canary-secret") return failure(401, "access denied, invalid client");
  return { status: 201, json: { access_token: give(), token_type: "bearer", expires_in: 1799 } };
}

const failure = (status: number, message: string): Said => ({
  status,
  json: { meta: {}, errors: [{ code: status, message }], resources: [] },
});
