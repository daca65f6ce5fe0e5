import { PNG } from "pngjs";

const size = 29;
const dataCodewords = 55;
const checkCodewords = 15;

/** A PNG picture of a QR code (ISO/IEC 18004, version 3, level L, mask 0, byte mode) with text of at most 53 bytes, four pixels a module. */
export function qrPng(text: string): Buffer {
  const cells = drawCode(codewordsOf(Buffer.from(text)));
  const scale = 4;
  const side = (size + 8) * scale;
  const png = new PNG({ width: side, height: side });
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const isDark = cells[Math.floor(y / scale) - 4]?.[Math.floor(x / scale) - 4] === 1;
      png.data.set([isDark ? 0 : 255, isDark ? 0 : 255, isDark ? 0 : 255, 255], (y * side + x) * 4);
    }
  return PNG.sync.write(png);
}

function codewordsOf(bytes: Buffer): number[] {
  if (bytes.length > dataCodewords - 2) throw new Error("too long for a version 3 code");
  const bits = [0, 1, 0, 0, ...bitsOf(bytes.length, 8), ...[...bytes].flatMap((byte) => bitsOf(byte, 8)), 0, 0, 0, 0];
  const data: number[] = [];
  for (let at = 0; at + 8 <= bits.length; at += 8) data.push(Number.parseInt(bits.slice(at, at + 8).join(""), 2));
  for (let pad = 0; data.length < dataCodewords; pad++) data.push(pad % 2 === 0 ? 0xec : 0x11);
  return [...data, ...checkOf(data)];
}

function bitsOf(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => (value >> (count - 1 - index)) & 1);
}

function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ (product & 0x80 ? 0x11d : 0);
    if ((b >> bit) & 1) product ^= a;
  }
  return product & 0xff;
}

/** Reed-Solomon remainder over GF(256) with the polynomial 0x11d. */
function checkOf(data: readonly number[]): number[] {
  let generator = [1];
  for (let index = 0, root = 1; index < checkCodewords; index++, root = times(root, 2)) {
    const next = [...generator, 0];
    for (const [at, factor] of generator.entries()) next[at + 1]! ^= times(factor, root);
    generator = next;
  }
  const rest = [...data, ...new Array<number>(checkCodewords).fill(0)];
  for (let at = 0; at < data.length; at++) {
    const lead = rest[at]!;
    for (const [index, factor] of generator.entries()) rest[at + index]! ^= times(factor, lead);
  }
  return rest.slice(data.length);
}

function drawCode(codewords: readonly number[]): number[][] {
  const cells = Array.from({ length: size }, () => new Array<number>(size).fill(-1));
  const set = (x: number, y: number, dark: boolean) => {
    if (cells[y] && x >= 0 && x < size) cells[y][x] = dark ? 1 : 0;
  };
  const square = (left: number, top: number, radius: number, isDark: (distance: number) => boolean) => {
    for (let dy = -radius; dy <= radius; dy++)
      for (let dx = -radius; dx <= radius; dx++) set(left + dx, top + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
  };
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    square(x, y, 4, (distance) => distance !== 2 && distance !== 4);
  square(22, 22, 2, (distance) => distance !== 1);
  for (let at = 8; at < size - 8; at++) {
    set(at, 6, at % 2 === 0);
    set(6, at, at % 2 === 0);
  }
  drawFormat(set);
  const bits = codewords.flatMap((word) => bitsOf(word, 8));
  let next = 0;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    // The column of the timing pattern is stepped over, so the pairs left of it count from one further right.
    const upward = ((size - 1 - (right < 8 ? right + 1 : right)) / 2) % 2 === 0;
    for (let step = 0; step < size; step++) {
      const y = upward ? size - 1 - step : step;
      for (const x of [right, right - 1]) if (cells[y]![x] === -1) set(x, y, ((bits[next++] ?? 0) ^ ((x + y) % 2 === 0 ? 1 : 0)) === 1);
    }
  }
  return cells;
}

/** The fifteen format bits of level L with mask 0, twice, and the dark module. */
function drawFormat(set: (x: number, y: number, dark: boolean) => void): void {
  const format = bitsOf(0b111011111000100, 15);
  const first = [
    [0, 8],
    [1, 8],
    [2, 8],
    [3, 8],
    [4, 8],
    [5, 8],
    [7, 8],
    [8, 8],
    [8, 7],
    [8, 5],
    [8, 4],
    [8, 3],
    [8, 2],
    [8, 1],
    [8, 0],
  ] as const;
  for (const [index, [x, y]] of first.entries()) set(x, y, format[index] === 1);
  for (let index = 0; index < 7; index++) set(8, size - 1 - index, format[index] === 1);
  for (let index = 7; index < 15; index++) set(size - 15 + index, 8, format[index] === 1);
  set(8, size - 8, true);
}
