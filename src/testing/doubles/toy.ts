import { type Double, type Said, type Seen, startDouble } from "./double.ts";

// A product that does not exist: small, and with every capability, so that the contract suite can be tried on a connector whose faults are planted.

const pageRecords = 3;
type Item = { readonly id: string; readonly kind: string; readonly key: string; readonly title: string; readonly text: string };
type Ticket = Item & {
  state: string;
  closure: { code: string; says: string; key: string } | null;
  revision: number;
  readonly comments: { readonly id: string; readonly key: string; readonly by: string; readonly text: string }[];
};

/** Starts the product. */
export async function startToy() {
  const alerts: { readonly id: string; readonly at: number }[] = [];
  const items: Item[] = [];
  const tickets = new Map<string, Ticket>();
  const assets = Array.from({ length: 7 }, (_, index) => `host-${index}`);
  let stuck = false;
  const answer = (seen: Seen): Said => {
    if (seen.header("x-api-key") !== "canary-key") return { status: 401, json: { error: "who are you" } };
    const [, kind = "", id = "", part = ""] = seen.path.split("/").map(decodeURIComponent);
    if (kind === "me") return { status: 200, json: { rights: ["read", "write"] } };
    if (kind === "alerts") return alertPage(Number(seen.query.get("after")));
    if (kind === "rows" && seen.method === "POST") return found(JSON.parse(seen.text) as { limit: number });
    if (kind === "reputation") return { status: 200, json: { says: id === "203.0.113.66" ? "bad" : "nothing" } };
    if (kind === "assets") return assetPage(Number(seen.query.get("page")));
    if (kind === "tickets") return ticket(seen, id, part);
    if (seen.method === "GET")
      return { status: 200, json: { items: items.filter((each) => each.kind === kind && each.key === seen.query.get("key")) } };
    const item = { id: `item-${items.length}`, kind, ...(JSON.parse(seen.text) as Omit<Item, "id" | "kind">) };
    items.push(item);
    return { status: 201, json: { id: item.id } };
  };

  function alertPage(after: number): Said {
    if (!Number.isInteger(after) || after < 0) return { status: 400, json: { error: "no such place" } };
    const from = stuck ? 0 : after;
    const page = alerts.slice(from, from + pageRecords);
    return {
      status: 200,
      json: { alerts: page, next: stuck ? after : from + page.length, more: stuck || from + page.length < alerts.length },
    };
  }
  function found({ limit }: { readonly limit: number }): Said {
    const rows = [1_000, 2_000, 3_000].map((at) => ({ at, text: "row" }));
    return { status: 200, json: { rows: rows.slice(0, limit), total: rows.length } };
  }
  function assetPage(page: number): Said {
    const part = assets.slice(page * pageRecords, (page + 1) * pageRecords);
    const isLast = (page + 1) * pageRecords >= assets.length;
    return { status: 200, json: { assets: part, next: stuck ? 0 : isLast ? null : page + 1 } };
  }
  function ticket(seen: Seen, id: string, part: string): Said {
    if (id === "" && seen.method === "GET")
      return { status: 200, json: { items: [...tickets.values()].filter(({ key }) => key === seen.query.get("key")) } };
    const given = seen.method === "POST" ? (JSON.parse(seen.text) as Record<string, string>) : {};
    if (id === "") {
      const made = { id: `T-${tickets.size}`, kind: "tickets", key: given.key ?? "", title: given.title ?? "", text: given.text ?? "" };
      tickets.set(made.id, { ...made, state: "open", closure: null, revision: 1, comments: [] });
      return { status: 201, json: { id: made.id } };
    }
    const one = tickets.get(id);
    if (!one) return { status: 404, json: { error: "no such ticket" } };
    if (part === "comments" && seen.method === "POST") comment(one, "watchkeeper", given.text ?? "", given.key);
    if (part === "close" && seen.method === "POST") close(one, given.code ?? "", given.text ?? "", given.key);
    return { status: 200, json: one };
  }
  function comment(one: Ticket, by: string, text: string, key = ""): void {
    one.comments.push({ id: String(one.comments.length), key, by, text });
    one.revision++;
  }
  function close(one: Ticket, code: string, says: string, key = ""): void {
    Object.assign(one, { state: "closed", closure: { code, says, key }, revision: one.revision + 1 });
  }

  const double: Double = await startDouble(answer);
  return {
    double,
    pageRecords,
    assets,
    items,
    tickets,
    add(count: number, at: (index: number) => number): readonly string[] {
      const made = Array.from({ length: count }, (_, index) => ({ id: `alert-${alerts.length + index}`, at: at(index) }));
      alerts.push(...made);
      return made.map(({ id }) => id);
    },
    holdStuck: () => {
      stuck = true;
    },
    commentBy: (id: string, text: string) => comment(tickets.get(id)!, "mara", text),
    closeBy: (id: string, code: string) => close(tickets.get(id)!, code, "as people say"),
  };
}
