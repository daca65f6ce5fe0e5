import { type Double, type Said, type Seen, startDouble } from "./double.ts";
import { held, openIndexes, searched } from "./search-index.ts";

// Kibana's detections API and Elasticsearch. READ: the OpenAPI descriptions of signals/search, signals/status and signals/tags that Elastic publishes with Kibana (status and tags
// answer as an update by query does; unknown properties and explicit nulls are errors 400), elastic.co/docs/api for _search, _create, _doc and _has_privileges. MEM: what detection_engine/privileges holds beside
// index, is_authenticated and has_encryption_key.

const alertsIndex = ".internal.alerts-security.alerts-default-000001";
const key = "ApiKey canary-key";
type Json = Record<string, unknown>;

/** Starts both; `rights` may be taken away. */
export async function startElastic(parts: { readonly space?: string } = {}) {
  const indexes = openIndexes();
  const rights = { read: true, write: true, findings: true };
  let stuck = false;
  let made = 0;
  const alertsOf = () => indexes.inIndexes(alertsIndex);
  const base = parts.space === undefined ? "" : `/s/${parts.space}`;

  const kibana: Double = await startDouble((seen) => {
    if (seen.header("authorization") !== key) return { status: 401, json: { statusCode: 401, error: "Unauthorized" } };
    if (seen.method === "POST" && seen.header("kbn-xsrf") === undefined) return bad("Request must contain a kbn-xsrf header.");
    const call = seen.path.startsWith(`${base}/api/detection_engine/`) ? seen.path.slice(`${base}/api/detection_engine/`.length) : "";
    if (call === "privileges" && seen.method === "GET") return privileges();
    const body = seen.method === "POST" ? (JSON.parse(seen.text) as Json) : undefined;
    if (body && Object.values(body).includes(null)) return bad("[request body]: Expected a value, received null");
    if (call === "signals/search" && body) return search(body);
    if (call === "signals/status" && body) return status(body);
    if (call === "signals/tags" && body) return tags(body);
    return { status: 404, json: { statusCode: 404, error: "Not Found" } };
  });

  function privileges(): Said {
    const index = { ".alerts-security.alerts-default": { all: false, read: rights.read, write: rights.write, maintenance: rights.write } };
    return { status: 200, json: { username: "keeper", has_all_requested: false, index, is_authenticated: true, has_encryption_key: true } };
  }

  const searchWords = ["query", "aggs", "size", "track_total_hits", "_source", "fields", "runtime_mappings", "sort"];
  function search(body: Json): Said {
    if (Object.keys(body).some((word) => !searchWords.includes(word))) return bad("[request body]: unknown property");
    if (body.track_total_hits !== undefined && typeof body.track_total_hits !== "boolean")
      return bad("[request body.track_total_hits]: Expected boolean");
    if (!rights.read) return { status: 403, json: { statusCode: 403, error: "Forbidden" } };
    if (!stuck || body.size === 0) return searched(alertsOf(), body);
    // Every page is the first one.
    return searched(alertsOf(), { ...body, query: { match_all: {} } });
  }

  function status(body: Json): Said {
    const { signal_ids, status: wanted, reason, ...others } = body;
    if (Object.keys(others).length > 0 || !Array.isArray(signal_ids) || signal_ids.length === 0)
      return bad("[request body]: by ids or by query");
    if (!["open", "acknowledged", "closed"].includes(String(wanted))) return bad("[request body.status]: Invalid enum value");
    if (reason !== undefined && reason !== "false_positive") return bad("[request body.reason]: Invalid enum value");
    return changed(signal_ids as string[], (source) => {
      source["kibana.alert.workflow_status"] = wanted;
      source["kibana.alert.workflow_status_updated_at"] = "2026-01-01T00:00:00.000Z";
    });
  }

  function tags(body: Json): Said {
    const { ids, tags: lists } = body as { ids: string[]; tags: { tags_to_add: string[]; tags_to_remove: string[] } };
    if (!Array.isArray(ids) || ids.length === 0) return bad("[request body.ids]: Array must contain at least 1 element(s)");
    if (lists.tags_to_add.some((each) => lists.tags_to_remove.includes(each)))
      return bad("[request body].tags: cannot add and remove the same tag in a single request");
    return changed(ids, (source) => {
      const before = held(source, "kibana.alert.workflow_tags") as string[];
      const kept = before.filter((each) => !lists.tags_to_remove.includes(each));
      source["kibana.alert.workflow_tags"] = [...new Set([...kept, ...lists.tags_to_add])];
    });
  }

  function changed(ids: readonly string[], change: (source: Json) => void): Said {
    if (!rights.write) return { status: 403, json: { statusCode: 403, error: "Forbidden" } };
    const found = alertsOf().filter(({ _id }) => ids.includes(_id));
    for (const { _source } of found) change(_source);
    return {
      status: 200,
      json: { took: 8, timed_out: false, total: found.length, updated: found.length, version_conflicts: 0, noops: 0, failures: [] },
    };
  }

  const elasticsearch: Double = await startDouble((seen: Seen) => {
    if (seen.header("authorization") !== key) return { status: 401, json: { error: { type: "security_exception" }, status: 401 } };
    if (seen.path === "/_security/user/_has_privileges" && seen.method === "POST") {
      const asked = (JSON.parse(seen.text) as { index: { names: string[]; privileges: string[] }[] }).index;
      const has = asked.every(({ privileges: each }) => each.every((one) => (one === "create_doc" ? rights.findings : rights.read)));
      return { status: 200, json: { username: "keeper", has_all_requested: has, cluster: {}, index: {}, application: {} } };
    }
    return (
      indexes.answer(seen.method, seen.path, seen.text) ?? {
        status: 400,
        json: { error: { type: "illegal_argument_exception" }, status: 400 },
      }
    );
  });

  return {
    kibana,
    elasticsearch,
    indexes,
    rights,
    alertsOf,
    holdStuck: () => {
      stuck = true;
    },
    /** A detection alert as Elastic Security keeps it: dotted names, `_id` and `kibana.alert.uuid` the same. */
    addAlert(timeMs: number, more: Json = {}): string {
      const id = (made++).toString(16).padStart(64, "a");
      indexes.add(alertsIndex, id, {
        "@timestamp": new Date(timeMs).toISOString(),
        "kibana.alert.uuid": id,
        "kibana.alert.rule.name": "Unusual Process Tree",
        "kibana.alert.rule.rule_id": "4f6e1a2b",
        "kibana.alert.severity": "high",
        "kibana.alert.risk_score": 73,
        "kibana.alert.original_time": new Date(timeMs - 60_000).toISOString(),
        "kibana.alert.workflow_status": "open",
        "kibana.alert.workflow_tags": [],
        host: { name: "ws01.example.test" },
        user: { name: "mara" },
        ...more,
      });
      return id;
    },
    close: async () => {
      await Promise.all([kibana.close(), elasticsearch.close()]);
    },
  };
}

const bad = (message: string): Said => ({ status: 400, json: { statusCode: 400, error: "Bad Request", message } });
