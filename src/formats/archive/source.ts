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

/**
 * Bytes that can be looked at before they are taken. Holds what was looked at and one piece. A failure of the underlying stream is
 * thrown only when all bytes before it are taken, and only once: whoever was reading then says so, and what encloses it just ends.
 */
export class ByteSource {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);
  #ended = false;
  #failure: { readonly cause: unknown } | undefined;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#iterator = bytes[Symbol.asyncIterator]();
  }

  /** The next `count` bytes without taking them; fewer only at the end. */
  async peek(count: number): Promise<Buffer> {
    const parts = [this.#held];
    let length = this.#held.length;
    while (length < count) {
      const piece = await this.#pull();
      if (!piece) break;
      parts.push(piece);
      length += piece.length;
    }
    if (parts.length > 1) this.#held = Buffer.concat(parts);
    return this.#held.subarray(0, count);
  }

  /** Takes the next `count` bytes; fewer only at the end. */
  async take(count: number): Promise<Buffer> {
    const taken = await this.peek(count);
    this.#held = this.#held.subarray(taken.length);
    if (taken.length < count) this.#throwFailure();
    return taken;
  }

  /** Takes what is at hand, at least one byte and at most `count`; nothing only at the end. */
  async some(count: number): Promise<Buffer> {
    while (this.#held.length === 0) {
      const piece = await this.#pull();
      if (!piece) {
        this.#throwFailure();
        break;
      }
      this.#held = piece;
    }
    const own = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(own.length);
    return own;
  }

  /** Puts bytes back in front: they were taken, but belong to what follows. */
  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#held = Buffer.concat([bytes, this.#held]);
  }

  /** Takes up to `count` bytes in pieces as they come; all that is left by default. */
  async *pieces(count = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0; ) {
      const piece = await this.some(left);
      if (piece.length === 0) return;
      left -= piece.length;
      yield piece;
    }
  }

  /** Lets go of the underlying stream before its end. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  async #pull(): Promise<Buffer | undefined> {
    if (this.#ended) return undefined;
    try {
      const { value, done } = await this.#iterator.next();
      if (!done) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    } catch (cause) {
      this.#failure = { cause };
    }
    this.#ended = true;
    return undefined;
  }

  #throwFailure(): void {
    const thrown = this.#failure;
    this.#failure = undefined;
    if (thrown) throw thrown.cause;
  }
}

/** A source over pieces of any size. */
export function byteSource(bytes: AsyncIterable<Uint8Array>): ByteSource {
  return new ByteSource(bytes);
}
