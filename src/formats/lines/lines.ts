import type { RecordRef } from "../../core/event/event.ts";
import type { Format, InputRecord, OpenHints, Reader } from "../format.ts";
import { limits } from "../limits.ts";
import { digestOf, rejected, shorten } from "../record.ts";
import { headText } from "./encoding.ts";
import { lineSplitter } from "./splitter.ts";

/**
 * One way of writing a record as a line of text. `open` is called once per input, since some lines lean on earlier ones (a header,
 * a year). What it returns answers undefined when a line is not of this shape, and "heading" when it is of this shape but no record;
 * it must not throw.
 */
export type LineShape = { readonly name: string; readonly open: (hints: OpenHints) => LineRead };
/** Reads one line without its line break; the answers are those that `LineShape` names. */
export type LineRead = (line: string, ref: RecordRef) => InputRecord | "heading" | undefined;

/** Lines of the beginning by which an input is recognised, and the characters of each that are looked at. */
const headLinesMax = 50;
const headLineLengthMax = 8_192;

/**
 * Records as lines of text. An input is recognised when a line of its beginning has one of the shapes, so a stray first line does no harm;
 * then every line is tried with each shape in order, and one that has none is rejected. The first line read names the input's format.
 */
export function lineFormat(name: string, shapes: readonly LineShape[]): Format {
  return { name, recognises: (head) => recognises(head, shapes), open: (path, hints) => lineReader(path, name, shapes, hints ?? {}) };
}

const probe: RecordRef = { path: "", record: 1, digest: "" };

function recognises(head: Uint8Array, shapes: readonly LineShape[]): boolean {
  const text = headText(head);
  if (text.includes("\0")) return false;
  const lines = text.split(/\r?\n/, headLinesMax).filter((line) => line.trim() !== "");
  const readers = shapes.map((shape) => shape.open({}));
  return lines.some((line) => line.length <= headLineLengthMax && readers.some((read) => isOwn(read(line, probe))));
}

function isOwn(result: ReturnType<LineRead>): boolean {
  return result === "heading" || (result !== undefined && result.kind !== "rejected");
}

function lineReader(path: string, name: string, shapes: readonly LineShape[], hints: OpenHints): Reader {
  const readers = shapes.map((shape) => ({ shape, read: shape.open(hints) }));
  let records: InputRecord[] = [];
  let count = 0;
  let formatName: string | undefined;
  const splitter = lineSplitter((line, bytes) => {
    const ref = { path, record: count + 1, digest: bytes && digestOf(bytes) };
    const record = ref.digest === undefined ? rejected(ref, "too-long", tooLong) : readLine(line, { ...ref, digest: ref.digest });
    if (record === "heading") return;
    count++;
    records.push(record);
  });
  const readLine = (line: string, ref: RecordRef): InputRecord | "heading" => {
    for (const { shape, read } of readers) {
      const record = read(line, ref);
      if (!record) continue;
      formatName ??= shape.name;
      return record === "heading" || record.kind === "rejected" ? record : withinLimits(record, ref);
    }
    return rejected(ref, "unknown-format", `a line in no known format: ${shorten(line)}`);
  };
  const taken = () => {
    const done = records;
    records = [];
    return done;
  };
  return {
    push: (bytes) => {
      splitter.push(bytes);
      return taken();
    },
    end: () => {
      splitter.end();
      return taken();
    },
    formatName: () => formatName ?? name,
  };
}

const tooLong = `a line longer than ${limits.recordBytesMax} bytes`;

/** Refuses a record whose fields are too many or too long, as `flatten` does for JSON. */
function withinLimits(record: Exclude<InputRecord, { kind: "rejected" }>, ref: RecordRef): InputRecord {
  const { fields } = record.kind === "event" ? record.event : record.alert;
  let count = 0;
  for (const name in fields) {
    const value = fields[name];
    if (++count > limits.fieldsMax) return rejected(ref, "too-many", `more than ${limits.fieldsMax} fields`);
    if (typeof value === "string" && value.length > limits.fieldLengthMax)
      return rejected(ref, "too-long", `"${shorten(name)}" has ${value.length} characters; the most is ${limits.fieldLengthMax}`);
  }
  return record;
}
