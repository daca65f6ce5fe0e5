/** One CEF record: header parts, then the extension in its own order. */
export type CefRecord = {
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly signature: string;
  readonly name: string;
  readonly severity: number;
  readonly extension: Readonly<Record<string, string | number | undefined>>;
};

/** A CEF line without its syslog header. Header parts escape `\` and `|`; extension values escape `\`, `=` and line ends. */
export function cefLine(record: CefRecord): string {
  const header = [record.vendor, record.product, record.version, record.signature, record.name, String(record.severity)];
  const pairs = Object.entries(record.extension).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapedValueOf(value)}`],
  );
  return `CEF:0|${header.map((part) => part.replaceAll("\\", "\\\\").replaceAll("|", "\\|")).join("|")}|${pairs.join(" ")}`;
}

const escapedValueOf = (value: string | number) =>
  String(value).replaceAll("\\", "\\\\").replaceAll("=", "\\=").replaceAll("\r", "\\r").replaceAll("\n", "\\n");
