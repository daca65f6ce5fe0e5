import type { RecordRef } from "../../core/event/event.ts";
import type { Format, InputRecord, OpenHints, Reader } from "../format.ts";
import { headText, utf8Stream } from "../lines/encoding.ts";
import { digestOf, rejected, shorten } from "../record.ts";
import type { JsonObject, JsonShape } from "./shape.ts";
import { jsonSplitter } from "./splitter.ts";
import { unwrap } from "./unwrap.ts";

/**
 * Records as JSON objects, one a line, pretty-printed, in an array or in a wrapper, read by whichever shape recognises each.
 * `lastResort` is asked about whole records that none of them recognises, never about what may be a part of one. What it does not recognise either
 * is rejected as unknown-format. The first shape that recognises a record names the input's format.
 */
export function jsonFormat(shapes: readonly JsonShape[], lastResort?: JsonShape): Format {
  return { name: "json", recognises: looksLikeJson, open: (path, hints) => jsonReader(path, shapes, lastResort, hints) };
}

const jsonStart = /^[\s,]*(\{\s*("|\}|$)|\[\s*(\{|\]|$))/;

function looksLikeJson(head: Uint8Array): boolean {
  return jsonStart.test(headText(head.subarray(0, 4_096)));
}

/**
 * JSON lines whose beginning is something else: a first line that rotation cut, a heading that somebody put there. Asked last, when no other
 * format knows the input; most lines of the head must begin as an object does.
 */
export function jsonLinesWithin(format: Format): Format {
  return {
    ...format,
    recognises: (head) => {
      const lines = headText(head)
        .split("\n", headLinesMax)
        .slice(0, -1)
        .filter((line) => line.trim() !== "");
      const objects = lines.filter((line) => objectStart.test(line)).length;
      return objects > 0 && objects >= lines.length / 2;
    },
  };
}

const headLinesMax = 200;
const objectStart = /^\s*\{\s*"/;

function jsonReader(path: string, shapes: readonly JsonShape[], lastResort?: JsonShape, hints?: OpenHints): Reader {
  const utf8 = utf8Stream();
  let records: InputRecord[] = [];
  let count = 0;
  let formatName = "json";
  const shapeOf = (record: JsonObject) => shapes.find((shape) => shape.looksLike(record));
  const read = (value: JsonObject, ref: RecordRef) => {
    const record = unwrap(value);
    const shape = shapeOf(record) ?? (lastResort?.looksLike(record) ? lastResort : undefined);
    if (!shape) return rejected(ref, "unknown-format", `a JSON object of no known product, with the keys ${keysOf(record)}`);
    if (formatName === "json") formatName = shape.name;
    return readWith(shape, record, ref, hints);
  };
  const splitter = jsonSplitter({
    record: (value, bytes) => records.push(read(value, { path, record: ++count, digest: digestOf(bytes) })),
    broken: (reason, bytes) => {
      const ref = { path, record: ++count, digest: bytes && digestOf(bytes) };
      records.push(rejected(ref, reason, `${why[reason]}${bytes ? `: ${Buffer.from(bytes.subarray(0, 120)).toString("utf8")}` : ""}`));
    },
    isRecord: (value) => shapeOf(unwrap(value)) !== undefined,
  });
  const taken = () => {
    const done = records;
    records = [];
    return done;
  };
  return {
    push: (bytes) => {
      splitter.push(utf8(bytes));
      return taken();
    },
    end: () => {
      splitter.end();
      return taken();
    },
    formatName: () => formatName,
  };
}

const why = {
  malformed: "not valid JSON",
  truncated: "the input ends within a JSON object",
  "too-long": "a JSON object longer than one record may be",
} as const;

// The last guard of "hostile input never throws": a shape that trips over a record loses that record only.
function readWith(shape: JsonShape, record: JsonObject, ref: RecordRef, hints: OpenHints | undefined): InputRecord {
  try {
    return shape.read(record, ref, hints);
  } catch (cause) {
    return rejected(ref, "malformed", `cannot be read as ${shape.name}: ${cause instanceof Error ? cause.message : "unknown cause"}`);
  }
}

function keysOf(record: JsonObject): string {
  return shorten(
    Object.keys(record)
      .slice(0, 8)
      .map((key) => `"${key.slice(0, 32)}"`)
      .join(", "),
  );
}
