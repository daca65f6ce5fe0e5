import { crc32, inflateSync } from "node:zlib";

/** A picture as rows of pixels from the top, each four bytes: red, green, blue, cover. */
export type Picture = { readonly width: number; readonly height: number; readonly data: Uint8Array };

type Header = {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly interlaced: boolean;
};
type Chunks = { readonly header: Header; readonly palette: Uint8Array; readonly cover: Uint8Array; readonly packed: Uint8Array };
type Pass = { readonly x: number; readonly y: number; readonly stepX: number; readonly stepY: number };

/** Samples of a pixel by colour type (PNG 3rd edition, 11.2.1), and which depths each may have. */
const samplesOf: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);
const depthsOf: ReadonlyMap<number, readonly number[]> = new Map([
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
]);
const whole: readonly Pass[] = [{ x: 0, y: 0, stepX: 1, stepY: 1 }];
/** The seven passes of Adam7 (PNG 3rd edition, 8.2). */
const adam7: readonly Pass[] = [
  { x: 0, y: 0, stepX: 8, stepY: 8 },
  { x: 4, y: 0, stepX: 8, stepY: 8 },
  { x: 0, y: 4, stepX: 4, stepY: 8 },
  { x: 2, y: 0, stepX: 4, stepY: 4 },
  { x: 0, y: 2, stepX: 2, stepY: 4 },
  { x: 1, y: 0, stepX: 2, stepY: 2 },
  { x: 0, y: 1, stepX: 1, stepY: 2 },
];

/**
 * Decodes a PNG (W3C PNG 3rd edition) of any colour type, depth and interlacing into 8-bit RGBA; of 16-bit samples the upper half counts. `pixelsMax` bounds
 * what is unpacked. Throws on anything malformed: the caller says what a picture that does not decode means.
 */
export function decodePng(bytes: Uint8Array, pixelsMax: number): Picture {
  const chunks = chunksOf(bytes);
  const { header } = chunks;
  const { width, height, interlaced } = header;
  if (width === 0 || height === 0 || width * height > pixelsMax)
    throw new Error("a picture without a size, or larger than what is looked at");
  const passes = (interlaced ? adam7 : whole)
    .map((pass) => ({ ...pass, ...sizeOf(pass, header) }))
    .filter(({ columns, rows }) => columns * rows > 0);
  const lengths = passes.map(({ columns, rows }) => rows * (1 + rowBytesOf(columns, header)));
  const expected = lengths.reduce((sum, length) => sum + length, 0);
  const raw = inflateSync(chunks.packed, { maxOutputLength: expected });
  if (raw.length < expected) throw new Error("a picture that ends early");
  const data = new Uint8Array(width * height * 4);
  let at = 0;
  for (const [index, pass] of passes.entries()) {
    drawPass(raw.subarray(at, at + lengths[index]!), pass, chunks, data);
    at += lengths[index]!;
  }
  return { width, height, data };
}

function chunksOf(bytes: Uint8Array): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Header | undefined;
  let palette: Uint8Array = new Uint8Array(0);
  let cover: Uint8Array = new Uint8Array(0);
  const packed: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (length > bytes.length - at - 12) throw new Error("a chunk longer than the file");
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length))
      throw new Error("a chunk with a wrong checksum");
    if (type === "IEND") break;
    if (type === "IHDR") header = headerOf(body);
    else if (type === "PLTE") palette = body;
    else if (type === "tRNS") cover = body;
    else if (type === "IDAT") packed.push(body);
    at += 12 + length;
  }
  if (!header || packed.length === 0) throw new Error("a picture without header or pixels");
  return { header, palette, cover, packed: Buffer.concat(packed) };
}

function headerOf(body: Uint8Array): Header {
  if (body.length !== 13) throw new Error("a header of another length");
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const [depth, colour, compression, filter, interlace] = body.subarray(8) as unknown as [number, number, number, number, number];
  if (!depthsOf.get(colour)?.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1)
    throw new Error("a header that is not known");
  return { width: view.getUint32(0), height: view.getUint32(4), depth, colour, interlaced: interlace === 1 };
}

