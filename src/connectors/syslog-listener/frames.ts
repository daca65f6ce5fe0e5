/** How messages are told apart within a connection (RFC 6587): by their length in front, by line breaks, or by a look at each. */
export type Framing = "auto" | "octets" | "lines";

/** One message, or what could not be taken as one. */
export type Framed =
  | { readonly kind: "message"; readonly bytes: Uint8Array }
  /** `bytes` is its beginning. */
  | { readonly kind: "too-large"; readonly bytes: Uint8Array }
  /** Nothing after this can be told apart: the connection is to be ended. */
  | { readonly kind: "lost"; readonly bytes: Uint8Array };

/** Takes a connection's bytes in pieces of any size; gives each message once it is whole. Holds at most one message. */
export type Framer = { readonly push: (bytes: Uint8Array) => readonly Framed[]; readonly end: () => readonly Framed[] };

/** Digits of a length; what announces more is nonsense. */
const lengthDigitsMax = 8;
const shownBytesMax = 1_024;
const lineBreak = 0x0a;
const lessThan = 0x3c;
const space = 0x20;

type Mode = "start" | "message" | "skip-message" | "line" | "skip-line" | "lost";

/** Opens a framer for one connection. */
export function openFramer(order: { readonly framing: Framing; readonly messageBytesMax: number }): Framer {
  return new Connection(order.framing, order.messageBytesMax);
}

const nothing = Buffer.alloc(0);

/** What was heard of one connection and not yet told apart. */
class Connection implements Framer {
  readonly #framing: Framing;
  readonly #messageBytesMax: number;
  #mode: Mode = "start";
  /** Of the message under way. */
  #parts: Uint8Array[] = [];
  #held = 0;
  /** Of a message by length: bytes that are still to come. */
  #missing = 0;
  /** Bytes of which it is not known yet how they are framed; a few at most. */
  #head: Buffer = nothing;
  #out: Framed[] = [];

  constructor(framing: Framing, messageBytesMax: number) {
    this.#framing = framing;
    this.#messageBytesMax = messageBytesMax;
  }

  push(bytes: Uint8Array): readonly Framed[] {
    this.#out = [];
    let rest = bytes;
    while (rest.length > 0) rest = this.#step(rest);
    return this.#out.filter((framed) => framed.bytes.length > 0);
  }

  end(): readonly Framed[] {
    this.#hold(this.#head);
    this.#head = nothing;
    // A last line without its break is a line; of a counted message only a part came, and a part is better than nothing.
    const isKept = this.#mode === "line" || this.#mode === "start" || this.#mode === "message";
    const bytes = inOneLine(this.#release());
    this.#mode = "lost";
    return isKept && bytes.length > 0 ? [{ kind: "message", bytes }] : [];
  }

  /** Takes what belongs to the message under way; gives the rest. */
  #step(bytes: Uint8Array): Uint8Array {
    if (this.#mode === "start") return this.#begin(bytes);
    if (this.#mode === "message" || this.#mode === "skip-message") return this.#counted(bytes);
    if (this.#mode === "line" || this.#mode === "skip-line") return this.#upToBreak(bytes);
    return nothing;
  }

  #begin(bytes: Uint8Array): Uint8Array {
    let head = Buffer.concat([this.#head, bytes]);
    // Line breaks between messages, or after a counted one, are nobody's.
    let at = 0;
    while (head[at] === lineBreak || head[at] === 0x0d || head[at] === 0) at++;
    head = head.subarray(at);
    this.#head = nothing;
    const known = this.#framing === "lines" ? "none" : lengthIn(head, this.#framing);
    if (head.length === 0 || known === "unsure") {
      this.#head = head;
      return nothing;
    }
    if (known === "none") {
      this.#mode = this.#framing === "octets" ? "lost" : "line";
      if (this.#mode === "line") return head;
      this.#out.push({ kind: "lost", bytes: head.subarray(0, shownBytesMax) });
      return nothing;
    }
    this.#missing = known.length;
    this.#mode = known.length > this.#messageBytesMax ? "skip-message" : "message";
    return head.subarray(known.from);
  }

  #counted(bytes: Uint8Array): Uint8Array {
    const own = bytes.subarray(0, this.#missing);
    const isKept = this.#mode === "message";
    this.#missing -= own.length;
    if (isKept || this.#held < shownBytesMax) this.#hold(isKept ? own : own.subarray(0, shownBytesMax));
    if (this.#missing === 0) {
      this.#out.push(isKept ? { kind: "message", bytes: inOneLine(this.#release()) } : this.#tooLarge());
      this.#mode = "start";
    }
    return bytes.subarray(own.length);
  }

  #upToBreak(bytes: Uint8Array): Uint8Array {
    const found = bytes.indexOf(lineBreak);
    if (this.#mode === "line") this.#hold(found < 0 ? bytes : bytes.subarray(0, found));
    if (this.#held > this.#messageBytesMax) {
      this.#out.push(this.#tooLarge());
      this.#mode = "skip-line";
    }
    if (found < 0) return nothing;
    if (this.#mode === "line") this.#out.push({ kind: "message", bytes: inOneLine(this.#release()) });
    this.#mode = "start";
    return bytes.subarray(found + 1);
  }

  #hold(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#held += bytes.length;
  }

  #release(): Buffer {
    const whole = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#held = 0;
    return whole;
  }

  #tooLarge(): Framed {
    return { kind: "too-large", bytes: this.#release().subarray(0, shownBytesMax) };
  }
}

/** The length in front of a message: digits, a space, and by RFC 6587 the message's own `<`. */
function lengthIn(head: Buffer, framing: Framing): { readonly from: number; readonly length: number } | "none" | "unsure" {
  let digits = 0;
  while (digits < head.length && digits <= lengthDigitsMax && head[digits]! >= 0x30 && head[digits]! <= 0x39) digits++;
  if (digits === 0 || head[0] === 0x30 || digits > lengthDigitsMax) return "none";
  if (digits === head.length) return "unsure";
  if (head[digits] !== space) return "none";
  if (framing === "auto") {
    if (head.length === digits + 1) return "unsure";
    if (head[digits + 1] !== lessThan) return "none";
  }
  return { from: digits + 1, length: Number(head.toString("latin1", 0, digits)) };
}

/** A message without what ends it. Line breaks within it are written `#012`, as collectors do: a record is one line. */
function inOneLine(bytes: Buffer): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === lineBreak || bytes[end - 1] === 0x0d || bytes[end - 1] === 0)) end--;
  const message = bytes.subarray(0, end);
  if (!message.includes(lineBreak)) return message;
  return Buffer.from(message.toString("latin1").replace(/\r?\n/g, "#012"), "latin1");
}
