/** What a NATS server says (NATS client protocol). A payload above `payloadBytesMax` is let go while it comes; its length stays. */
export type Said =
  | { readonly op: "info"; readonly json: string }
  | { readonly op: "message"; readonly message: Message }
  | { readonly op: "ping" | "pong" | "ok" }
  | { readonly op: "error"; readonly text: string }
  /** Nothing after this can be understood. */
  | { readonly op: "nonsense" };

export type Message = {
  readonly subject: string;
  readonly reply: string | undefined;
  /** The status line of its headers, as `NATS/1.0 408 Request Timeout`; undefined without headers. */
  readonly headers: string | undefined;
  readonly payload: Uint8Array;
  /** The whole payload's length, of which `payload` may be the beginning. */
  readonly length: number;
};

/** The longest line; INFO names the whole cluster. */
const lineBytesMax = 131_072;
const headersBytesMax = 65_536;
/** More is no message of any server. */
const messageBytesMax = 128 * 1_048_576;

type Pending = { readonly subject: string; readonly reply: string | undefined; readonly headersLength: number; readonly total: number };

/** Takes the bytes of a connection in pieces of any size; gives what was said. Holds one line or one message at most. */
export class Parser {
  readonly #payloadBytesMax: number;
  #line: Buffer = Buffer.alloc(0);
  #pending: Pending | undefined;
  #parts: Uint8Array[] = [];
  #held = 0;
  #missing = 0;
  #isLost = false;

  constructor(payloadBytesMax: number) {
    this.#payloadBytesMax = payloadBytesMax;
  }

  push(bytes: Uint8Array): readonly Said[] {
    const out: Said[] = [];
    let rest = bytes;
    while (rest.length > 0 && !this.#isLost) rest = this.#pending ? this.#payload(rest, out) : this.#control(rest, out);
    return out;
  }

  #control(bytes: Uint8Array, out: Said[]): Uint8Array {
    const end = bytes.indexOf(0x0a);
    this.#line = Buffer.concat([this.#line, end < 0 ? bytes : bytes.subarray(0, end)]);
    if (this.#line.length > lineBytesMax) return this.#lose(out);
    if (end < 0) return bytes.subarray(bytes.length);
    const line = this.#line.toString("utf8").replace(/\r$/, "");
    this.#line = Buffer.alloc(0);
    const said = this.#understood(line);
    if (said === undefined) return this.#lose(out);
    if (said !== "message") out.push(said);
    return bytes.subarray(end + 1);
  }

  #understood(line: string): Said | "message" | undefined {
    const [word = "", ...rest] = line.split(/[ \t]+/);
    const text = line.slice(word.length).trim();
    switch (word.toUpperCase()) {
      case "INFO":
        return { op: "info", json: text };
      case "PING":
        return { op: "ping" };
      case "PONG":
        return { op: "pong" };
      case "+OK":
        return { op: "ok" };
      case "-ERR":
        return { op: "error", text: text.replace(/^'|'$/g, "").slice(0, 512) };
      case "MSG":
        return this.#begin(rest, 0);
      case "HMSG":
        return this.#begin(rest.toSpliced(-2, 1), Number(rest.at(-2)));
      default:
        return line.trim() === "" ? { op: "ok" } : undefined;
    }
  }

  /** `MSG subject sid [reply] length`, the length of headers taken out. */
  #begin(words: readonly string[], headersLength: number): "message" | undefined {
    const total = Number(words.at(-1));
    const isRight = (words.length === 3 || words.length === 4) && Number.isInteger(total) && total >= 0 && total <= messageBytesMax;
    if (!isRight || !Number.isInteger(headersLength) || headersLength < 0 || headersLength > Math.min(total, headersBytesMax))
      return undefined;
    this.#pending = { subject: words[0]!, reply: words.length === 4 ? words[2] : undefined, headersLength, total };
    // The line break after it belongs to it.
    this.#missing = total + 2;
    return "message";
  }

  #payload(bytes: Uint8Array, out: Said[]): Uint8Array {
    const own = bytes.subarray(0, this.#missing);
    this.#missing -= own.length;
    const pending = this.#pending!;
    const room = Math.min(pending.total, pending.headersLength + this.#payloadBytesMax) - this.#held;
    if (room > 0) {
      this.#parts.push(own.subarray(0, room));
      this.#held += Math.min(room, own.length);
    }
    if (this.#missing === 0) {
      const whole = Buffer.concat(this.#parts);
      const { subject, reply, headersLength, total } = pending;
      const headers = headersLength > 0 ? whole.toString("utf8", 0, headersLength) : undefined;
      out.push({
        op: "message",
        message: { subject, reply, headers, payload: whole.subarray(headersLength), length: total - headersLength },
      });
      this.#parts = [];
      this.#held = 0;
      this.#pending = undefined;
    }
    return bytes.subarray(own.length);
  }

  #lose(out: Said[]): Uint8Array {
    this.#isLost = true;
    out.push({ op: "nonsense" });
    return Buffer.alloc(0);
  }
}
