import { badOption, type Command, readOptions } from "./command.ts";
import { checkConnector } from "./connector-check.ts";
import { listConnectors } from "./connector-list.ts";
import { readNamed } from "./connector-named.ts";
import { pinConnector } from "./connector-pin.ts";

/** `watchkeeper connector list|check|pin`: what can be connected, what is configured here, whether it answers, and what of a stranger's tools changed. */
export const connector: Command = {
  name: "connector",
  summary: "the products that can be connected: list them, check that one answers, pin the tools of one",
  usage: `watchkeeper connector list [--config FILE] [--orders FILE] [--data-dir DIR] [--json]
watchkeeper connector check NAME [--config FILE] [--orders FILE] [--data-dir DIR] [--json]
watchkeeper connector pin NAME [--config FILE] [--data-dir DIR] [--json]

  list           every product that Watchkeeper knows: what it serves or does, and whether it was proven on the real product or on a double
  check          asks one product whether it answers and takes our credentials; changes nothing
  pin            shows how the tools of an MCP server stand, with the lines that allow them as they are now; writes nothing

  --config FILE  watchkeeper.yaml: which connectors are configured here
  --orders FILE  the standing orders (containment.yaml): which effectors are configured here
  --data-dir DIR both of them, where they are in this data folder
  --json         print the outcome as JSON
  The exit status of check is 0 when it answers, 2 when settings, secret or credentials are wrong, 3 when it does not answer.
  The exit status of pin is 2 when a tool that was allowed changed, or is gone.`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, {
      orders: { type: "string" },
      config: { type: "string" },
      "data-dir": { type: "string" },
      json: { type: "boolean", default: false },
    });
    const [what, name, ...more] = positionals;
    const given = { system, terminal, json: values.json, signal };
    if (what === "list" && name === undefined) return listConnectors(await readNamed(system, values), given);
    if (what !== "check" && what !== "pin") throw badOption(`connector takes "list", "check" or "pin", not "${(what ?? "").slice(0, 80)}"`);
    const isPlaced = values.orders !== undefined || values.config !== undefined || values["data-dir"] !== undefined;
    if (name === undefined || more.length > 0 || !isPlaced)
      throw badOption(`connector ${what} takes one NAME, and --config FILE, --orders FILE or --data-dir DIR that configures it`);
    const named = await readNamed(system, values);
    return what === "check" ? checkConnector(named, name, given) : pinConnector(named, name, given);
  },
};
