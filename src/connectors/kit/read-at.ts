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
  const inflater = new Inflater(read);
  return {
    read: (from, length) => inflater.read(from, length),
    damage: () => inflater.damage,
    close: () => inflater.close(),
  };
}

class Inflater {
  readonly #read: ReadAt;
  #stream: Stream | undefined;
  /** What is unpacked from `#position` on. */
  #held: Buffer = Buffer.alloc(0);
  #position = 0;
  #packedBytes = 0;
  damage: ReturnType<Inflated["damage"]>;

  constructor(read: ReadAt) {
    this.#read = read;
  }

  async read(from: number, length: number): Promise<Uint8Array> {
    const stream = this.#stream && from >= this.#position ? this.#stream : this.#restart();
    for (;;) {
      // What comes before is not wanted.
      const before = Math.min(this.#held.length, from - this.#position);
      this.#held = this.#held.subarray(before);
      this.#position += before;
      if (this.#position + this.#held.length >= from + length) break;
      const more = await this.#next(stream);
      if (!more) break;
      this.#held = this.#held.length === 0 ? more : Buffer.concat([this.#held, more]);
    }
    return this.#position < from ? Buffer.alloc(0) : this.#held.subarray(0, length);
  }

  close(): void {
    this.#stream?.end();
    this.#stream = undefined;
  }

  #restart(): Stream {
    this.close();
    this.#held = Buffer.alloc(0);
    this.#position = 0;
    this.#packedBytes = 0;
    this.damage = undefined;
    this.#stream = unpack(this.#read, (bytes) => {
      this.#packedBytes += bytes;
    });
    return this.#stream;
  }

  /** The next bytes unpacked; undefined at the end, of whatever kind. */
  async #next({ pieces }: Stream): Promise<Buffer | undefined> {
    if (this.damage) return undefined;
    try {
      const { done, value } = await pieces.next();
      if (done) return undefined;
      const whole = this.#position + this.#held.length + value.length;
      if (whole > inflatedBytesMax || whole > this.#packedBytes * ratioMax + ratioFreeBytes) this.damage = "unpacks to more than it may";
      return this.damage ? undefined : value;
    } catch (cause) {
      if (!isDamage(cause)) throw cause;
      this.damage = "cut off or damaged";
      return undefined;
    }
  }
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
