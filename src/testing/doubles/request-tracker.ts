import { type Double, type Said, type Seen, startDouble } from "./double.ts";

// Request Tracker 5.0.3's REST2 interface as far as tickets go, built from its own source (lib/RT/REST2, READ) and compared with the running product
// (src/testing/real/request-tracker.ts, RAN): shapes of answers, statuses, and that a comment and its status are two steps of one request.

type Transaction = {
  readonly id: string;
  readonly type: string;
  readonly field: string;
  readonly data: string;
  readonly to: string;
  readonly by: string;
  readonly atMs: number;
};
type Part = { readonly id: string; readonly transaction: string; readonly type: string; readonly name: string; readonly content: string };
type Ticket = {
  readonly id: string;
  readonly subject: string;
  status: string;
  owner: string;
  updatedMs: number;
  readonly fields: Map<string, string>;
  readonly transactions: Transaction[];
  readonly parts: Part[];
};

const account = "watchkeeper";
const password = "canary-password";

/** Starts the product with one queue, "Incidents", and one account that may do everything in it. */
export async function startRequestTracker() {
  const tickets = new Map<string, Ticket>();
  let [clockMs, ids] = [Date.UTC(2026, 2, 4), 0];
  const next = () => String(++ids);
  const later = () => {
    clockMs += 1_000;
    return clockMs;
  };
  const did = (ticket: Ticket, type: string, by: string, more: { field?: string; data?: string; to?: string } = {}): Transaction => {
    const made = { id: next(), type, field: more.field ?? "", data: more.data ?? "", to: more.to ?? "", by, atMs: later() };
    ticket.transactions.push(made);
    ticket.updatedMs = made.atMs;
    return made;
  };
  const part = (ticket: Ticket, transaction: string, type: string, content: string, name = "") =>
    ticket.parts.push({ id: next(), transaction, type, name, content });
  const setStatus = (ticket: Ticket, status: string, by: string) => {
    if (ticket.status === status) return;
    did(ticket, "Status", by, { field: "Status", to: status });
    ticket.status = status;
  };
  const comment = (ticket: Ticket, by: string, text: string, subject = "No Subject", type = "text/plain") =>
    part(ticket, did(ticket, "Comment", by, { data: `${subject}\n` }).id, type, text);

  function create(given: Record<string, unknown>): Said {
    if (given.Queue !== "Incidents") return { status: 403, json: { message: "No permission to create tickets in the queue" } };
    const ticket: Ticket = {
      id: next(),
      subject: String(given.Subject ?? ""),
      status: "new",
      owner: "Nobody",
      updatedMs: 0,
      fields: new Map(),
      transactions: [],
      parts: [],
    };
    const made = did(ticket, "Create", account);
    part(ticket, made.id, "text/plain", String(given.Content ?? ""));
    for (const each of (given.Attachments ?? []) as Record<string, string>[]) {
      const content = Buffer.from(each.FileContent ?? "", "base64").toString();
      part(ticket, made.id, each.FileType ?? "", content, each.FileName);
    }
    tickets.set(ticket.id, ticket);
    return { status: 201, json: { id: ticket.id, type: "ticket", _url: `https://rt.example.test/REST/2.0/ticket/${ticket.id}` } };
  }
  function ofTicket(seen: Seen, ticket: Ticket, part: string): Said {
    const given = seen.method === "GET" ? {} : (JSON.parse(seen.text) as Record<string, string>);
    if (part === "history") return paged(seen, ticket.transactions.toReversed().map(transactionJson));
    if (part === "attachments") return paged(seen, ticket.parts.toReversed().map(partJson));
    if (part === "comment" && seen.method === "POST") {
      if (!given.ContentType) return { status: 400, json: { message: "ContentType is a required field for application/json" } };
      comment(ticket, account, given.Content ?? "", given.Subject);
      if (given.Status) setStatus(ticket, given.Status, account);
      return { status: 201, json: ["Comments added"] };
    }
    if (part === "" && seen.method === "PUT") {
      if (given.Status) setStatus(ticket, given.Status, account);
      return { status: 200, json: ["Status changed"] };
    }
    return part === "" ? { status: 200, json: ticketJson(ticket) } : { status: 404, json: { message: "Not Found" } };
  }
  const answer = (seen: Seen): Said => {
    const expected = `Basic ${Buffer.from(`${account}:${password}`).toString("base64")}`;
    if (seen.header("authorization") !== expected) return { status: 401, json: { message: "Unauthorized" } };
    const [, , , kind = "", id = "", rest = ""] = seen.path.split("/").map(decodeURIComponent);
    if (kind === "queue") return id === "Incidents" ? { status: 200, json: queueJson } : { status: 404, json: { message: "Not Found" } };
    if (kind === "tickets") return paged(seen, found(seen.query.get("query") ?? "", tickets));
    if (kind === "ticket" && id === "") return create(JSON.parse(seen.text) as Record<string, unknown>);
    const ticket = kind === "ticket" ? tickets.get(id) : undefined;
    if (ticket) return ofTicket(seen, ticket, rest);
    const held = kind === "attachment" ? [...tickets.values()].flatMap(({ parts }) => parts).find((each) => each.id === id) : undefined;
    if (held) return { status: 200, json: { ...partJson(held), Content: Buffer.from(held.content).toString("base64") } };
    return { status: 404, json: { message: "Not Found" } };
  };
  const double: Double = await startDouble(answer);
  return { double, tickets, comment, setStatus, account, password };
}

