import { limits } from "../limits.ts";
import { holdsObjects, lastOfLine } from "./line.ts";
import { parseJson } from "./parse.ts";
import { newScan, type Scan, scanOn } from "./scan.ts";
import { type JsonObject, objectOf } from "./shape.ts";

/** Takes what the splitter finds, in the order of the input. `bytes` are the record's own and valid only during the call. */
export type JsonSink = {
  readonly record: (value: JsonObject, bytes: Uint8Array) => void;
  readonly broken: (reason: "malformed" | "too-long" | "truncated", bytes: Uint8Array | undefined) => void;
  /** True when some product is known to write this object as one record: then it is not a wrapper around records. */
  readonly isRecord: (value: JsonObject) => boolean;
};

/**
 * Splits JSON text, in pieces of any size, into objects: one a line, pretty-printed, concatenated, in an array, or in an array within
 * a wrapper object. Holds at most one record (`limits.recordBytesMax`) and one piece. After a broken record it resumes at
 * the next line, or at the next line that begins with "{" where records span lines.
 */
export type JsonSplitter = { readonly push: (bytes: Uint8Array) => void; readonly end: () => void };

/** Bytes of a line to wait for its end before the slower scan begins. */
const lineWaitMax = 262_144;

/** At the end of an input, the most unfinished records given up in favour of what they swallowed. */
const rescuesMax = 16;

const newline = 10;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;
const comma = 44;

type State = {
  readonly sink: JsonSink;
  held: Buffer;
  /** Next byte of `held` to look at. */
  at: number;
  /** Where the line that holds `at` ends; the length of `held` when its end has not come; behind `at` when not yet looked for. */
  lineEnd: number;
  /** Around what comes next: nothing, an array, or the rest of a wrapper object after its array. */
  around: "nothing" | "array" | "wrapper";
  /** Objects that stay open around the wrapper's array; 0 for an array at the top. */
  wrapperDepth: number;
  scan: Scan | undefined;
  /** The record under the scan is already too long to keep: it is followed to its end, but not held. */
  overlong: boolean;
  /** A record that spans lines has been seen: a broken one ends where the next "{" begins a line. */
  spansLines: boolean;
  /** What is being passed over after a broken record, if anything. */
  skips: "no" | "line" | "to-object";
  ended: boolean;
};

/** A splitter that hands what it finds to `sink`. */
export function jsonSplitter(sink: JsonSink): JsonSplitter {
  const state: State = {
    sink,
    held: Buffer.alloc(0),
    at: 0,
    lineEnd: -1,
    around: "nothing",
    wrapperDepth: 0,
    scan: undefined,
    overlong: false,
    spansLines: false,
    skips: "no",
    ended: false,
  };
  return {
    push: (bytes) => {
      const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      state.held = state.at >= state.held.length ? piece : Buffer.concat([state.held.subarray(state.at), piece]);
      state.at = 0;
      state.lineEnd = -1;
      work(state);
      // What stays held must not be the caller's buffer, which may be used again.
      state.held = Buffer.from(state.held.subarray(state.at));
      state.at = 0;
      state.lineEnd = -1;
    },
    end: () => {
      state.ended = true;
      work(state);
      for (let rescues = 0; state.scan && rescues < rescuesMax; rescues++) cutOff(state, state.scan);
    },
  };
}

// Every step consumes at least one byte or answers false; rewinding is bounded by the depth of brackets (see `afterBroken`).
function work(state: State): void {
  while (state.at < state.held.length && step(state));
}

function step(state: State): boolean {
  if (state.skips !== "no") return skip(state);
  if (state.scan) return scanStep(state, state.scan);
  const byte = state.held[state.at]!;
  if (byte <= 32 || byte === comma) {
    state.at++;
    return true;
  }
  if (byte === openBrace) return lineStep(state);
  if (byte === openBracket && state.around === "nothing") {
    state.around = "array";
    state.wrapperDepth = 0;
    state.at++;
    return true;
  }
  if (byte === closeBracket && state.around === "array") return leaveArray(state);
  return junk(state);
}

