import { type Said, type Seen, startDouble } from "./double.ts";

// ServiceNow's Table API as far as incidents, their journal, machines and accounts go, from its published description (paths READ in domain.md 3.5; encoded
// queries, journals and the states of incidents from memory of the documentation, MEM): rows that one may not see are left out without a word, and so are
// conditions that are not understood. Attachments: path, query and raw body READ.

type Row = Record<string, string>;
const account = "watchkeeper";
const timeOf = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

/** Starts the product with `machines` machines and `people` accounts. */
export async function startServicenow({ machines = 0, people = 0 } = {}) {
  let [clockMs, ids] = [Date.UTC(2026, 2, 4), 0];
  const nextId = () => (++ids).toString(16).padStart(32, "0");
  const later = () => {
    clockMs += 1_000;
    return timeOf(clockMs);
  };
  const tables: Record<"incident" | "sys_journal_field" | "sys_attachment" | "cmdb_ci_computer" | "sys_user", Row[]> = {
    incident: [],
    sys_journal_field: [],
    sys_attachment: [],
    cmdb_ci_computer: Array.from({ length: machines }, (_, index) => ({
      sys_id: nextId(),
      name: `WS-${index}`,
      fqdn: `ws-${index}.example.test`,
      ip_address: `10.0.${index >> 8}.${index & 255}`,
      sys_class_name: "cmdb_ci_win_server",
      install_status: index === 1 ? "7" : "1",
    })),
    sys_user: Array.from({ length: people }, (_, index) => ({
      sys_id: nextId(),
      user_name: `person-${index}`,
      email: `person-${index}@example.test`,
      name: `Person ${index}`,
      active: "true",
    })),
  };
  let isStuck = false;
  const touch = (row: Row) => {
    row.sys_updated_on = later();
    row.sys_mod_count = String(Number(row.sys_mod_count ?? "0") + 1);
  };
  const note = (incident: Row, by: string, value: string, element = "work_notes") => {
    touch(incident);
    tables.sys_journal_field.push({
      sys_id: nextId(),
      element_id: incident.sys_id ?? "",
      element,
      value,
      sys_created_by: by,
      sys_created_on: incident.sys_updated_on ?? "",
    });
  };
  const change = (incident: Row, by: string, { work_notes: notes, ...given }: Row) => {
    for (const [column, value] of Object.entries(given)) incident[column] = value.slice(0, column === "short_description" ? 160 : 4_000);
    if (given.state === "6") incident["resolved_by.user_name"] = by;
    touch(incident);
    if (notes) note(incident, by, notes);
  };
  function table(seen: Seen, name: string, id: string): Said {
    const held = Object.hasOwn(tables, name) ? tables[name as keyof typeof tables] : undefined;
    if (!held) return { status: 400, json: { error: { message: "Invalid table", detail: null }, status: "failure" } };
    if (seen.method === "POST" && name === "incident") {
      const row: Row = { sys_id: nextId(), state: "1", close_code: "", close_notes: "", sys_created_on: later() };
      change(row, account, JSON.parse(seen.text) as Row);
      held.push(row);
      return { status: 201, json: { result: shown(seen, row) } };
    }
    if (id === "")
      return { status: 200, json: { result: found(seen, isStuck ? held.slice(0, 1_000) : held, isStuck).map((row) => shown(seen, row)) } };
    const row = held.find((each) => each.sys_id === id);
    if (!row) return { status: 404, json: { error: { message: "No Record found", detail: null }, status: "failure" } };
    if (seen.method === "PATCH") change(row, account, JSON.parse(seen.text) as Row);
    return { status: 200, json: { result: shown(seen, row) } };
  }
  const attach = (incident: string, by: string, file_name: string, content_type: string, text: string): Row => {
    const made = { sys_id: nextId(), table_name: "incident", table_sys_id: incident, file_name, content_type, sys_created_by: by, text };
    tables.sys_attachment.push(made);
    return made;
  };
  /** The Attachment API: the bytes are the body, and the rest is in the query. */
  function attachment(seen: Seen, name: string): Said {
    const of = (column: string) => seen.query.get(column) ?? "";
    if (seen.method === "GET") {
      const shownRows = found(seen, tables.sys_attachment, false).map(({ text: _, ...row }) => row);
      return { status: 200, json: { result: shownRows } };
    }
    const isThere = of("table_name") === "incident" && tables.incident.some((row) => row.sys_id === of("table_sys_id"));
    if (name !== "file" || !isThere || of("file_name") === "") return { status: 404, json: { error: { message: "Not found" } } };
    const { text: _, ...made } = attach(of("table_sys_id"), account, of("file_name"), seen.header("content-type") ?? "", seen.text);
    return { status: 201, json: { result: made } };
  }
  const answer = (seen: Seen): Said => {
    const expected = `Basic ${Buffer.from(`${account}:canary-password`).toString("base64")}`;
    if (seen.header("authorization") !== expected) return { status: 401, json: { error: { message: "User Not Authenticated" } } };
    const [, , , kind = "", name = "", id = ""] = seen.path.split("/").map(decodeURIComponent);
    if (kind === "attachment") return attachment(seen, name);
    return kind === "table" ? table(seen, name, id) : { status: 404, json: { error: { message: "no" } } };
  };
  return {
    double: await startDouble(answer),
    tables,
    account,
    attach,
    note,
    change,
    holdStuck: () => {
      isStuck = true;
    },
  };
}

/** The columns that were asked for; empty ones are empty, dot-walked ones that lead nowhere are left out. */
function shown(seen: Seen, row: Row): Row {
  const columns = (seen.query.get("sysparm_fields") ?? "sys_id").split(",");
  return Object.fromEntries(columns.flatMap((column) => (column in row || !column.includes(".") ? [[column, row[column] ?? ""]] : [])));
}

/** Rows that an encoded query finds: conditions joined by `^`, which a value holds doubled. */
function found(seen: Seen, rows: readonly Row[], isStuck: boolean): Row[] {
  const conditions = (seen.query.get("sysparm_query") ?? "")
    .replaceAll("^^", "\u0000")
    .split("^")
    .map((each) => each.replaceAll("\u0000", "^"));
  let matching = [...rows];
  for (const each of conditions) {
    const order = /^ORDERBY(\w+)$/.exec(each)?.[1];
    if (order) matching = matching.toSorted((a, b) => ((a[order] ?? "") < (b[order] ?? "") ? -1 : 1));
    const [, column = "", operator = "", value = ""] = /^([a-z_.]+)(!=|=|>|IN)(.*)$/s.exec(each) ?? [];
    const holds: Record<string, (held: string) => boolean> = {
      "=": (held) => held.toLowerCase() === value.toLowerCase(),
      "!=": (held) => held !== value,
      ">": (held) => isStuck || held > value,
      IN: (held) => value.split(",").includes(held),
    };
    const test = holds[operator];
    if (test) matching = matching.filter((row) => test(row[column] ?? ""));
  }
  return matching.slice(0, Number(seen.query.get("sysparm_limit") ?? "10000"));
}
