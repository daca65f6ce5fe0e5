import { type Said, type Seen, startDouble, tokenBooth } from "./double.ts";

type Alert = {
  id: string;
  createdDateTime: string;
  status: string;
  classification: string | null;
  determination: string | null;
  assignedTo: string | null;
  comments: { comment: string; createdByDisplayName: string }[];
} & Record<string, unknown>;

/**
 * Alerts and hunting of Microsoft Graph's security API. READ (learn.microsoft.com, Graph v1.0): the list with $filter, $top, $skip and the newest first, the alert
 * resource and its evidence, its update, its comments, runHuntingQuery. MEM: that an update answers with the alert and a comment with all comments.
 * Written from these, not from a recording.
 */
export async function startDefenderXdr() {
  const alerts: Alert[] = [];
  const rows: Record<string, unknown>[] = [];
  const tokens = tokenBooth();
  let isStuck = false;
  const double = await startDouble((seen) => {
    if (/\/oauth2\/v2\.0\/token$/.test(seen.path)) return giveToken(seen, tokens.give);
    if (!tokens.accepts(seen.header("authorization"))) return failure(401, "InvalidAuthenticationToken", "The token is expired.");
    if (seen.path === "/v1.0/security/runHuntingQuery" && seen.method === "POST") return hunt(seen);
    if (seen.path === "/v1.0/security/alerts_v2" && seen.method === "GET") return list(seen);
    const [, id, comments] = /^\/v1\.0\/security\/alerts_v2\/([^/]+)(\/comments)?$/.exec(seen.path) ?? [];
    const alert = alerts.find((each) => each.id === id);
    if (!alert) return failure(404, "NotFound", "Alert not found");
    if (seen.method === "GET" && !comments) return { status: 200, json: alert };
    if (seen.method === "PATCH" && !comments) return patch(seen, alert);
    if (seen.method !== "POST" || !comments) return failure(405, "MethodNotAllowed", "not allowed");
    const { comment } = JSON.parse(seen.text) as { comment: string };
    if (typeof comment !== "string" || comment.length > 1_000) return failure(400, "BadRequest", "comment");
    alert.comments.push({ comment, createdByDisplayName: "app" });
    return { status: 200, json: { value: alert.comments } };
  });

  function list(seen: Seen): Said {
    const from = /^createdDateTime ge (\S+)$/.exec(seen.query.get("$filter") ?? "createdDateTime ge 1970-01-01T00:00:00Z")?.[1];
    if (from === undefined) return failure(400, "BadRequest", "Invalid filter clause");
    const [top, skip] = [Number(seen.query.get("$top") ?? 50), isStuck ? 0 : Number(seen.query.get("$skip") ?? 0)];
    const all = alerts.filter((each) => Date.parse(each.createdDateTime) >= Date.parse(from)).toReversed();
    const sorted = all.toSorted((a, b) => Date.parse(b.createdDateTime) - Date.parse(a.createdDateTime));
    const more = skip + top < sorted.length ? { "@odata.nextLink": "https://192.0.2.1/v1.0/security/alerts_v2?$skip=1" } : {};
    return {
      status: 200,
      json: { "@odata.context": "https://graph.example.test/$metadata", value: sorted.slice(skip, skip + top), ...more },
    };
  }

  function hunt(seen: Seen): Said {
    const { Query } = JSON.parse(seen.text) as { Query: string };
    if (Query.endsWith("| count") || Query.startsWith("print ")) return answer([{ Count: Query.startsWith("print ") ? 1 : rows.length }]);
    if (!/^union isfuzzy=true withsource=WatchkeeperTable /.test(Query)) return failure(400, "BadRequest", "unexpected query");
    return Query.includes("| summarize ")
      ? answer([{ G0: "ws01.example.test", Count: rows.length }])
      : answer(rows.slice(0, Number(/\| top (\d+) by /.exec(Query)?.[1])));
  }

  return {
    double,
    alerts,
    rows,
    addAlert(timeMs: number, more: Record<string, unknown> = {}): string {
      const id = `da${alerts.length + 1}_-${1_000 + alerts.length}`;
      alerts.push({
        "@odata.type": "#microsoft.graph.security.alert",
        id,
        createdDateTime: new Date(timeMs).toISOString().replace("Z", "0000Z"),
        firstActivityDateTime: new Date(timeMs - 60_000).toISOString(),
        title: "Suspicious execution",
        description: "A process was started from a document",
        severity: "high",
        status: "new",
        classification: "unknown",
        determination: "unknown",
        assignedTo: null,
        detectorId: "11111111-2222-4333-8444-555555555555",
        category: "Execution",
        mitreTechniques: ["T1059.001"],
        evidence: evidence(),
        comments: [],
        ...more,
      });
      return id;
    },
    holdStuck: () => {
      isStuck = true;
    },
  };
}

function patch(seen: Seen, alert: Alert): Said {
  const change = JSON.parse(seen.text) as Record<string, unknown>;
  const known = ["status", "classification", "determination", "assignedTo"];
  if (Object.keys(change).some((key) => !known.includes(key))) return failure(400, "BadRequest", "property");
  Object.assign(alert, change);
  return { status: 200, json: alert };
}

const evidence = () => [
  { "@odata.type": "#microsoft.graph.security.deviceEvidence", mdeDeviceId: "a1".repeat(20), deviceDnsName: "ws01.example.test" },
  {
    "@odata.type": "#microsoft.graph.security.userEvidence",
    userAccount: { accountName: "mara", domainName: "EXAMPLE", userSid: "S-1-5-21-1-2-3-1001", userPrincipalName: "mara@example.test" },
  },
  {
    "@odata.type": "#microsoft.graph.security.processEvidence",
    processCommandLine: "powershell.exe -enc AAAA",
    imageFile: { fileName: "powershell.exe", filePath: "C:\\Windows", sha256: "ab".repeat(32) },
  },
  { "@odata.type": "#microsoft.graph.security.ipEvidence", ipAddress: "198.51.100.7" },
  { "@odata.type": "#microsoft.graph.security.somethingNewEvidence", inner: { value: 1 } },
];

const answer = (results: readonly unknown[]): Said => ({
  status: 200,
  json: { schema: [{ name: "Timestamp", type: "DateTime" }], results },
});

function giveToken(seen: Seen, give: () => string): Said {
  const form = new URLSearchParams(seen.text);
  if (form.get("client_secret") !== "canary-secret" || !form.get("scope")?.endsWith("/.default"))
    return { status: 401, json: { error: "invalid_client", error_description: "AADSTS7000215: Invalid client secret provided." } };
  return { status: 200, json: { token_type: "Bearer", expires_in: 3599, access_token: give() } };
}

const failure = (status: number, code: string, message: string): Said => ({ status, json: { error: { code, message } } });