function leaveArray(state: State): boolean {
  state.at++;
  state.around = state.wrapperDepth > 0 ? "wrapper" : "nothing";
  if (state.wrapperDepth > 0) state.scan = newScan(true, state.wrapperDepth);
  return true;
}

/** The quick way: a line that is one object. Anything else is scanned. */
function lineStep(state: State): boolean {
  const { held, at, around } = state;
  const end = lineEndOf(state);
  const isWhole = end < held.length || state.ended;
  // At the top the whole line decides whether it is a record or a wrapper around records, so it is waited for.
  if (!isWhole && around === "nothing" && held.length - at < lineWaitMax) return false;
  if (isWhole && end - at <= limits.recordBytesMax) {
    const last = lastOfLine(held, at, end);
    const value = held[last - 1] === closeBrace ? objectOf(parseJson(held.toString("utf8", at, last))) : undefined;
    if (value && (around === "array" || state.sink.isRecord(value) || !holdsObjects(value))) {
      state.sink.record(value, held.subarray(at, last));
      state.at = end;
      return true;
    }
  }
  state.scan = newScan(around === "nothing");
  return true;
}

/** Looked for once a line, however many elements of an array stand on it. */
function lineEndOf(state: State): number {
  if (state.lineEnd >= state.at) return state.lineEnd;
  const found = state.held.indexOf(newline, state.at);
  state.lineEnd = found < 0 ? state.held.length : found;
  return state.lineEnd;
}

function scanStep(state: State, scan: Scan): boolean {
  const bytes = state.held.subarray(state.at);
  const result = scanOn(scan, bytes);
  if (result === "element") return elementStep(state, scan, bytes);
  if (result === "closed") return closedStep(state, scan, bytes);
  if (result === "broken") return afterBroken(state, scan, bytes);
  if (scan.at > limits.recordBytesMax && !state.overlong) state.overlong = true;
  if (state.overlong || state.around === "wrapper") release(state, scan);
  return false;
}

/** The input ended within a record: what that record had swallowed is read after all. */
function cutOff(state: State, scan: Scan): void {
  const rest = state.held.subarray(state.at);
  const swallowed = state.overlong ? -1 : rest.indexOf("\n{");
  if (swallowed >= 0) {
    afterBroken(state, { ...scan, linesSeen: true, at: rest.length }, rest);
    work(state);
    return;
  }
  if (state.around !== "wrapper") state.sink.broken(state.overlong ? "too-long" : "truncated", state.overlong ? undefined : rest);
  state.scan = undefined;
}

/** Lets go of the bytes already scanned, keeping those of a candidate element. */
function release(state: State, scan: Scan): void {
  const holdsCandidate = scan.candidateDepth > 0 && scan.at - scan.candidateFrom <= limits.recordBytesMax;
  const keepFrom = holdsCandidate ? scan.candidateFrom : scan.at;
  state.at += keepFrom;
  scan.at -= keepFrom;
  scan.candidateFrom -= keepFrom;
  scan.stringFrom -= keepFrom;
  scan.stringTo -= keepFrom;
  if (scan.candidateDepth > 0 && scan.candidateFrom < 0) scan.candidateDepth = -1;
}

/** The first element of an array has ended: if it is a record, the object around it was a wrapper. */
function elementStep(state: State, scan: Scan, bytes: Buffer): boolean {
  const own = bytes.subarray(scan.candidateFrom, scan.at);
  const value = objectOf(parseJson(own.toString("utf8")));
  const key = bytes.toString("latin1", Math.max(0, scan.candidateKey[0]), Math.max(0, scan.candidateKey[1]));
  const isWrapper =
    value !== undefined && (state.sink.isRecord(value) || key === "Records" || (key === "hits" && scan.candidateDepth === 3));
  if (!isWrapper) {
    scan.candidateDepth = 0;
    return true;
  }
  state.sink.record(value, own);
  state.wrapperDepth = scan.candidateDepth - 1;
  state.around = "array";
  state.at += scan.at;
  state.scan = undefined;
  state.overlong = false;
  return true;
}

