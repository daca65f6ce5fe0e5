import { visible } from "../inert/inert.ts";
import { secretsIn } from "../report/redact.ts";
import type { SlotType } from "./prompt.ts";

/** Types of which lines are a part of what they say; the others are one line. */
const linesOf: ReadonlySet<SlotType> = new Set(["mail-text", "script", "log-text", "case-state"]);
/** Line breaks in a row that are still just that. */
const lineBreaksMax = 3;
/** So many times the bytes that a slot may fill are read of a value; what comes after is only counted. */
const readingFactor = 4;

/** A value as a prompt may hold it, and how many bytes of it were not even read. */
export type Canonical = { readonly text: string; readonly unreadBytes: number };

/**
 * The canonical form of a value of a type: NFKC, with everything that hides shown as `⟦U+202E⟧`, secrets under `⟦secret-1⟧`, the nonce taken out, and line
 * breaks only where the type keeps them. The brackets of our own marks never come from outside: a raw `⟦` is shown by its number.
 */
export function canonicalOf(
  value: string,
  { type, nonce, bytesMax, secretsOf }: { type: SlotType; nonce: string; bytesMax: number; secretsOf: Secrets },
): Canonical {
  const unitsMax = bytesMax * readingFactor;
  const read = value.length <= unitsMax ? value : wholeWords(value.slice(0, unitsMax));
  const bracketed = read
    .normalize("NFKC")
    .replace(/[⟦⟧]/g, shown)
    .replace(/\p{Cn}/gu, shown);
  const seen = linesOf.has(type) ? lines(bracketed) : visible(bracketed).trim();
  const text = withoutNonce(secretsOf(seen), nonce);
  return { text, unreadBytes: read.length === value.length ? 0 : Buffer.byteLength(value) - Buffer.byteLength(read) };
}

const shown = (character: string) => `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟧`;

function lines(text: string): string {
  return text
    .replace(/\r\n/g, "\n")
    .replace(/\r/g, shown)
    .split("\n")
    .map((line) => visible(line).trimEnd())
    .join("\n")
    .replace(/^\n+|\n+$/g, "")
    .replace(manyLineBreaks, (breaks) => `\n⟦${breaks.length} line breaks⟧\n`);
}
const manyLineBreaks = new RegExp(`\\n{${lineBreaksMax + 1},}`, "g");

/** Half a word at the end could be half a secret, which no shape finds. */
function wholeWords(text: string): string {
  const end = /\s\S{0,4096}$/.exec(text.slice(-4_097));
  return end ? text.slice(0, text.length - end[0].length) : text.slice(0, -1);
}

/** Takes secrets out of a text, each under its own `⟦secret-<n>⟧`. */
export type Secrets = (text: string) => string;

/** Nothing is taken out: for words of our own. */
export const noSecrets: Secrets = (text) => text;

/** Secrets are gone for good, whatever model a prompt is for; the same one has the same number within it. */
export function openSecrets(): Secrets {
  const numbers = new Map<string, number>();
  const numberOf = (secret: string): number => {
    const number = numbers.get(secret) ?? numbers.size + 1;
    numbers.set(secret, number);
    return number;
  };
  return (text) => {
    let done = 0;
    let left = "";
    for (const each of secretsIn(text)) {
      const { from, to } = wholeMarks(each, text);
      if (from < done) continue;
      left += `${text.slice(done, from)}⟦secret-${numberOf(text.slice(from, to))}⟧`;
      done = to;
    }
    return left + text.slice(done);
  };
}

/** A place that begins or ends within one of our marks takes the whole of it. */
function wholeMarks({ from, to }: Whole, text: string): Whole {
  const opened = text.lastIndexOf("⟦", from);
  const start = opened >= 0 && text.indexOf("⟧", opened) >= from ? opened : from;
  const last = text.lastIndexOf("⟦", to - 1);
  const closed = last >= 0 ? text.indexOf("⟧", last) : -1;
  return { from: start, to: closed >= to ? closed + 1 : to };
}

const withoutNonce = (text: string, nonce: string) => text.replace(new RegExp(nonce, "gi"), "⟦nonce⟧");

/** Ranges of a text that are kept whole or left out whole, in order. */
type Whole = { readonly from: number; readonly to: number };

/** A text of at most `bytesMax` bytes (UTF-8), cut with a mark that says how many are missing: never within a character, one of our marks or a stand-in. */
export function cutToBytes(
  text: string,
  bytesMax: number,
  whole: readonly Whole[],
  missing: number,
): { text: string; cutBytes: number; end: number } {
  const bytes = Buffer.byteLength(text);
  if (bytes <= bytesMax && missing === 0) return { text, cutBytes: 0, end: text.length };
  const end = bytes <= bytesMax - cutMarkBytes ? text.length : placeToCut(text, bytesMax - cutMarkBytes, whole);
  const kept = text.slice(0, end);
  const cutBytes = bytes - Buffer.byteLength(kept) + missing;
  return { text: `${kept}⟦+${cutBytes} bytes⟧`, cutBytes, end };
}

/** As long as the mark gets for any string that a process can hold. */
const cutMarkBytes = "⟦+4294967296 bytes⟧".length + 4;

function placeToCut(text: string, bytesMax: number, whole: readonly Whole[]): number {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > bytesMax) break;
    end += character.length;
  }
  const opened = text.lastIndexOf("⟦", end - 1);
  const inMark = end > 0 && opened >= 0 && text.indexOf("⟧", opened) >= end ? opened : end;
  const inWhole = whole.find(({ from, to }) => from < inMark && inMark < to);
  return inWhole ? inWhole.from : inMark;
}
