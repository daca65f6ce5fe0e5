/** Bounds of a model's output, whatever it claims to be. */
export const outputLimits = { charactersMax: 262_144, depthMax: 16, valuesMax: 20_000 } as const;

/** What was read, or why it is not one JSON value. */
export type StrictJson = { readonly value: unknown } | { readonly problem: string };

/** Names that mean something to every object. */
const forbiddenNames: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reads exactly one JSON value (RFC 8259), alone or within one fenced code block, and nothing else: no name twice, no lone surrogate, no control character but
 * a line break, no number that is not finite, no more depth and values than `outputLimits`. Never throws.
 */
export function readStrictJson(raw: string): StrictJson {
  if (raw.length > outputLimits.charactersMax) return { problem: `longer than ${outputLimits.charactersMax} characters` };
  const text = withoutFence(raw);
  const reading: Reading = { text, at: 0, values: 0 };
  try {
    const value = readValue(reading, 1);
    skipBlanks(reading);
    return reading.at === text.length ? { value } : { problem: `text after the value, at ${reading.at}` };
  } catch (cause) {
    if (cause instanceof Malformed) return { problem: `${cause.message}, at ${reading.at}` };
    throw cause;
  }
}

type Reading = { readonly text: string; at: number; values: number };

class Malformed extends Error {}

/** The one thing that may stand around the value. */
function withoutFence(raw: string): string {
  const text = raw.trim();
  if (!text.startsWith("```") || !text.endsWith("```") || text.length < 7) return text;
  const opened = /^```(?:json)?[ \t]*\r?\n/i.exec(text);
  return opened ? text.slice(opened[0].length, -3) : text;
}

function skipBlanks(reading: Reading): void {
  while (reading.at < reading.text.length && " \t\r\n".includes(reading.text[reading.at] ?? "")) reading.at++;
}

function readValue(reading: Reading, depth: number): unknown {
  if (depth > outputLimits.depthMax) throw new Malformed(`nested deeper than ${outputLimits.depthMax}`);
  if (++reading.values > outputLimits.valuesMax) throw new Malformed(`more than ${outputLimits.valuesMax} values`);
  skipBlanks(reading);
  const next = reading.text[reading.at];
  if (next === "{") return readObject(reading, depth);
  if (next === "[") return readArray(reading, depth);
  if (next === '"') return readString(reading);
  for (const [word, value] of words) {
    if (!reading.text.startsWith(word, reading.at)) continue;
    reading.at += word.length;
    return value;
  }
  return readNumber(reading);
}

const words: readonly (readonly [string, boolean | null])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

function readObject(reading: Reading, depth: number): Record<string, unknown> {
  const entries = new Map<string, unknown>();
  reading.at++;
  skipBlanks(reading);
  if (take(reading, "}")) return {};
  do {
    skipBlanks(reading);
    if (reading.text[reading.at] !== '"') throw new Malformed("a name is missing");
    const name = readString(reading);
    if (entries.has(name)) throw new Malformed("a name stands twice");
    if (forbiddenNames.has(name)) throw new Malformed("a name that no answer has");
    skipBlanks(reading);
    if (!take(reading, ":")) throw new Malformed('":" is missing');
    entries.set(name, readValue(reading, depth + 1));
    skipBlanks(reading);
  } while (take(reading, ","));
  if (!take(reading, "}")) throw new Malformed('"}" is missing');
  return Object.fromEntries(entries);
}

function readArray(reading: Reading, depth: number): unknown[] {
  const items: unknown[] = [];
  reading.at++;
  skipBlanks(reading);
  if (take(reading, "]")) return items;
  do {
    items.push(readValue(reading, depth + 1));
    skipBlanks(reading);
  } while (take(reading, ","));
  if (!take(reading, "]")) throw new Malformed('"]" is missing');
  return items;
}

function take(reading: Reading, character: string): boolean {
  if (reading.text[reading.at] !== character) return false;
  reading.at++;
  return true;
}

const numberShape = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function readNumber(reading: Reading): number {
  numberShape.lastIndex = reading.at;
  const [found] = numberShape.exec(reading.text) ?? [];
  if (found === undefined) throw new Malformed("no JSON value");
  reading.at += found.length;
  const value = Number(found);
  if (!Number.isFinite(value)) throw new Malformed("a number beyond all bounds");
  return value;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

function readString(reading: Reading): string {
  const { text } = reading;
  let value = "";
  let from = ++reading.at;
  for (;;) {
    const character = text[reading.at];
    if (character === undefined) throw new Malformed("a text without end");
    if (character < " ") throw new Malformed("a raw control character");
    if (character === '"') break;
    if (character !== "\\") {
      reading.at++;
      continue;
    }
    value += text.slice(from, reading.at) + readEscape(reading);
    from = reading.at;
  }
  value += text.slice(from, reading.at++);
  if (!value.isWellFormed()) throw new Malformed("half a character");
  if (/[^\P{Cc}\n]/u.test(value)) throw new Malformed("a control character");
  return value;
}

function readEscape(reading: Reading): string {
  const letter = reading.text[reading.at + 1] ?? "";
  if (letter !== "u") {
    const character = escapes.get(letter);
    if (character === undefined) throw new Malformed("no such escape");
    reading.at += 2;
    return character;
  }
  const digits = reading.text.slice(reading.at + 2, reading.at + 6);
  if (!/^[0-9a-f]{4}$/i.test(digits)) throw new Malformed("no such escape");
  reading.at += 6;
  return String.fromCharCode(Number.parseInt(digits, 16));
}
