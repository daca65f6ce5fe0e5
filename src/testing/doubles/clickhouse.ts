import { type Double, type Said, type Seen, startDouble } from "./double.ts";

// ClickHouse's HTTP interface as its documentation describes it ("HTTP Interface": POST body, param_<name>, X-ClickHouse-User and -Key, FORMAT JSON). What the statements
// mean is not its business: the same statements run on ClickHouse itself in the long tests (bench/clickhouse).

type Row = Readonly<Record<string, unknown>>;

/** Starts it; `rows` are the columns that the connector asks for. */
export async function startClickhouse(): Promise<{ readonly double: Double; readonly rows: Row[] }> {
  const rows: Row[] = [];
  const answer = (seen: Seen): Said => {
    if (seen.header("x-clickhouse-user") !== "watchkeeper" || seen.header("x-clickhouse-key") !== "canary-password")
      return { status: 403, json: { exception: "Authentication failed" } };
    if (seen.query.get("readonly") !== "2") return { status: 500, json: { exception: "may change" } };
    const inWindow = rows.filter(({ time_ms }) => Number(time_ms) >= numberOf(seen, "p1") && Number(time_ms) < numberOf(seen, "p2"));
    if (seen.text.startsWith("SELECT count() AS total")) return { status: 200, json: { data: [{ total: String(inWindow.length) }] } };
    const limit = Number(/LIMIT (\d+)/.exec(seen.text)?.[1]);
    return { status: 200, json: { data: inWindow.slice(0, limit) } };
  };
  return { double: await startDouble(answer), rows };
}

const numberOf = ({ query }: Seen, name: string) => Number(query.get(`param_${name}`) ?? Number.NaN);
