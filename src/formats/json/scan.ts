/**
 * Finds where a JSON object ends without building it: brackets, strings and escapes, one byte at a time, resumable at any byte.
 * It refuses early only what cannot become JSON (a line break within a string, a bracket that closes another, an object where
 * none may stand), because that is how a broken record is told from the next one. All else is left to `JSON.parse`.
 */
export type Scan = {
  /** Open brackets: what each level is. Levels beyond `levelsMax` are counted, not remembered. */
  readonly levels: Uint8Array;
  depth: number;
  /** Offset of the next byte, from the start of the record's bytes. */
  at: number;
  inString: boolean;
  escaped: boolean;
  /** The last byte that was neither white space nor within a string. */
  last: number;
  /** Where the last string began and ended, from the start of the record's bytes. */
  stringFrom: number;
  stringTo: number;
  linesSeen: boolean;
  /** Depth of the array whose first element is being looked at as a possible record; 0 when none is. */
  candidateDepth: number;
  candidateFrom: number;
  candidateKey: readonly [number, number];
  readonly seeksWrapper: boolean;
};

/** "closed": the object ended before `at`. "element": the first element of an array near the top ended. "broken": at `at` it cannot be JSON. */
export type ScanResult = "more" | "closed" | "element" | "broken";

const levelsMax = 64;
const inObject = 1;
const inArray = 2;
/** An array of records lies in the outermost object or in an object within it. */
const wrapperDepthMax = 3;

/** A scan that stands before the first byte of an object, or, with `depth`, within that many objects. */
export function newScan(seeksWrapper: boolean, depth = 0): Scan {
  const levels = new Uint8Array(levelsMax).fill(inObject, 0, depth);
  return {
    levels,
    depth,
    at: 0,
    inString: false,
    escaped: false,
    last: depth === 0 ? comma : closeBracket,
    stringFrom: 0,
    stringTo: 0,
    linesSeen: false,
    candidateDepth: 0,
    candidateFrom: 0,
    candidateKey: [0, 0],
    seeksWrapper,
  };
}

const newline = 10;
const quote = 34;
const comma = 44;
const colon = 58;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/** Goes on through `bytes`, which begin where the record begins, until something is decided or they end. */
export function scanOn(scan: Scan, bytes: Uint8Array): ScanResult {
  const end = bytes.length;
  while (scan.at < end) {
    if (scan.inString && !passString(scan, bytes)) return scan.at < end ? "broken" : "more";
    if (scan.at >= end) return "more";
    const byte = bytes[scan.at]!;
    if (byte <= 32) {
      if (byte === newline) scan.linesSeen = true;
      scan.at++;
      continue;
    }
    const result = significant(scan, byte);
    if (result !== "more") return result;
  }
  return "more";
}

/** True when the string has ended; otherwise the bytes have, or `at` is a line break. */
function passString(scan: Scan, bytes: Uint8Array): boolean {
  let at = scan.at;
  let escaped = scan.escaped;
  for (; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === newline) break;
    if (escaped) escaped = false;
    else if (byte === backslash) escaped = true;
    else if (byte === quote) {
      scan.at = at + 1;
      scan.inString = false;
      scan.escaped = false;
      scan.stringTo = at;
      return true;
    }
  }
  scan.at = at;
  scan.escaped = escaped;
  return false;
}

function significant(scan: Scan, byte: number): ScanResult {
  switch (byte) {
    case quote:
      scan.inString = true;
      scan.stringFrom = scan.at + 1;
      break;
    case openBrace:
      return open(scan, byte, inObject);
    case openBracket:
      return open(scan, byte, inArray);
    case closeBrace:
    case closeBracket:
      return close(scan, byte);
  }
  scan.last = byte;
  scan.at++;
  return "more";
}

function open(scan: Scan, byte: number, level: number): ScanResult {
  if (!mayOpen(scan)) return "broken";
  if (scan.seeksWrapper && scan.candidateDepth === 0 && byte === openBrace && isFirstInArray(scan)) {
    scan.candidateDepth = scan.depth;
    scan.candidateFrom = scan.at;
    scan.candidateKey = [scan.stringFrom, scan.stringTo];
  }
  if (scan.depth < levelsMax) scan.levels[scan.depth] = level;
  scan.depth++;
  scan.last = byte;
  scan.at++;
  return "more";
}

// A value may follow ":" in an object, "[" or "," in an array, and stand at the beginning.
function mayOpen(scan: Scan): boolean {
  if (scan.depth === 0 || scan.last === colon || scan.last === openBracket) return true;
  return scan.last === comma && (scan.depth > levelsMax || scan.levels[scan.depth - 1] === inArray);
}

function isFirstInArray(scan: Scan): boolean {
  if (scan.last !== openBracket || scan.depth < 2 || scan.depth > wrapperDepthMax) return false;
  return scan.levels.subarray(0, scan.depth - 1).every((level) => level === inObject);
}

function close(scan: Scan, byte: number): ScanResult {
  const level = byte === closeBrace ? inObject : inArray;
  if (scan.depth <= levelsMax && scan.levels[scan.depth - 1] !== level) return "broken";
  scan.depth--;
  scan.last = byte;
  scan.at++;
  if (scan.depth === 0) return "closed";
  return scan.depth === scan.candidateDepth && scan.candidateDepth > 0 && byte === closeBrace ? "element" : "more";
}
