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
export function openFramer({ framing, messageBytesMax }: { readonly framing: Framing; readonly messageBytesMax: number }): Framer {
  let mode: Mode = "start";
  let parts: Uint8Array[] = [];
  let held = 0;
  /** Of the message under way by length: bytes that are still to come. */
  let missing = 0;
  let head = Buffer.alloc(0);

  const hold = (bytes: Uint8Array) => {
    parts.push(bytes);
    held += bytes.length;
  };
  const letGo = () => {
    const whole = Buffer.concat(parts);
    parts = [];
    held = 0;
    return whole;
  };
  const tooLarge = (): Framed => ({ kind: "too-large", bytes: letGo().subarray(0, shownBytesMax) });

  /** Decides how the next message is framed; the bytes that belong to it stay in `head`. Undefined while that cannot be said yet. */
  const start = (): Mode | undefined => {
    if (framing === "lines") return "line";
    const known = lengthIn(head, framing);
    if (known === "unsure") return undefined;
    if (known === "none") {
      if (framing === "auto") return "line";
      hold(head);
      return "lost";
    }
    head = head.subarray(known.from);
    missing = known.length;
    return known.length > messageBytesMax ? "skip-message" : "message";
  };

  /** Takes from `bytes` what belongs to the message under way; gives the rest. */
  const step = (bytes: Uint8Array, out: Framed[]): Uint8Array => {
    switch (mode) {
      case "start": {
        head = Buffer.concat([head, bytes]);
        // Line breaks between messages, or after a counted one, are nobody's.
        let at = 0;
        while (head[at] === lineBreak || head[at] === 0x0d || head[at] === 0) at++;
        head = head.subarray(at);
        if (head.length === 0) return head;
        const next = start();
        if (!next) return Buffer.alloc(0);
        const rest = head;
        head = Buffer.alloc(0);
        mode = next;
        if (next === "lost") out.push({ kind: "lost", bytes: letGo().subarray(0, shownBytesMax) });
        return next === "lost" ? Buffer.alloc(0) : rest;
      }
      case "message":
      case "skip-message": {
        const own = bytes.subarray(0, missing);
        missing -= own.length;
        if (mode === "message" || held < shownBytesMax) hold(own.subarray(0, mode === "message" ? own.length : shownBytesMax));
        if (missing === 0) {
          out.push(mode === "message" ? { kind: "message", bytes: inOneLine(letGo()) } : tooLarge());
          mode = "start";
        }
        return bytes.subarray(own.length);
      }
      case "line":
      case "skip-line": {
        const found = bytes.indexOf(lineBreak);
        const own = found < 0 ? bytes : bytes.subarray(0, found);
        if (mode === "line") hold(own);
        if (mode === "line" && held > messageBytesMax) {
          out.push(tooLarge());
          mode = "skip-line";
        }
        if (found < 0) return Buffer.alloc(0);
        if (mode === "line") out.push({ kind: "message", bytes: inOneLine(letGo()) });
        mode = "start";
        return bytes.subarray(found + 1);
      }
      case "lost":
        return Buffer.alloc(0);
    }
  };

  return {
    push(bytes) {
      const out: Framed[] = [];
      let rest: Uint8Array = bytes;
      while (rest.length > 0) rest = step(rest, out);
      return out.filter(({ bytes }) => bytes.length > 0);
    },
    end() {
      if (head.length > 0) hold(head);
      head = Buffer.alloc(0);
      // A last line without its break is a line; of a counted message only a part came, and a part is better than nothing.
      const isWhole = mode === "line" || mode === "start" || mode === "message";
      const bytes = inOneLine(letGo());
      mode = "lost";
      return isWhole && bytes.length > 0 ? [{ kind: "message", bytes }] : [];
    },
  };
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
