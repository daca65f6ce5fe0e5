import { type Said, type Seen, startDouble, tokenBooth } from "./double.ts";

type Row = Record<string, unknown>;
type Incident = { name: string; etag: string; properties: Record<string, unknown>; readonly alerts: readonly string[] };

const ids = { subscription: "22222222-2222-4333-8444-555555555555", workspaceId: "33333333-2222-4333-8444-555555555555" };
const root = `/subscriptions/${ids.subscription}/resourceGroups/soc/providers/Microsoft.OperationalInsights/workspaces/soc-logs/providers/Microsoft.SecurityInsights/incidents`;

/**
 * A workspace of Sentinel: the Log Analytics query API and incidents of Azure's resource manager (2025-09-01). READ (learn.microsoft.com): the query's body and answer,
 * the tables SecurityAlert and SecurityIncident, incidents by GET and PUT, which takes the whole of an incident and an etag, comments by PUT with an id of the caller's.
 * MEM: that an older etag is answered with 412, and that read-only properties are ignored. Of KQL it knows our own queries. Written from these, not from a recording.
 */
export async function startSentinel() {
  const alerts: (Row & { readonly WatchkeeperAt: string; readonly SystemAlertId: string })[] = [];
  const rows: Row[] = [];
  const incidents: Incident[] = [];
  const comments = new Map<string, { readonly incident: string; readonly message: string }>();
  const tokens = tokenBooth();
  let isStuck = false;
  let changes = 0;
  const double = await startDouble((seen) => {
    if (/\/oauth2\/v2\.0\/token$/.test(seen.path)) return giveToken(seen, tokens.give);
    if (!tokens.accepts(seen.header("authorization"))) return failure(401, "InvalidAuthenticationToken");
    if (seen.path === `/v1/workspaces/${ids.workspaceId}/query` && seen.method === "POST") return query(seen);
    if (!seen.path.startsWith(root) || seen.query.get("api-version") !== "2025-09-01") return failure(404, "ResourceNotFound");
    const [, name, comment] = /^\/([^/]+)(?:\/comments\/([^/]+))?$/.exec(seen.path.slice(root.length)) ?? [];
    if (name === undefined) return { status: 200, json: { value: incidents } };
    const incident = incidents.find((each) => each.name === name);
    if (!incident) return failure(404, "NotFound");
    return comment === undefined ? onIncident(seen, incident) : onComment(seen, incident, comment);
  });

  function onIncident(seen: Seen, incident: Incident): Said {
    if (seen.method === "PUT") {
      const { etag, properties } = JSON.parse(seen.text) as { etag?: string; properties: Row };
      if (etag !== undefined && etag !== incident.etag) return failure(412, "PreconditionFailed");
      if (!properties.title || !properties.severity || !properties.status) return failure(400, "BadRequest");
      if (properties.status === "Closed" && !properties.classification) return failure(400, "BadRequest");
      const { incidentNumber } = incident.properties;
      Object.assign(incident, { etag: `"${++changes}"`, properties: { ...properties, incidentNumber } });
    }
    const { name, etag, properties } = incident;
    return { status: 200, json: { id: `${root}/${name}`, name, type: "Microsoft.SecurityInsights/incidents", etag, properties } };
  }

  function onComment(seen: Seen, incident: Incident, name: string): Said {
    if (seen.method === "PUT") {
      const { message } = (JSON.parse(seen.text) as { properties: { message: string } }).properties;
      if (message.length > 3_000) return failure(400, "BadRequest");
      comments.set(name, { incident: incident.name, message });
      incident.etag = `"${++changes}"`;
    }
    const found = comments.get(name);
    if (found?.incident !== incident.name) return failure(404, "NotFound");
    return { status: seen.method === "PUT" ? 201 : 200, json: { name, etag: '"1"', properties: { message: found.message } } };
  }

  function query(seen: Seen): Said {
    const { query: text } = JSON.parse(seen.text) as { query: string };
    if (text.startsWith("print ")) return tables([{ Count: 1 }]);
    if (text.startsWith("SecurityAlert\n")) return tables(alertRows(text));
    if (text.startsWith("SecurityIncident\n")) return tables(placesIn(text));
    if (!text.startsWith("union isfuzzy=true withsource=WatchkeeperTable ")) return failure(400, "BadArgumentError");
    if (text.endsWith("| count")) return tables([{ Count: rows.length }]);
    if (text.includes("| summarize ")) return tables([{ G0: "ws01", Count: rows.length }]);
    return tables(rows.slice(0, Number(/\| top (\d+) by /.exec(text)?.[1])));
  }

  function alertRows(text: string): readonly Row[] {
    const from = /WatchkeeperAt >= datetime\(([^)]+)\)/.exec(text)![1]!;
    const [, time, id] = /WatchkeeperAt > datetime\(([^)]+)\) .* strcmp\(SystemAlertId, "([^"\\]+)"\) > 0/.exec(text) ?? [];
    const isAfter = (each: (typeof alerts)[number]) =>
      time === undefined || isStuck || each.WatchkeeperAt > time || (each.WatchkeeperAt === time && each.SystemAlertId > id!);
    const first = new Map(alerts.toReversed().map((each) => [each.SystemAlertId, each]));
    return [...first.values()]
      .filter((each) => Date.parse(each.WatchkeeperAt) >= Date.parse(from) && isAfter(each))
      .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
      .slice(0, Number(/take (\d+)$/.exec(text)![1]));
  }

  function placesIn(text: string): readonly Row[] {
    const id = /set_has_element\(AlertIds, "([^"\\]+)"\)/.exec(text)![1]!;
    return incidents.filter((each) => each.alerts.includes(id)).map(({ name, alerts }) => ({ IncidentName: name, Alerts: alerts.length }));
  }

  return {
    double,
    ids,
    alerts,
    rows,
    incidents,
    comments,
    addAlert(timeMs: number, more: Row = {}): string {
      const SystemAlertId = `aaaaaaaa-0000-4000-8000-${String(alerts.length + 1).padStart(12, "0")}`;
      alerts.push({
        WatchkeeperAt: new Date(timeMs).toISOString().replace("Z", "1234Z"),
        SystemAlertId,
        TimeGenerated: new Date(timeMs - 60_000).toISOString(),
        StartTime: new Date(timeMs - 120_000).toISOString(),
        AlertName: "Brute force",
        DisplayName: "Brute force against a server",
        AlertSeverity: "High",
        Description: "Many failed sign-ins",
        ProductName: "Azure Sentinel",
        Techniques: '["T1110"]',
        Entities:
          '[{"$id":"1","Type":"host","HostName":"ws01","DnsDomain":"example.test"},{"$id":"2","Type":"ip","Address":"198.51.100.7"}]',
        CompromisedEntity: "",
        ...more,
      });
      return SystemAlertId;
    },
    addIncident(of: readonly string[], more: Row = {}): Incident {
      const incident: Incident = {
        name: `bbbbbbbb-0000-4000-8000-${String(incidents.length + 1).padStart(12, "0")}`,
        etag: `"${++changes}"`,
        alerts: of,
        properties: {
          title: "Brute force",
          description: "kept",
          severity: "High",
          status: "New",
          owner: { objectId: null, assignedTo: null },
          labels: [],
          incidentNumber: incidents.length + 1,
          ...more,
        },
      };
      incidents.push(incident);
      return incident;
    },
    holdStuck: () => {
      isStuck = true;
    },
  };
}

const orderOf = ({ WatchkeeperAt, SystemAlertId }: { readonly WatchkeeperAt: string; readonly SystemAlertId: string }) =>
  `${WatchkeeperAt} ${SystemAlertId}`;

/** Rows by place, as the API gives them. */
function tables(rows: readonly Row[]): Said {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => ({ name, type: "string" }));
  return {
    status: 200,
    json: { tables: [{ name: "PrimaryResult", columns, rows: rows.map((row) => names.map((name) => row[name] ?? null)) }] },
  };
}

function giveToken(seen: Seen, give: () => string): Said {
  const form = new URLSearchParams(seen.text);
  if (form.get("client_secret") !== "canary-secret" || !form.get("scope")?.endsWith("/.default"))
    return { status: 401, json: { error: "invalid_client", error_description: "AADSTS7000215: Invalid client secret provided." } };
  return { status: 200, json: { token_type: "Bearer", expires_in: 3599, access_token: give() } };
}

const failure = (status: number, code: string): Said => ({ status, json: { error: { code, message: "it broke" } } });
