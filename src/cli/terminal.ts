/** Where a command reads and writes: results go to `out`, progress and errors to `err`. */
export type Terminal = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Replaces the last line of an interactive terminal by another; "" leaves it empty. */
  readonly redraw: (line: string) => void;
  readonly input: AsyncIterable<Uint8Array | string>;
  /** Reads a line from the keyboard without showing it; absent where nobody sits there. Undefined when the person gives up. */
  readonly hiddenLine?: () => Promise<string | undefined>;
  readonly isInteractive: boolean;
  readonly colour: boolean;
  readonly columns: number;
};

/** The two streams that a terminal is made of, before anything is kept from them. */
export type Streams = Omit<Terminal, "redraw">;

const codes = { red: 31, green: 32, yellow: 33, blue: 34, dim: 2, bold: 1 } as const;

/** Text in a colour, where colour is wanted. What comes from outside is made harmless here, before our own codes surround it. */
export function paint(terminal: Pick<Terminal, "colour">, colour: keyof typeof codes, text: string): string {
  return terminal.colour ? `\u001b[${codes[colour]}m${harmless(text)}\u001b[0m` : text;
}

/**
 * A terminal to which nothing from outside can talk: every control character but the end of a line, and every mark that turns the direction of text,
 * is written out as `\u001b`. Inside JSON that is the same character, escaped. Only where colour is wanted do the codes of `paint` pass.
 */
export function guardedTerminal(streams: Streams): Terminal {
  const clean = streams.colour ? harmlessAroundColours : harmless;
  return {
    ...streams,
    out: (text) => streams.out(clean(text)),
    err: (text) => streams.err(clean(text)),
    redraw: (line) => streams.err(`\r\u001b[2K${clean(line).replaceAll("\n", " ")}`),
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be made visible.
const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const ownCode = new RegExp(`(\\u001b\\[(?:${[0, ...Object.values(codes)].join("|")})m)`);

/** What of a text could speak to a terminal, written out. */
export function harmless(text: string): string {
  return text.replace(controls, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function harmlessAroundColours(text: string): string {
  // A split by a group in brackets gives text and code in turns.
  return text
    .split(ownCode)
    .map((part, index) => (index % 2 === 1 ? part : harmless(part)))
    .join("");
}
