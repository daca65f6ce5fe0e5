import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** Bytes of something large, by place: at most `length` of them from `from` on; fewer at its end, none after it. */
export type ReadAt = (from: number, length: number) => Promise<Uint8Array>;

/** What is inside compressed bytes, by place in what it unpacks to. Going on is cheap; going back begins anew. */
export type Inflated = {
  readonly read: ReadAt;
  /** Why nothing more can be unpacked, where the bytes are damaged, cut off or a bomb; undefined while they are not. */
  readonly damage: () => "cut off or damaged" | "unpacks to more than it may" | undefined;
  readonly close: () => void;
};

const pieceBytes = 262_144;
const inflatedBytesMax = 8 * 1_073_741_824;
/** Logs shrink to a twentieth or so; what grows more than this is made to. */
const ratioMax = 200;
const ratioFreeBytes = 16 * 1_048_576;

type Stream = { readonly pieces: AsyncIterator<Buffer>; readonly end: () => void };

/** Unpacks gzip, members one after the other, within limits. */
export function openInflated(read: ReadAt): Inflated {
  let stream: Stream | undefined;
  let held: Buffer = Buffer.alloc(0);
  let position = 0;
  let taken = 0;
  let damage: ReturnType<Inflated["damage"]>;

  const restart = () => {
    stream?.end();
    held = Buffer.alloc(0);
    position = 0;
    taken = 0;
    damage = undefined;
    stream = unpack(read, (bytes) => {
      taken += bytes;
    });
    return stream;
  };
  /** The next bytes unpacked; undefined at the end, of whatever kind. */
  const next = async (from: Stream): Promise<Buffer | undefined> => {
    if (damage) return undefined;
    try {
      const { done, value } = await from.pieces.next();
      if (done) return undefined;
      const whole = position + held.length + value.length;
      if (whole > inflatedBytesMax || whole > taken * ratioMax + ratioFreeBytes) damage = "unpacks to more than it may";
      return damage ? undefined : value;
    } catch (cause) {
      if (!isDamage(cause)) throw cause;
      damage = "cut off or damaged";
      return undefined;
    }
  };
  return {
    async read(from, length) {
      const now = stream && from >= position ? stream : restart();
      while (position + held.length < from + length) {
        // What comes before is not wanted.
        const before = Math.min(held.length, from - position);
        if (before > 0) {
          held = held.subarray(before);
          position += before;
        }
        const more = await next(now);
        if (!more) break;
        held = held.length === 0 ? more : Buffer.concat([held, more]);
      }
      const start = Math.min(held.length, Math.max(0, from - position));
      return held.subarray(start, start + length);
    },
    damage: () => damage,
    close: () => {
      stream?.end();
      stream = undefined;
    },
  };
}

function unpack(read: ReadAt, tookBytes: (count: number) => void): Stream {
  const packed = async function* () {
    for (let from = 0; ; ) {
      const bytes = await read(from, pieceBytes);
      if (bytes.length === 0) return;
      from += bytes.length;
      tookBytes(bytes.length);
      yield bytes;
    }
  };
  const source = Readable.from(packed());
  const unpacker = createGunzip();
  source.once("error", (cause) => unpacker.destroy(cause));
  unpacker.on("error", () => source.destroy());
  source.pipe(unpacker);
  return {
    pieces: unpacker[Symbol.asyncIterator]() as AsyncIterator<Buffer>,
    end: () => {
      source.destroy();
      unpacker.destroy();
    },
  };
}

const isDamage = (cause: unknown) => cause instanceof Error && "code" in cause && String(cause.code).startsWith("Z_");
