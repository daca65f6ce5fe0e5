import { SocError } from "../core/soc-error.ts";
import { formatVerifierKey, parseVerifierKey, type VerifierKey, verifierKeyOf } from "../core/transparency/verifier-key.ts";
import { openWitness, type WitnessReply } from "../engine/witness/open-witness.ts";
import { witnessedLogsMax } from "../ports/witness-store.ts";
import { badOption, type Command, readOptions } from "./command.ts";
import { portTaken, readPort, stopped } from "./serve.ts";

const defaultPort = "8421";
const options = {
  state: { type: "string" },
  name: { type: "string" },
  log: { type: "string", multiple: true, default: [] as string[] },
  port: { type: "string", default: defaultPort },
  host: { type: "string", default: "127.0.0.1" },
  key: { type: "boolean", default: false },
} as const;

/** `watchkeeper witness`: a second machine's memory of how far each log had grown. */
export const witness: Command = {
  name: "witness",
  summary: "cosign the checkpoints of other watchkeepers, as long as their records only grow",
  usage: `watchkeeper witness --state DIR --log KEY… [--name NAME] [--host ADDRESS] [--port N]
       watchkeeper witness --state DIR --key

  --state DIR      where it keeps its key and the last checkpoint of each log; lose it, and the witness must be retired
  --name NAME      needed at the first start: who this witness is, such as witness.example.org/one
  --log KEY        the verifier key of a log that it watches, as "watchkeeper journal checkpoint" prints it (repeatable)
  --host ADDRESS   the address to listen on (default 127.0.0.1: a witness on the same machine protects against little)
  --port N         the port (default ${defaultPort}; 0 takes a free one)
  --key            print the witness's own verifier key and stop; works while it runs
  It speaks plain HTTP: what it is sent and what it answers is signed in itself (c2sp.org/tlog-witness).`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, options);
    if (positionals.length > 0) throw badOption(`witness takes no path, but got "${(positionals[0] ?? "").slice(0, 80)}"`);
    if (values.state === undefined) throw badOption("--state DIR is missing");
    const logs = readLogs(values.log);
    if (logs.length === 0 && !values.key) throw badOption("--log KEY is missing: a witness cosigns only logs that it knows");
    const known = values.key ? system.readWitnessKey(values.state) : undefined;
    if (known) {
      if (values.name !== undefined && values.name !== known.name)
        throw badOption(`this witness was begun as "${known.name}", not as that`);
      terminal.out(`${formatVerifierKey(verifierKeyOf(known, "cosignature"))}\n`);
      return 0;
    }
    const port = readPort(values.port);
    const store = system.openWitnessStore(values.state, values.name);
    try {
      terminal.out(`${formatVerifierKey(verifierKeyOf(store.key, "cosignature"))}\n`);
      if (values.key) return 0;
      const { buildWitnessServer } = await import("../server/witness.ts");
      const server = buildWitnessServer(openWitness(store, logs, system.clock), (reply) => terminal.err(`${lineOf(reply)}\n`));
      const url = await server.listen({ host: values.host, port }).catch((cause: unknown) => {
        throw portTaken(port, cause);
      });
      terminal.err(`witness of ${logs.map(({ name }) => `"${name}"`).join(", ")} at ${url}\n`);
      await stopped(signal);
      await server.close();
      terminal.err("stopped\n");
      return 0;
    } finally {
      store.close();
    }
  },
};

function readLogs(given: readonly string[]): readonly VerifierKey[] {
  if (given.length > witnessedLogsMax) throw badOption(`a witness watches at most ${witnessedLogsMax} logs`);
  const logs = given.map(readLog);
  const other = logs.find(({ use }) => use !== "note");
  if (other) throw badOption(`the key of "${other.name.slice(0, 80)}" is that of a witness, not of a log`);
  return logs;
}

function readLog(given: string): VerifierKey {
  try {
    return parseVerifierKey(given);
  } catch (error) {
    throw error instanceof SocError ? badOption(`--log: ${error.problem}`) : error;
  }
}

const refusals = {
  malformed: "refused: the request cannot be read",
  "unknown-log": "refused: a log that is not watched",
  "not-signed": "refused: not signed by the log's key",
  "older-above-newer": "refused: the old size is above the new one",
  "other-size": "asked again: the log thought this witness stood elsewhere",
  "other-root": "REFUSED: THE LOG'S KEY SIGNED TWO HISTORIES OF ONE SIZE; both checkpoints are kept under conflicts",
  inconsistent: "REFUSED: a checkpoint came without proof that it grew from the last one; both are kept under conflicts",
} as const;

function lineOf(reply: WitnessReply): string {
  if (reply.type === "cosigned") return `cosigned "${reply.origin}" at ${reply.size}`;
  return reply.type === "broken"
    ? "BROKEN: the folder cannot be written; nothing is cosigned until the next start"
    : refusals[reply.because];
}
