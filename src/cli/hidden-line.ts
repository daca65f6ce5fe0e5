/** A terminal's keyboard, as Node gives it. */
export type Keyboard = {
  readonly setRawMode: (raw: boolean) => unknown;
  readonly resume: () => unknown;
  readonly pause: () => unknown;
  readonly on: (event: "data", heard: (bytes: Uint8Array) => void) => unknown;
  readonly off: (event: "data", heard: (bytes: Uint8Array) => void) => unknown;
};

const lineBytesMax = 65_536;
const [endOfText, endOfInput, backspace, lineFeed, carriageReturn, del] = [0x03, 0x04, 0x08, 0x0a, 0x0d, 0x7f];

/** Reads one line from a keyboard without showing it. Undefined when the person gives up (Ctrl-C), or writes more than any secret holds. */
export function hiddenLine(keyboard: Keyboard): Promise<string | undefined> {
  return new Promise((settle) => {
    let bytes: number[] = [];
    const end = (line: string | undefined) => {
      keyboard.off("data", hear);
      keyboard.setRawMode(false);
      keyboard.pause();
      settle(line);
    };
    const hear = (heard: Uint8Array) => {
      for (const byte of heard) {
        if (byte === endOfText || bytes.length > lineBytesMax) return end(undefined);
        if (byte === lineFeed || byte === carriageReturn || byte === endOfInput) return end(Buffer.from(bytes).toString("utf8"));
        if (byte === backspace || byte === del) bytes = withoutLast(bytes);
        else bytes.push(byte);
      }
    };
    keyboard.setRawMode(true);
    keyboard.on("data", hear);
    keyboard.resume();
  });
}

/** One character less: a character of UTF-8 ends with every byte that begins none. */
function withoutLast(bytes: readonly number[]): number[] {
  let end = bytes.length - 1;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.slice(0, Math.max(0, end));
}
