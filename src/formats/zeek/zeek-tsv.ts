import { emptyFields, type Fields, type FieldValue, type RecordRef } from "../../core/event/event.ts";
import type { InputRecord } from "../format.ts";
import { limits } from "../limits.ts";
import type { LineRead, LineShape } from "../lines/lines.ts";
import { rejected } from "../record.ts";
import { logOf, zeekEvent } from "./zeek-log.ts";

/** Zeek logs as text in columns (Zeek manual, "Zeek TSV format logs"). Headers may come again within a file, as joined files have them. */
export const zeekTsv: LineShape = { name: "zeek", open };

type Header = {
  readonly separator: string;
  readonly setSeparator: string;
  readonly empty: string;
  readonly unset: string;
  readonly path: string | undefined;
  readonly names: readonly string[];
  readonly types: readonly string[];
};

const noHeader: Header = { separator: "\t", setSeparator: ",", empty: "(empty)", unset: "-", path: undefined, names: [], types: [] };

function open(): LineRead {
  let header = noHeader;
  return (line, ref) => {
    if (line.startsWith("#")) {
      const next = headed(header, line);
      if (!next) return undefined;
      header = next;
      return "heading";
    }
    return header.names.length > 0 ? rowOf(header, line, ref) : undefined;
  };
}

/** The header after one more line of it; undefined when the line is no line of a header. */
function headed(header: Header, line: string): Header | undefined {
  if (line.startsWith("#separator ")) return { ...noHeader, separator: unescaped(line.slice("#separator ".length)) };
  const [name, ...values] = line.split(header.separator, limits.fieldsMax);
  const value = values[0] ?? "";
  switch (name) {
    case "#set_separator":
      return { ...header, setSeparator: value === "" ? "," : value };
    case "#empty_field":
      return { ...header, empty: value };
    case "#unset_field":
      return { ...header, unset: value };
    case "#path":
      return { ...header, path: value.toLowerCase(), names: [], types: [] };
    case "#fields":
      return { ...header, names: values };
    case "#types":
      return { ...header, types: values };
    case "#open":
    case "#close":
      return header;
    default:
      return undefined;
  }
}

function rowOf(header: Header, line: string, ref: RecordRef): InputRecord | undefined {
  const values = line.split(header.separator, limits.fieldsMax + 1);
  if (values.length !== header.names.length) {
    if (values.length === 1) return undefined;
    return rejected(ref, "malformed", `a Zeek line with ${values.length} columns where its header has ${header.names.length}`);
  }
  const fields: Fields = emptyFields();
  for (const [index, name] of header.names.entries()) {
    const value = fieldValueOf(header, header.types[index] ?? "string", values[index]!);
    if (value !== undefined) fields[name] = value;
  }
  return zeekEvent(header.path ?? logOf((name) => header.names.includes(name)) ?? "unknown", fields, ref);
}

/** Unset fields and empty sets are absent, as in Zeek's JSON. */
function fieldValueOf(header: Header, type: string, text: string): FieldValue | undefined {
  if (text === header.unset) return undefined;
  const inner = /^(?:set|vector)\[(.*)\]$/.exec(type)?.[1];
  if (inner === undefined) return text === header.empty ? "" : scalarOf(type, text);
  if (text === header.empty) return undefined;
  return text.split(header.setSeparator, limits.fieldLengthMax).map((part) => (part === header.unset ? null : scalarOf(inner, part)));
}

function scalarOf(type: string, text: string): string | number | boolean {
  if (type === "bool") return text === "T";
  if (type === "time" || type === "interval" || type === "double" || type === "count" || type === "int" || type === "port") {
    const value = Number(text);
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? value : text;
  }
  return unescaped(text);
}

/** Zeek writes separators and unprintable bytes as \xNN, each byte of UTF-8 by itself. */
function unescaped(text: string): string {
  if (!text.includes("\\x")) return text;
  return text.replace(/(?:\\x[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll("\\x", ""), "hex").toString("utf8"));
}
