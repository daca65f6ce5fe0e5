/** Text that is shown of one record, characters; the rest is in the download. */
export const shownLengthMax = 262_144;
const layersMax = 24;
const depthMax = 3;
/** Fewer characters of base64 than this are a word. */
const wordLengthMin = 24;
const tellingLengthMin = 6;
const printableShareMin = 0.95;

/** One way to read bytes: how, and the text that comes of it. */
export type Layer = { readonly how: string; readonly text: string };

/** The bytes that base64 stands for; none where it is none. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

/** Bytes as the text that they most plainly are; bytes that are no UTF-8 become U+FFFD and are counted. */
export function rawText(bytes: Uint8Array): { readonly text: string; readonly strange: number; readonly leftOut: number } {
  const some = bytes.subarray(0, shownLengthMax);
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(some);
  return { text, strange: text.split("\ufffd").length - 1, leftOut: bytes.length - some.length };
}

/** What a record says when it is read as more than plain text: UTF-16, indented JSON, base64 within. Nothing of it is run, and every step is bounded. */
export function layersOf(bytes: Uint8Array): readonly Layer[] {
  const wide = wideText(bytes.subarray(0, shownLengthMax * 2));
  const { text } = wide ?? rawText(bytes);
  const layers: Layer[] = wide ? [{ how: wide.how, text: wide.text }] : [];
  const json = indentedJson(text);
  if (json !== undefined) layers.push({ how: "JSON, indented", text: json });
  decodeWithin(text, 1, "", layers);
  return layers;
}

/** Text of two bytes a character, by its mark or by its zeros. */
function wideText(bytes: Uint8Array): Layer | undefined {
  if (bytes.length < 4) return undefined;
  const [first, second] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || zeros(bytes, 1) > 0.4;
  const isBig = (first === 0xfe && second === 0xff) || zeros(bytes, 0) > 0.4;
  if (isLittle === isBig) return undefined;
  const label = isLittle ? "utf-16le" : "utf-16be";
  return { how: isLittle ? "UTF-16, little end first" : "UTF-16, big end first", text: new TextDecoder(label).decode(bytes) };
}

/** The share of zeros at odd or even places, of the first thousand. */
function zeros(bytes: Uint8Array, from: number): number {
  const some = bytes.subarray(0, 2_000);
  let found = 0;
  for (let at = from; at < some.length; at += 2) if (some[at] === 0) found++;
  return (found * 2) / some.length;
}

/** JSON, or JSON line by line, with line ends and blanks between its parts; the parts stay as they stand, so that no number is rounded and no name is lost. */
export function indentedJson(text: string): string | undefined {
  const whole = text.trim();
  if (!/^[[{]/.test(whole)) return undefined;
  if (isJson(whole)) return indented(whole);
  const lines = whole.split(/\r?\n/).filter((line) => line.trim() !== "");
  return lines.length > 1 && lines.every(isJson) ? lines.map((line) => indented(line.trim())).join("\n") : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const part = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;

function indented(json: string): string {
  const parts = json.match(part) ?? [];
  let out = "";
  let depth = 0;
  for (const [at, each] of parts.entries()) {
    const after = parts[at + 1];
    if (each === "{" || each === "[") {
      const isEmpty = after === "}" || after === "]";
      if (!isEmpty) depth++;
      out += isEmpty ? each : `${each}\n${" ".repeat(depth * 2)}`;
    } else if (each === "}" || each === "]") {
      const isEmpty = parts[at - 1] === "{" || parts[at - 1] === "[";
      if (!isEmpty) depth--;
      out += isEmpty ? each : `\n${" ".repeat(depth * 2)}${each}`;
    } else out += each === "," ? `,\n${" ".repeat(depth * 2)}` : each === ":" ? ": " : each;
  }
  return out;
}

// Lines of a mail's parts belong together; elsewhere a run without a break is one word.
const packed = /(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]{0,76}={0,2}|[A-Za-z0-9+/_-]{24,}={0,2}/g;

function decodeWithin(text: string, depth: number, before: string, layers: Layer[]): void {
  if (depth > depthMax) return;
  for (const found of text.matchAll(packed)) {
    if (layers.length >= layersMax) return;
    const word = found[0].replace(/\s/g, "");
    if (word.length < wordLengthMin) continue;
    const read = readPacked(word);
    if (!read) continue;
    const how = `${before}base64 at character ${found.index + 1}, ${read.how}`;
    const json = indentedJson(read.text);
    layers.push({ how: json === undefined ? how : `${how}, JSON`, text: json ?? read.text });
    decodeWithin(read.text, depth + 1, `${how}, then `, layers);
  }
}

function readPacked(word: string): Layer | undefined {
  const bytes = bytesOf(word.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, ""));
  if (bytes.length < tellingLengthMin) return undefined;
  const wide = wideText(bytes);
  if (wide) return isTelling(wide.text) ? wide : undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return isTelling(text) ? { how: "UTF-8", text } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it reads as text and not as what chance makes of bytes. */
function isTelling(text: string): boolean {
  if (text.length < tellingLengthMin) return false;
  const plain = text.match(/[\p{L}\p{N}\p{P}\p{Zs}\p{Sm}\p{Sc}\t\r\n]/gu)?.length ?? 0;
  return plain / [...text].length >= printableShareMin;
}

/** One line of a hex view: where it begins, its bytes, and what of them is plain ASCII. */
export function hexLine(bytes: Uint8Array, line: number): { readonly at: string; readonly hex: string; readonly ascii: string } {
  const some = [...bytes.subarray(line * hexLineBytes, (line + 1) * hexLineBytes)];
  const pairs = some.map((byte) => byte.toString(16).padStart(2, "0"));
  return {
    at: (line * hexLineBytes).toString(16).padStart(8, "0"),
    hex: `${pairs.slice(0, 8).join(" ").padEnd(23)}  ${pairs.slice(8).join(" ").padEnd(23)}`,
    ascii: some.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join(""),
  };
}
/** Bytes of one line of a hex view. */
export const hexLineBytes = 16;
