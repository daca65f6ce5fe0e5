import type { Encoder } from "./recording.ts";

/** One Zeek record: the log's own field names, in its own order. An absent field is unset. */
export type ZeekRecord = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

const secondsOf = (timeMs: number) => Number((timeMs / 1_000).toFixed(6));

/** Zeek as JSON lines with the streaming package, which names the log in `_path`. */
export function zeekJson(log: string): Encoder<ZeekRecord> {
  return (records) =>
    Buffer.from(records.map(({ timeMs, item }) => `${JSON.stringify({ _path: log, ts: secondsOf(timeMs), ...item })}\n`).join(""));
}

/** Zeek's own tab-separated form with its header. `types` names every column after `ts`, in order. */
export function zeekTsv(log: string, types: Readonly<Record<string, string>>): Encoder<ZeekRecord> {
  const columns = Object.keys(types);
  const header = [
    "#separator \\x09",
    "#set_separator\t,",
    "#empty_field\t(empty)",
    "#unset_field\t-",
    `#path\t${log}`,
    `#fields\tts\t${columns.join("\t")}`,
    `#types\ttime\t${Object.values(types).join("\t")}`,
  ];
  return (records) => {
    const lines = records.map(({ timeMs, item }) => [(timeMs / 1_000).toFixed(6), ...columns.map((name) => cellOf(item[name]))].join("\t"));
    return Buffer.from(`${[...header, ...lines].join("\n")}\n`);
  };
}

function cellOf(value: ZeekRecord[string]): string {
  if (value === undefined) return "-";
  if (Array.isArray(value)) return value.length === 0 ? "(empty)" : value.map(escaped).join(",");
  if (typeof value === "boolean") return value ? "T" : "F";
  return value === "" ? "(empty)" : escaped(String(value));
}

const escaped = (text: string) =>
  text.replaceAll("\\", "\\\\").replaceAll("\t", "\\x09").replaceAll("\n", "\\x0a").replaceAll(",", "\\x2c");

const connection = {
  uid: "string",
  "id.orig_h": "addr",
  "id.orig_p": "port",
  "id.resp_h": "addr",
  "id.resp_p": "port",
};

/** The columns of the logs that scenarios write as TSV. */
export const zeekColumns = {
  dns: {
    ...connection,
    proto: "enum",
    trans_id: "count",
    rtt: "interval",
    query: "string",
    qclass: "count",
    qclass_name: "string",
    qtype: "count",
    qtype_name: "string",
    rcode: "count",
    rcode_name: "string",
    AA: "bool",
    TC: "bool",
    RD: "bool",
    RA: "bool",
    Z: "count",
    answers: "vector[string]",
    TTLs: "vector[interval]",
    rejected: "bool",
  },
} as const;