function sizeOf({ x, y, stepX, stepY }: Pass, { width, height }: Header): { readonly columns: number; readonly rows: number } {
  return { columns: Math.max(0, Math.ceil((width - x) / stepX)), rows: Math.max(0, Math.ceil((height - y) / stepY)) };
}

const rowBytesOf = (columns: number, { depth, colour }: Header) => Math.ceil((columns * depth * samplesOf.get(colour)!) / 8);

/** Undoes the filters of one pass, row by row, and puts its pixels where they belong. */
function drawPass(
  raw: Uint8Array,
  pass: Pass & { readonly columns: number; readonly rows: number },
  chunks: Chunks,
  data: Uint8Array,
): void {
  const { header } = chunks;
  const rowBytes = rowBytesOf(pass.columns, header);
  const back = Math.max(1, (header.depth * samplesOf.get(header.colour)!) / 8);
  let before: Uint8Array = new Uint8Array(rowBytes);
  for (let row = 0; row < pass.rows; row++) {
    const at = row * (rowBytes + 1);
    const line = raw.subarray(at + 1, at + 1 + rowBytes);
    unfilter(raw[at]!, line, before, back);
    for (let column = 0; column < pass.columns; column++)
      drawPixel(line, column, chunks, data, ((pass.y + row * pass.stepY) * header.width + pass.x + column * pass.stepX) * 4);
    before = line;
  }
}

/** The five filters (PNG 3rd edition, 9.2), undone in place; `back` is how many bytes lie between a sample and the one left of it. */
function unfilter(filter: number, line: Uint8Array, before: Uint8Array, back: number): void {
  if (filter > 4) throw new Error("a filter that is not known");
  for (let at = 0; at < line.length; at++) {
    const left = at >= back ? line[at - back]! : 0;
    const up = before[at]!;
    const upLeft = at >= back ? before[at - back]! : 0;
    const guess = filter === 0 ? 0 : filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, upLeft);
    line[at] = (line[at]! + guess) & 0xff;
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const [fromLeft, fromUp, fromUpLeft] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - upLeft)];
  return fromLeft <= fromUp && fromLeft <= fromUpLeft ? left : fromUp <= fromUpLeft ? up : upLeft;
}

function drawPixel(line: Uint8Array, column: number, chunks: Chunks, data: Uint8Array, to: number): void {
  const { depth, colour } = chunks.header;
  const at = column * samplesOf.get(colour)!;
  if (colour === 3) {
    drawFromPalette(sampleAt(line, at, depth), chunks, data, to);
    return;
  }
  const isGrey = colour === 0 || colour === 4;
  const red = sampleAt(line, at, depth);
  const green = isGrey ? red : sampleAt(line, at + 1, depth);
  const blue = isGrey ? red : sampleAt(line, at + 2, depth);
  data[to] = eightBits(red, depth);
  data[to + 1] = eightBits(green, depth);
  data[to + 2] = eightBits(blue, depth);
  if (colour >= 4) data[to + 3] = eightBits(sampleAt(line, at + (isGrey ? 1 : 3), depth), depth);
  else data[to + 3] = isSeeThrough(chunks.cover, isGrey ? [red] : [red, green, blue]) ? 0 : 255;
}

function drawFromPalette(index: number, { palette, cover }: Chunks, data: Uint8Array, to: number): void {
  if (3 * index + 2 >= palette.length) throw new Error("a colour outside the palette");
  data.set(palette.subarray(3 * index, 3 * index + 3), to);
  data[to + 3] = cover[index] ?? 255;
}

const eightBits = (value: number, depth: number) =>
  depth === 8 ? value : depth === 16 ? value >> 8 : Math.round((value * 255) / (2 ** depth - 1));

/** Whether a file names exactly this colour as the one that is not drawn. */
function isSeeThrough(cover: Uint8Array, values: readonly number[]): boolean {
  if (cover.length < 2 * values.length) return false;
  return values.every((value, index) => value === ((cover[2 * index]! << 8) | cover[2 * index + 1]!));
}

function sampleAt(line: Uint8Array, index: number, depth: number): number {
  if (depth === 8) return line[index]!;
  if (depth === 16) return (line[2 * index]! << 8) | line[2 * index + 1]!;
  const bit = index * depth;
  return (line[bit >> 3]! >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}