const user = (id: string) => ({ id, type: "user", _url: `https://rt.example.test/REST/2.0/user/${id}` });
const timeOf = (ms: number) => new Date(ms).toISOString().replace(".000Z", "Z");

const queueJson = {
  id: 1,
  Name: "Incidents",
  _hyperlinks: [
    { ref: "self", type: "queue", id: 1 },
    { ref: "create", type: "ticket" },
  ],
};
const transactionJson = ({ id, type, field, data, to, by, atMs }: Transaction) => ({
  id,
  type: "transaction",
  Type: type,
  Field: field,
  Data: data,
  NewValue: to,
  Creator: user(by),
  Created: timeOf(atMs),
});
const partJson = ({ id, transaction, type, name }: Part) => ({
  id,
  type: "attachment",
  ContentType: type,
  Filename: name,
  TransactionId: transaction,
});
const ticketJson = ({ id, subject, status, owner, updatedMs, fields }: Ticket) => ({
  id: Number(id),
  Subject: subject,
  Status: status,
  Owner: user(owner),
  LastUpdated: timeOf(updatedMs),
  CustomFields: [...fields].map(([name, value]) => ({ id: "1", name, values: [value] })),
});

function paged(seen: Seen, items: readonly object[]): Said {
  const [size, page] = [Number(seen.query.get("per_page") ?? "20"), Number(seen.query.get("page") ?? "1")];
  const shown = items.slice((page - 1) * size, page * size);
  return { status: 200, json: { count: shown.length, page, per_page: size, total: items.length, items: shown } };
}

/** `Subject LIKE '…'` as RT reads it: the backslash hides itself and the quote, `_` is any character and `%` any number of them; case does not count. */
function found(query: string, tickets: ReadonlyMap<string, Ticket>): object[] {
  const literal = /^Subject LIKE '((?:[^'\\]|\\.)*)'$/s.exec(query)?.[1]?.replace(/\\(.)/gs, "$1");
  if (literal === undefined) return [];
  const pattern = [...literal]
    .map((each) => (each === "_" ? "." : each === "%" ? ".*" : each.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
    .join("");
  const matching = [...tickets.values()].filter(({ subject }) => new RegExp(pattern, "is").test(subject));
  return matching.map(({ id, subject }) => ({ id, type: "ticket", Subject: subject }));
}
