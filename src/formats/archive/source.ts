import type { RejectReason } from "../../core/event/event.ts";

/** An input's bytes stopped making sense here: what came before is good, nothing follows. Thrown by the byte streams of this folder, caught in `read.ts`. */
export class InputDamage extends Error {
  readonly reason: RejectReason;
  constructor(reason: RejectReason, detail: string) {
    super(detail);
    this.name = "InputDamage";
    this.reason = reason;
  }
}

/** Bytes that can be looked at before they are taken. Holds what was looked at and one piece. */
export type ByteSource = {
  /** The next `count` bytes without taking them; fewer only at the end. */
  readonly peek: (count: number) => Promise<Buffer>;
  /** Takes the next `count` bytes; fewer only at the end. */
  readonly take: (count: number) => Promise<Buffer>;
  /** Takes what is at hand, at least one byte and at most `count`; nothing only at the end. */
  readonly some: (count: number) => Promise<Buffer>;
  /** Puts bytes back in front: they were taken, but belong to what follows. */
  readonly unread: (bytes: Uint8Array) => void;
  /** Takes up to `count` bytes in pieces as they come; all that is left by default. */
  readonly pieces: (count?: number) => AsyncGenerator<Uint8Array>;
  /** Lets go of the underlying stream before its end. */
  readonly close: () => Promise<void>;
};

/** A source over pieces of any size. A failure of `bytes` is thrown only when all bytes before it are taken. */
export function byteSource(bytes: AsyncIterable<Uint8Array>): ByteSource {
  const iterator = bytes[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  let ended = false;
  let failure: { readonly cause: unknown } | undefined;

  const pull = async (): Promise<Uint8Array | undefined> => {
    if (ended) return undefined;
    try {
      const next = await iterator.next();
      if (!next.done) return next.value;
    } catch (cause) {
      failure = { cause };
    }
    ended = true;
    return undefined;
  };
  const peek = async (count: number): Promise<Buffer> => {
    const parts = [held];
    let length = held.length;
    while (length < count) {
      const piece = await pull();
      if (!piece) break;
      parts.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
      length += piece.length;
    }
    if (parts.length > 1) held = Buffer.concat(parts);
    return held.subarray(0, count);
  };
  const take = async (count: number): Promise<Buffer> => {
    const taken = await peek(count);
    held = held.subarray(taken.length);
    if (taken.length < count) throwFailure();
    return taken;
  };
  // Once: whoever was reading then says so, and what encloses it just ends.
  const throwFailure = () => {
    const thrown = failure;
    failure = undefined;
    if (thrown) throw thrown.cause;
  };
  const some = async (count: number): Promise<Buffer> => {
    while (held.length === 0) {
      const piece = await pull();
      if (!piece) {
        throwFailure();
        break;
      }
      held = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    }
    const own = held.subarray(0, count);
    held = held.subarray(own.length);
    return own;
  };
  const unread = (bytes: Uint8Array) => {
    if (bytes.length > 0) held = Buffer.concat([bytes, held]);
  };
  async function* pieces(count = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0; ) {
      const piece = await some(left);
      if (piece.length === 0) return;
      left -= piece.length;
      yield piece;
    }
  }
  const close = async () => {
    await iterator.return?.();
  };
  return { peek, take, some, unread, pieces, close };
}
