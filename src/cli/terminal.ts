/** Where a command reads and writes: results go to `out`, progress and errors to `err`. */
export type Terminal = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly input: AsyncIterable<Uint8Array | string>;
  readonly isInteractive: boolean;
  readonly colour: boolean;
  readonly columns: number;
};

const codes = { red: 31, green: 32, yellow: 33, blue: 34, dim: 2, bold: 1 } as const;

/** Text in a colour, where colour is wanted. */
export function paint(terminal: Pick<Terminal, "colour">, colour: keyof typeof codes, text: string): string {
  return terminal.colour ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;
}
