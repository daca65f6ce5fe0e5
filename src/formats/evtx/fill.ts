import type { Fields, FieldValue } from "../../core/event/event.ts";
import type { ChunkBytes, Cursor } from "./bytes.ts";
import { take, takeByte, takeU32 } from "./bytes.ts";
import { Damage, malformed } from "./damage.ts";
import { parseElements } from "./fragment.ts";
import { evtxLimits } from "./limits.ts";
import { mode, type Place, type Step } from "./plan.ts";
import { type Substitutions, takeSubstitutions } from "./substitution.ts";
import type { Templates } from "./template.ts";
import { fileTimeOf } from "./time.ts";
import { moreFlag, token } from "./token.ts";
import { valueText, valueType } from "./value.ts";

/** What filling one record's fields needs and finds. `timeMs` is the event's own time, once seen. */
export type Filling = {
  readonly chunk: ChunkBytes;
  readonly templates: Templates;
  readonly fields: Fields;
  timeMs: number | undefined;
  stepsLeft: number;
};

/** Reads one fragment of binary XML into the fields: a template instance with its values, or elements stored as they are. */
export function fillFragment(filling: Filling, cursor: Cursor, at: Place, depth: number): void {
  if (depth > evtxLimits.fragmentDepthMax) throw new Damage("too-deep", "binary XML is nested too deeply in values");
  while (cursor.position < cursor.end) {
    const code = takeByte(cursor) & ~moreFlag;
    if (code === token.endOfFragment) return;
    if (code === token.fragmentHeader) take(cursor, 3);
    else if (code === token.templateInstance) fillInstance(filling, cursor, at, depth);
    else if (code === token.openStartElement) {
      cursor.position -= 1;
      const steps = filling.templates.direct(parseElements(cursor, filling.templates.names, false), at);
      fillSteps(filling, steps, undefined, depth);
      return;
    } else malformed(`token 0x${code.toString(16)} where a fragment should begin`);
  }
}

const definitionHeaderBytes = 24;

function fillInstance(filling: Filling, cursor: Cursor, at: Place, depth: number): void {
  take(cursor, 1);
  const id = takeU32(cursor);
  const offset = takeU32(cursor);
  // The definition repeats the id: where bytes were lost, offsets lead astray, and nothing may be read by a wrong template.
  if (offset + definitionHeaderBytes > filling.chunk.length || filling.chunk.view.getUint32(offset + 4, true) !== id)
    malformed("the template of a record is not where it should be");
  const steps = filling.templates.at(offset, at);
  if (offset === cursor.position) take(cursor, definitionHeaderBytes + filling.chunk.view.getUint32(offset + 20, true));
  const values = filling.templates.room(depth);
  takeSubstitutions(cursor, values);
  fillSteps(filling, steps, values, depth);
}

function fillSteps(filling: Filling, steps: readonly Step[], values: Substitutions | undefined, depth: number): void {
  filling.stepsLeft -= steps.length;
  if (filling.stepsLeft < 0) throw new Damage("too-many", "a record writes too many values");
  for (const step of steps) {
    if (step.index < 0 || values === undefined) fillMixed(filling, step, values);
    else if (step.index < values.count) fillValue(filling, step, values, depth);
    else if (step.mode === mode.list) put(filling, step, step.field, "");
  }
}

function fillValue(filling: Filling, step: Step, values: Substitutions, depth: number): void {
  const type = values.types[step.index] as number;
  const start = values.starts[step.index] as number;
  const end = values.ends[step.index] as number;
  if (type === valueType.binXml) {
    fillFragment(filling, { chunk: filling.chunk, position: start, end }, step.inside, depth + 1);
    return;
  }
  if (type === valueType.null && step.unless >= 0) return;
  if (step.mode === mode.time && type === valueType.fileTime && end - start >= 8) {
    const { view } = filling.chunk;
    filling.timeMs = fileTimeOf(view.getUint32(start, true), view.getUint32(start + 4, true)).timeMs;
  }
  const field = step.nameIndex < 0 ? step.field : nameOf(filling, step, values);
  put(filling, step, field, valueText(filling.chunk, type, start, end));
}

function fillMixed(filling: Filling, step: Step, values: Substitutions | undefined): void {
  if (step.pieces === undefined && step.index >= 0) return; // A value in XML that no record brings values for.
  let text = step.text;
  for (const piece of step.pieces ?? []) text += piece.kind === "text" ? piece.text : pieceText(filling, piece.index, values);
  const field = step.nameIndex < 0 || !values ? step.field : nameOf(filling, step, values);
  if (step.mode === mode.time) filling.timeMs = timeOf(text) ?? filling.timeMs;
  put(filling, step, field, text);
}

function pieceText(filling: Filling, index: number, values: Substitutions | undefined): string {
  if (!values || index >= values.count) return "";
  const type = values.types[index] as number;
  if (type === valueType.binXml) return "";
  const text = valueText(filling.chunk, type, values.starts[index] as number, values.ends[index] as number);
  return typeof text === "string" ? text : text.join(", ");
}

function nameOf(filling: Filling, step: Step, values: Substitutions): string {
  return pieceText(filling, step.nameIndex, values) || step.field;
}

function timeOf(text: string): number | undefined {
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

function put({ fields }: Filling, step: Step, field: string, value: string | string[]): void {
  switch (step.mode) {
    case mode.data: {
      const before = fields[field];
      fields[field] = before === undefined ? value : joined(before, value);
      return;
    }
    case mode.number:
      fields[field] = numberOf(String(value));
      return;
    case mode.list:
      fields[field] = joined(fields[field] ?? [], value);
      return;
    default:
      fields[field] = value;
  }
}

// Arrays in the fields are always ours, so they grow in place: copying them would cost a hostile record the square of its length.
function joined(before: FieldValue, value: string | string[]): FieldValue {
  const items = Array.isArray(before) ? (before as string[]) : [before as string];
  if (typeof value === "string") items.push(value);
  else for (const item of value) items.push(item);
  return items;
}

function numberOf(text: string): string | number {
  const number = Number(text);
  return text !== "" && Number.isSafeInteger(number) ? number : text;
}
