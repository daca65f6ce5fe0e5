import { type Said, type Seen, startDouble } from "./double.ts";

// DFIR-IRIS 2.x's API as far as alerts go, built from its own source (routes of alerts, filters and words of statuses READ; the lists under /manage and the
// fields of a comment's writer from memory of it, MEM): what is wrong is answered with 400, also when the alert was kept before.

type Comment = { readonly comment_id: number; readonly by: string; readonly comment_text: string; readonly comment_date: string };
type Alert = { readonly id: number; readonly fields: Record<string, unknown>; readonly comments: Comment[] };

export const us = "watchkeeper";
const statuses = ["Unspecified", "New", "Assigned", "In progress", "Pending", "Closed", "Merged", "Escalated"];
const resolutions = ["False Positive", "True Positive With Impact", "True Positive Without Impact", "Not Applicable", "Unknown"];
const severities = ["Unspecified", "Informational", "Low", "Medium", "High", "Critical"];

/** Starts the product. */
export async function startIris() {
  const alerts = new Map<string, Alert>();
  let [clockMs, ids, isBroken] = [Date.UTC(2026, 2, 4), 0, false];
  const later = () => {
    clockMs += 1_000;
    return new Date(clockMs).toISOString().replace("Z", "000");
  };
  const nextId = () => {
    ids += 1;
    return ids;
  };
  const yes = (data: unknown): Said => ({ status: 200, json: { status: "success", message: "", data } });
  const no = (): Said => ({ status: 400, json: { status: "error", message: "as the vendor says it", data: [] } });
  const shown = ({ id, fields }: Alert) => ({
    ...fields,
    alert_id: id,
    status: { status_id: fields.alert_status_id, status_name: statuses[Number(fields.alert_status_id) - 1] },
    resolution_status: fields.alert_resolution_status_id
      ? { resolution_status_name: resolutions[Number(fields.alert_resolution_status_id) - 1] }
      : null,
    owner: null,
  });
  const comment = (alert: Alert, by: string, text: string): Comment => {
    const made = { comment_id: nextId(), by, comment_text: text, comment_date: later() };
    alert.comments.push(made);
    return made;
  };
  const commentJson = ({ by, ...rest }: Comment) => ({ ...rest, user: { id: 1, user_login: by, user_name: by } });
  function add(given: Record<string, unknown>): Said {
    if (!given.alert_title || !given.alert_source || !given.alert_customer_id || !given.alert_status_id || !given.alert_severity_id)
      return no();
    const alert = { id: nextId(), fields: given, comments: [] };
    alerts.set(String(alert.id), alert);
    return isBroken ? no() : yes(shown(alert));
  }
  function filter(seen: Seen): Said {
    const [tags, size] = [seen.query.get("alert_tags"), Number(seen.query.get("per_page") ?? "10")];
    const pattern = new RegExp((tags ?? "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("_", "."), "i");
    const found = [...alerts.values()].filter(({ fields }) => pattern.test(String(fields.alert_tags)));
    return yes({ total: found.length, alerts: found.slice(0, size).map(shown), last_page: 1, current_page: 1, next_page: null });
  }
  function manage(list: string): Said {
    if (list === "alert-status") return yes(statuses.map((status_name, index) => ({ status_id: index + 1, status_name })));
    if (list === "severities") return yes(severities.map((severity_name, index) => ({ severity_id: index + 1, severity_name })));
    return yes(resolutions.map((name, index) => ({ resolution_status_id: index + 1, resolution_status_name: name })));
  }
  const answer = (seen: Seen): Said => {
    if (seen.header("authorization") !== "Bearer canary-key")
      return { status: 401, json: { status: "error", message: "Authentication required" } };
    const given = seen.method === "GET" ? {} : (JSON.parse(seen.text) as Record<string, unknown>);
    const [, kind = "", first = "", second = "", third = ""] = seen.path.split("/").map(decodeURIComponent);
    if (kind === "api") return yes([]);
    if (kind === "user") return yes({ user_id: 1, user_login: us, user_name: "Watchkeeper" });
    if (kind === "manage") return manage(first);
    if (first === "filter") return filter(seen);
    if (first === "add" && seen.method === "POST") return add(given);
    const alert = alerts.get(first === "update" ? second : first);
    if (!alert) return no();
    if (first === "update") Object.assign(alert.fields, given);
    if (second === "comments" && third === "list") return yes(alert.comments.map(commentJson));
    if (second === "comments" && third === "add") return yes(commentJson(comment(alert, us, String(given.comment_text))));
    return yes(shown(alert));
  };
  const close = (alert: Alert, resolution: string) =>
    Object.assign(alert.fields, {
      alert_status_id: statuses.indexOf("Closed") + 1,
      alert_resolution_status_id: resolutions.indexOf(resolution) + 1,
    });
  return {
    double: await startDouble(answer),
    alerts,
    comment,
    close,
    /** From now on alerts are kept, and then answered with 400. */
    breakAfterKeeping: () => {
      isBroken = true;
    },
  };
}