function closedStep(state: State, scan: Scan, bytes: Buffer): boolean {
  const own = bytes.subarray(0, scan.at);
  state.at += scan.at;
  state.scan = undefined;
  if (state.around === "wrapper") state.around = "nothing";
  else if (state.overlong || own.length > limits.recordBytesMax) state.sink.broken("too-long", undefined);
  else {
    if (scan.linesSeen) state.spansLines = true;
    const value = objectOf(parseJson(own.toString("utf8")));
    if (value) emitUnlessEmpty(state, value, own);
    else state.sink.broken("malformed", own);
  }
  state.overlong = false;
  return true;
}

// {"Records":[]} holds no record at all: an empty answer is not an unknown one.
function emitUnlessEmpty(state: State, value: JsonObject, own: Uint8Array): void {
  const names = Object.keys(value);
  const only = names.length === 1 ? value[names[0]!] : undefined;
  if (!(Array.isArray(only) && only.length === 0 && state.around === "nothing")) state.sink.record(value, own);
}

/**
 * Where to go on after a record that broke at `scan.at`. On its first line: at the next line. Further on: at the first line
 * after its beginning that opens an object, which was swallowed. Each such line adds a level of brackets, so
 * the same bytes are scanned at most `levelsMax` times.
 */
function afterBroken(state: State, scan: Scan, bytes: Buffer): boolean {
  const isOverlong = state.overlong || scan.at > limits.recordBytesMax;
  const isHeld = !isOverlong && state.around !== "wrapper";
  const swallowed = isHeld && scan.linesSeen ? bytes.indexOf("\n{") : -1;
  const rewinds = swallowed >= 0 && swallowed < scan.at;
  const own = bytes.subarray(0, rewinds ? swallowed : scan.at);
  state.sink.broken(isOverlong ? "too-long" : "malformed", isHeld ? own : undefined);
  state.at += own.length;
  // What was let go cannot be looked at again: it goes on where it broke.
  if (isHeld && !rewinds) state.skips = scan.linesSeen && state.spansLines ? "to-object" : "line";
  if (state.around === "wrapper") state.around = "nothing";
  state.scan = undefined;
  state.overlong = false;
  return true;
}

/** Text that is no object: a record of its own, rejected, up to the end of the line (or of the element, in an array). */
function junk(state: State): boolean {
  const end = lineEndOf(state);
  const isWhole = end < state.held.length || state.ended;
  if (!isWhole && state.held.length - state.at < lineWaitMax) return false;
  const bytes = state.held.subarray(state.at, end);
  if (state.around === "array") return junkElement(state, bytes);
  state.sink.broken("malformed", isWhole ? bytes : undefined);
  state.at = end;
  state.skips = state.spansLines ? "to-object" : isWhole ? "no" : "line";
  return true;
}

function junkElement(state: State, bytes: Buffer): boolean {
  let length = 1;
  while (length < bytes.length && bytes[length] !== comma && bytes[length] !== closeBracket) length++;
  state.sink.broken("malformed", bytes.subarray(0, length));
  state.at += length;
  return true;
}

function skip(state: State): boolean {
  const { held, at } = state;
  const found = state.skips === "line" ? held.indexOf(newline, at) : held.indexOf("\n{", at);
  if (found >= 0) {
    state.at = found;
    state.skips = "no";
    return true;
  }
  // A line break at the very end may turn out to stand before "{".
  state.at = state.skips === "to-object" && held.at(-1) === newline ? held.length - 1 : held.length;
  return state.at < at;
}
