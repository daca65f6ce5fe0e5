import { SocError } from "../soc-error.ts";
import { Collector, type IndicatorFile } from "./collector.ts";
import { type IndicatorKind, indicatorLimits } from "./indicator.ts";
import { readMisp } from "./misp.ts";
import { readStix } from "./stix.ts";
import { readTable } from "./table.ts";

/**
 * Reads one indicator file by its content: a STIX 2.1 bundle, MISP events or a MISP warning list (JSON), a CSV with a header, or a plain list
 * (hashes, addresses, domains, one per line). `name` becomes the source where the file names none; a list named like an allow list is known-good.
 * Rows that cannot be used are counted with their reason. Throws `indicators/not-readable` only when the whole is not a list at all.
 */
export function readIndicators({ name, text, kind }: { name: string; text: string; kind?: IndicatorKind | undefined }): IndicatorFile {
  if (text.length > indicatorLimits.fileLengthMax) throw notReadable(name, `it is longer than ${indicatorLimits.fileLengthMax} characters`);
  const start = text
    .slice(0, 1_024)
    .replace(/^\ufeff/, "")
    .trimStart();
  const collector = new Collector();
  const listKind = kind ?? (/allow|known-good|benign|white|warning|trusted/i.test(name) ? "known-good" : "known-bad");
  if (!start.startsWith("{") && !start.startsWith("[")) {
    const format = readTable({ name, text: text.replace(/^\ufeff/, ""), kind: listKind, collector });
    return collector.file(format);
  }
  const content = parsed(name, text);
  if (isObject(content) && content.type === "bundle") return readStix({ name, bundle: content, collector });
  return readMisp({ name, content, kind, collector });
}

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw notReadable(name, "it begins like JSON and is not");
  }
}

function isObject(value: unknown): value is { readonly type?: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function notReadable(name: string, why: string): SocError {
  return new SocError({
    code: "indicators/not-readable",
    problem: `the indicator file "${name}" cannot be read: ${why}`,
    remedy: "give a STIX 2.1 bundle, MISP events, a MISP warning list, a CSV with a header, or one value per line",
    retry: "never",
  });
}
