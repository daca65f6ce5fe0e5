import { type Double, type Said, startDouble } from "./double.ts";

// Splunk's management port and HTTP event collector. READ: search/jobs with exec_mode=oneshot and what its JSON holds, notable_update with ruleUIDs, status, disposition and comment and that a missing newOwner
// leaves the owner, collector/event and collector/health (docs.splunk.com, help.splunk.com). MEM: the answer of notable_update, the lookup incident_review_lookup and its fields, that several values of a field are a list.
// It does not speak SPL: it knows the shapes of our own searches, and answers any other with an error 400 as Splunk does to one that it cannot parse.

type Notable = { readonly indexed: number; readonly fields: Record<string, unknown> };
type Review = {
  readonly time: number;
  readonly rule_id: string;
  readonly owner: string;
  readonly status: string;
  readonly disposition: string;
  readonly comment: string;
};

/** The first text between double quotes from a place on, as SPL reads it; undefined where it does not end. */
export function literalAfter(search: string, before: string): string | undefined {
  const at = search.indexOf(`${before}"`);
  const match = at < 0 ? undefined : /^"((?:[^"\\]|\\.)*)"/s.exec(search.slice(at + before.length));
  return match?.[1]?.replace(/\\(.)/gs, "$1");
}

/** Starts both doors. */
export async function startSplunk() {
  const notables: Notable[] = [];
  const events: Record<string, string>[] = [];
  const reviews: Review[] = [];
  const findings: { readonly fields: { readonly watchkeeper_key: string }; readonly event: Record<string, unknown> }[] = [];
  const capabilities = new Set(["search", "edit_notable_events"]);
  const owners = new Map<string, string>();
  let messages: readonly { type: string; text: string }[] = [];
  let stuck = false;

  const management: Double = await startDouble((seen) => {
    if (seen.header("authorization") !== "Bearer canary-token")
      return { status: 401, json: { messages: [{ type: "WARN", text: "call not properly authenticated" }] } };
    if (seen.path === "/services/authentication/current-context")
      return { status: 200, json: { entry: [{ name: "context", content: { username: "keeper", capabilities: [...capabilities] } }] } };
    const form = new URLSearchParams(seen.text);
    if (seen.path === "/services/search/jobs" && seen.method === "POST") return job(form);
    if (seen.path === "/services/notable_update" && seen.method === "POST") return update(form);
    return { status: 404, json: { messages: [{ type: "ERROR", text: "Not Found" }] } };
  });

  function job(form: URLSearchParams): Said {
    const search = form.get("search") ?? "";
    if (form.get("exec_mode") !== "oneshot" || form.get("output_mode") !== "json" || !/^(?:search |\|)/.test(search)) return unknown;
    const rows = rowsOf(search, form);
    if (!rows) return unknown;
    const results = rows.slice(0, Math.min(50_000, Number(form.get("count") ?? "100")));
    return { status: 200, json: { preview: false, init_offset: 0, messages, fields: [], results } };
  }

  function rowsOf(search: string, form: URLSearchParams): Record<string, unknown>[] | undefined {
    if (search.startsWith("| inputlookup incident_review_lookup")) {
      const id = literalAfter(search, "rule_id=");
      return reviews
        .filter((each) => each.rule_id === id)
        .toReversed()
        .map((each) => ({ ...each, time: String(each.time) }));
    }
    if (search.includes('sourcetype="watchkeeper:ocsf"')) {
      const key = literalAfter(search, "watchkeeper_key=");
      return findings.filter(({ fields }) => fields.watchkeeper_key === key).map(({ fields }) => ({ ...fields }));
    }
    if (/`notable`|index=notable/.test(search)) return notableRows(search);
    const wanted = literalAfter(search, "lower('user')=");
    const [from, to] = [Number(form.get("earliest_time")), Number(form.get("latest_time"))];
    const found = events.filter(
      (each) => (wanted === undefined || each.user?.toLowerCase() === wanted) && Number(each.wk_time) >= from && Number(each.wk_time) < to,
    );
    if (search.includes("g0=")) return [{ g0: "ws01", count: String(found.length), distinct: "3" }];
    return /\| stats count$/.test(search) ? [{ count: String(found.length) }] : found;
  }

  function notableRows(search: string): Record<string, unknown>[] | undefined {
    const number = (pattern: RegExp) => Number(pattern.exec(search)?.[1] ?? Number.NaN);
    const since = number(/_index_earliest=(\d+)/);
    const found = notables.filter(({ indexed }) => Number.isNaN(since) || indexed >= since);
    if (search.endsWith("stats max(_indextime) as last"))
      return found.length === 0 ? [{}] : [{ last: String(Math.max(...found.map(({ indexed }) => indexed))) }];
    if (search.endsWith("stats count by slot"))
      return slotRows(found, number(/_indextime>=(\d+), -1/), number(/floor\(_indextime\/(\d+)\)/));
    if (search.endsWith("table event_id")) return [];
    const ranges = [...search.matchAll(/\(wk_at>=(\d+)(?: AND wk_at<(\d+))?\)/g)].map(
      ([, from, to]) => [Number(from), to === undefined ? Number.POSITIVE_INFINITY : Number(to)] as const,
    );
    const seconds = number(/AND \(wk_at>(\d+) OR/);
    const name = literalAfter(search, "event_id>") ?? "";
    const rows = number(/\| head (\d+)/);
    if (ranges.length === 0 || Number.isNaN(rows)) return undefined;
    const after = ({ indexed, fields }: Notable) =>
      stuck || Number.isNaN(seconds) || indexed > seconds || (indexed === seconds && String(fields.event_id) > name);
    const page = found
      .filter((each) => ranges.some(([from, to]) => each.indexed >= from && each.indexed < to) && after(each))
      .toSorted((a, b) => a.indexed - b.indexed || (String(a.fields.event_id) < String(b.fields.event_id) ? -1 : 1))
      .slice(0, rows);
    const all = page.map(({ indexed, fields }) => ({ ...fields, wk_at: String(indexed) }));
    return search.endsWith("| fields wk_at, event_id")
      ? all.map(({ wk_at, event_id }: Record<string, unknown>) => ({ wk_at, event_id }))
      : all;
  }

  function slotRows(found: readonly Notable[], end: number, width: number) {
    const counts = new Map<number, number>();
    for (const { indexed } of found) {
      const slot = indexed >= end ? -1 : Math.floor(indexed / width) * width;
      counts.set(slot, (counts.get(slot) ?? 0) + 1);
    }
    return [...counts].map(([slot, count]) => ({ slot: String(slot), count: String(count) }));
  }

  function update(form: URLSearchParams): Said {
    const ids = form.getAll("ruleUIDs");
    if (form.has("newOwner")) owners.set(ids[0] ?? "", form.get("newOwner") ?? "");
    if (!capabilities.has("edit_notable_events") || ids.length !== 1 || !notables.some(({ fields }) => fields.event_id === ids[0]))
      return { status: 200, json: { success: false, message: "no permission, or no such event", success_count: 0, failure_count: 1 } };
    const last = reviews.findLast((each) => each.rule_id === ids[0]);
    reviews.push({
      time: reviews.length,
      rule_id: ids[0]!,
      owner: form.get("newOwner") ?? last?.owner ?? "unassigned",
      status: form.get("status") ?? last?.status ?? "1",
      disposition: form.get("disposition") ?? last?.disposition ?? "disposition:6",
      comment: form.get("comment") ?? "",
    });
    return {
      status: 200,
      json: { details: {}, success: true, message: "1 event updated successfully", success_count: 1, failure_count: 0, warnings: [] },
    };
  }

  const collector: Double = await startDouble((seen) => {
    if (seen.path === "/services/collector/health") return { status: 200, json: { text: "HEC is healthy", code: 17 } };
    if (seen.header("authorization") !== "Splunk canary-collector")
      return { status: 401, json: { text: "Invalid authorization", code: 3 } };
    if (seen.path !== "/services/collector/event" || seen.method !== "POST")
      return { status: 404, json: { text: "The requested URL was not found on this server.", code: 404 } };
    findings.push(JSON.parse(seen.text) as (typeof findings)[number]);
    return { status: 200, json: { text: "Success", code: 0 } };
  });

  return {
    management,
    collector,
    notables,
    events,
    reviews,
    findings,
    capabilities,
    say: (...more: { type: string; text: string }[]) => {
      messages = more;
    },
    holdStuck: () => {
      stuck = true;
    },
    /** A notable event as Enterprise Security writes it: its own time, and when it was indexed. */
    addNotable(timeMs: number, indexedMs: number, more: Record<string, unknown> = {}): string {
      const event_id = `0A0B@@notable@@${String(notables.length).padStart(8, "0")}`;
      const fields = {
        _time: new Date(timeMs).toISOString(),
        event_id,
        search_name: "Access - Brute Force - Rule",
        rule_title: "Brute force",
        urgency: "high",
        src: "198.51.100.7",
        dest: "ws01",
        user: "mara",
        ...more,
      };
      notables.push({ indexed: Math.floor(indexedMs / 1_000), fields });
      return event_id;
    },
    /** What a person does in the review: every review has all of it. */
    reviewBy: (rule_id: string, owner: string, status: string, disposition = "disposition:6") =>
      void reviews.push({ time: reviews.length, rule_id, owner, status, disposition, comment: "as people say" }),
    close: async () => {
      await Promise.all([management.close(), collector.close()]);
    },
  };
}

const unknown: Said = { status: 400, json: { messages: [{ type: "FATAL", text: "Error in 'SearchParser'" }] } };
