import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import fc from "fast-check";
import { PNG } from "pngjs";
import { decodePng } from "./png.ts";

const pixelsMax = 4_096;
const kinds = [
  [0, 1],
  [0, 2],
  [0, 4],
  [0, 8],
  [0, 16],
  [2, 8],
  [2, 16],
  [3, 1],
  [3, 2],
  [3, 4],
  [3, 8],
  [4, 8],
  [4, 16],
  [6, 8],
  [6, 16],
] as const;
const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

function chunk(type: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(body.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
}

type Drawn = {
  width: number;
  height: number;
  kind: readonly [number, number];
  interlaced: boolean;
  bytes: Uint8Array;
  filters: readonly number[];
  seeThrough: boolean;
};

/** A file of any kind with the filters asked for; what its pixels are follows from its bytes. */
function pngOf({ width, height, kind: [colour, depth], interlaced, bytes, filters, seeThrough }: Drawn): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlaced ? 1 : 0], 8);
  const passes = interlaced
    ? [
        [0, 0, 8, 8],
        [4, 0, 8, 8],
        [0, 4, 4, 8],
        [2, 0, 4, 4],
        [0, 2, 2, 4],
        [1, 0, 2, 2],
        [0, 1, 1, 2],
      ]
    : [[0, 0, 1, 1]];
  const rows: Buffer[] = [];
  let at = 0;
  for (const [x, y, stepX, stepY] of passes as [number, number, number, number][]) {
    const columns = Math.ceil((width - x) / stepX);
    const lines = Math.ceil((height - y) / stepY);
    if (columns <= 0 || lines <= 0) continue;
    for (let row = 0; row < lines; row++) {
      const length = Math.ceil((columns * depth * samples[colour]!) / 8);
      const line = Buffer.alloc(length + 1);
      line[0] = filters[row % filters.length]!;
      for (let index = 1; index <= length; index++) line[index] = bytes[at++ % bytes.length]!;
      rows.push(line);
    }
  }
  const palette = Buffer.from(Array.from({ length: 3 * 2 ** Math.min(depth, 8) }, (_, index) => (index * 37) % 256));
  const cover = colour === 3 ? Buffer.from([0, 128]) : Buffer.alloc(2 * samples[colour]!, 0);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    ...(colour === 3 ? [chunk("PLTE", palette)] : []),
    ...(seeThrough && colour !== 4 && colour !== 6 ? [chunk("tRNS", cover)] : []),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  width: fc.integer({ min: 1, max: 20 }),
  height: fc.integer({ min: 1, max: 20 }),
  kind: fc.constantFrom(...kinds),
  interlaced: fc.boolean(),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
  filters: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }),
  seeThrough: fc.boolean(),
});

describe("PNG", () => {
  // Guarantees that a picture in a mail is seen as a reader's program sees it, whatever kind of PNG it is.
  test("every colour type, depth, filter and interlacing is drawn as another decoder draws it", () => {
    fc.assert(
      fc.property(drawn, (given) => {
        const file = pngOf(given);
        const ours = decodePng(file, pixelsMax);
        const theirs = PNG.sync.read(file);
        assert.deepEqual([ours.width, ours.height], [theirs.width, theirs.height]);
        // Of 16 bits they may round where we cut: one step of 256.
        for (const [at, value] of ours.data.entries())
          assert.ok(Math.abs(value - theirs.data[at]!) <= (given.kind[1] === 16 ? 1 : 0), `byte ${at}`);
      }),
      { numRuns: 400 },
    );
  });

  test("a picture that claims more pixels than are looked at is refused before it is unpacked", () => {
    const file = pngOf({
      width: 80,
      height: 80,
      kind: [6, 8],
      interlaced: false,
      bytes: new Uint8Array([1]),
      filters: [0],
      seeThrough: false,
    });
    assert.throws(() => decodePng(file, pixelsMax));
  });

  // Guarantees that no damage makes it hang or give a picture of another size: it throws, or gives a whole one.
  test("damaged files throw or give a whole picture", () => {
    fc.assert(
      fc.property(drawn, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat(), (given, place, change, cut) => {
        const file = Buffer.from(pngOf(given));
        file[place % file.length]! ^= change;
        const ours = outcomeOf(() => decodePng(file.subarray(0, file.length - (cut % 40)), pixelsMax));
        if (ours) assert.equal(ours.data.length, ours.width * ours.height * 4);
      }),
      { numRuns: 400 },
    );
  });
});

function outcomeOf<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
