import { type Said, type Seen, startDouble } from "./double.ts";

// PagerDuty's Events API v2 and the list of incidents, from its published description (path of the events READ in domain.md 3.5; fields, that the same
// dedup_key is the same alert while it is open, and that incidents are found by it as incident_key, from memory of the documentation, MEM).

export const routingKey = "R0ABCDEFGHIJKLMNOPQRSTUVWXYZ0123";
type Alert = { readonly id: string; readonly key: string; readonly summary: string; readonly text: string; readonly severity: string };

/** Starts both interfaces at one address. */
export async function startPagerduty() {
  const alerts: Alert[] = [];
  function enqueue(given: Record<string, unknown>): Said {
    if (given.routing_key !== routingKey) return { status: 400, json: { status: "invalid event", errors: ["Invalid routing key"] } };
    const key = String(given.dedup_key ?? "");
    const payload = (given.payload ?? {}) as { summary?: string; severity?: string; source?: string; custom_details?: { text?: string } };
    if (given.event_action === "trigger") {
      if (!payload.summary || payload.summary.length > 1_024 || !payload.source || !payload.severity)
        return { status: 400, json: { status: "invalid event", errors: ["'payload' is not right"] } };
      if (!alerts.some((each) => each.key === key))
        alerts.push({
          id: `Q${alerts.length}ABC`,
          key,
          summary: payload.summary,
          text: payload.custom_details?.text ?? "",
          severity: payload.severity,
        });
    }
    return { status: 202, json: { status: "success", message: "Event processed", dedup_key: key } };
  }
  const answer = (seen: Seen): Said => {
    if (seen.path === "/v2/enqueue" && seen.method === "POST") return enqueue(JSON.parse(seen.text) as Record<string, unknown>);
    if (seen.header("authorization") !== "Token token=canary-token") return { status: 401, json: { error: { message: "no" } } };
    if (seen.path !== "/incidents") return { status: 404, json: { error: { message: "Not Found" } } };
    const found = alerts.filter(({ key }) => key === seen.query.get("incident_key"));
    const incidents = found.map(({ id, summary }) => ({
      id,
      title: summary,
      html_url: `https://company.pagerduty.example.test/incidents/${id}`,
    }));
    return { status: 200, json: { incidents, limit: 25, offset: 0, more: false } };
  };
  return { double: await startDouble(answer), alerts };
}
