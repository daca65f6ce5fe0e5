import { SocError } from "../core/soc-error.ts";
import { badOption, type Command, type ExitStatus, readOptions } from "./command.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const secretBytesMax = 65_536;
const nameShape = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** `watchkeeper secret key|seal`: secrets that may stand in watchkeeper.yaml, and the key that opens them. */
export const secret: Command = {
  name: "secret",
  summary: "seal the secrets of connectors, so that the configuration may be kept and shared",
  usage: `watchkeeper secret key FILE
watchkeeper secret seal CONNECTOR SECRET [--key-file FILE] [--tenant NAME]

  key            makes a key for sealed secrets in a new file that its owner alone may read; keep it apart from the configuration
  seal           reads a secret from standard input, or from the keyboard without showing it, and prints the line for watchkeeper.yaml

  --key-file FILE  the key that \`secret key\` made; the variable WATCHKEEPER_SEALING_KEY otherwise
  --tenant NAME    the tenant whose connector it is ("default")
  A sealed secret opens for this connector and this name alone. A secret is never taken from the command line, where others would see it.`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, { "key-file": { type: "string" }, tenant: { type: "string", default: "default" } });
    const [what, ...names] = positionals;
    const [first, second] = names;
    if (what === "key" && first !== undefined && names.length === 1) return makeKey(system, terminal, first);
    if (what === "seal" && first !== undefined && second !== undefined && names.length === 2) {
      for (const name of [first, second, values.tenant])
        if (!nameShape.test(name)) throw badOption("a name takes lower-case letters, digits and -");
      const sealer = await system.secrets.sealer(values["key-file"]);
      const text = await readSecret(first, second, terminal, signal);
      terminal.out(`${second}: { sealed: "${sealer.seal(text, system.secrets.purposeOf(first, second, values.tenant))}" }\n`);
      return 0;
    }
    throw badOption('secret takes "key FILE", or "seal CONNECTOR SECRET"');
  },
};

async function makeKey(system: System, terminal: Terminal, path: string): Promise<ExitStatus> {
  await system.secrets.makeKey(path);
  terminal.err(`a key for sealed secrets is in ${path}; keep a copy of it apart: without it no sealed secret opens\n`);
  return 0;
}

/** One line, from the keyboard unseen or from a pipe. */
async function readSecret(connector: string, name: string, terminal: Terminal, signal: AbortSignal): Promise<string> {
  let text: string | undefined;
  if (terminal.hiddenLine) {
    terminal.err(`${name} of ${connector} (it is not shown): `);
    text = await terminal.hiddenLine();
    terminal.err("\n");
  } else text = await piped(terminal, signal);
  const line = text?.replace(/\r?\n$/, "");
  if (line === undefined || line === "") throw badSecret("nothing was given");
  if (Buffer.byteLength(line) > secretBytesMax || /\p{Cc}/u.test(line)) throw badSecret("it holds more than one line of text");
  return line;
}

async function piped(terminal: Terminal, signal: AbortSignal): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of terminal.input) {
    if (signal.aborted) break;
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > secretBytesMax + 2) throw badSecret("it is larger than any secret");
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString("utf8");
}

const badSecret = (why: string) =>
  new SocError({
    code: "connector/bad-secret",
    problem: `the secret cannot be sealed: ${why}`,
    remedy: "give one line of text",
    retry: "never",
  });
