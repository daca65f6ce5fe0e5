import { inline } from "../core/report/inline.ts";
import type { Mistake, ReadConfiguration } from "../ports/configuration.ts";
import { badOption, type Command, type ExitStatus, readOptions } from "./command.ts";
import type { System } from "./system.ts";
import { paint, type Terminal } from "./terminal.ts";

const options = {
  config: { type: "string" },
  "data-dir": { type: "string" },
  connect: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;
type Values = { readonly config?: string; readonly "data-dir"?: string; readonly connect: boolean; readonly json: boolean };

/** `watchkeeper config check|schema`: what is wrong with the configuration, all of it at once, and what may stand in one. */
export const config: Command = {
  name: "config",
  summary: "check watchkeeper.yaml and everything that it names; print its schema",
  usage: `watchkeeper config check [FILE | --data-dir DIR] [--connect] [--json]
watchkeeper config schema

  check           reads the configuration and opens everything that it names: connectors, secrets, inventory, rules, orders. Sends nothing
  FILE            the configuration (default: watchkeeper.yaml in --data-dir, else in this folder); --config FILE is the same
  --connect       then asks each product whether it answers and our rights suffice; changes nothing there
  schema          the JSON Schema of watchkeeper.yaml, for an editor
  Settings of the sections server, watch, retention, logs, telemetry and limits can be said by variables: WATCHKEEPER_LOGS_LEVEL=debug
  The exit status is 2 when something is wrong, with path:line:column for each mistake, and 3 when only a product does not answer.`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, options);
    const [what, file, extra] = positionals;
    if (what === "schema" && file === undefined) {
      terminal.out(`${JSON.stringify(await system.service.configurationSchema(), undefined, 2)}\n`);
      return 0;
    }
    if (what !== "check") throw badOption(`config takes "check" or "schema", not "${(what ?? "").slice(0, 80)}"`);
    if (extra !== undefined || (file !== undefined && values.config !== undefined)) throw badOption("config check takes one FILE");
    return check({ ...values, ...(file !== undefined && { config: file }) }, system, terminal, signal);
  },
};

async function check(values: Values, system: System, terminal: Terminal, signal: AbortSignal): Promise<ExitStatus> {
  const read = await system.service.inspect(await system.service.readConfiguration(values.config, values["data-dir"]));
  const path = read.path ?? "watchkeeper.yaml";
  for (const mistake of read.mistakes)
    terminal.out(values.json ? `${JSON.stringify({ path, ...mistake })}\n` : `${lineOf(path, mistake)}\n`);
  if (read.mistakes.length > 0) return 2;
  if (!values.json)
    terminal.err(`${read.path === undefined ? "no watchkeeper.yaml: everything by default" : `${path}: the file is right`}\n`);
  return values.connect ? connect(read, values, { system, terminal, signal }) : 0;
}

type Doing = { readonly system: System; readonly terminal: Terminal; readonly signal: AbortSignal };

async function connect(read: ReadConfiguration, { json }: Values, { system, terminal, signal }: Doing): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  for await (const looked of system.service.connect(read, signal)) {
    const { tenant, name, ok, says, remedy, code } = looked;
    if (!ok && status === 0) status = 3;
    if (!ok && code !== undefined && isOurs(code)) status = 2;
    if (json) terminal.out(`${JSON.stringify(looked)}\n`);
    else {
      const whose = tenant === "default" ? name : `${tenant}/${name}`;
      terminal.out(`${ok ? paint(terminal, "green", "✓") : paint(terminal, "red", "!")} ${whose}: ${inline(says, 400)}\n`);
      if (remedy !== undefined) terminal.out(`  What to do: ${inline(remedy, 400)}\n`);
    }
  }
  return status;
}

/** Codes that say: what we were told is wrong, not how the product feels today. */
const isOurs = (code: string) => /^connector\/(?:bad-settings|bad-secret|unknown-product|credentials)$|^secret\//.test(code);

/** As compilers print it, so that an editor finds the place; a variable has none. */
export function lineOf(path: string, { line, column, where, says }: Mistake): string {
  const place = line > 0 ? `${inline(path, 4_096)}:${line}:${column}: ` : "";
  return `${place}${where === "" ? "" : `${inline(where, 400)}: `}${inline(says, 1_000)}`;
}
