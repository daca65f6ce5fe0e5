import { join, relative } from "node:path";
import type { Published } from "../server/server.ts";
import { reportHtml } from "../stages/report/index.ts";
import { badOption, type Command, readOptions } from "./command.ts";
import { investigateInputs, loadKit } from "./investigation.ts";
import { openProgress } from "./progress.ts";
import { openResultFolder } from "./result-folder.ts";
import { readPort, startServer, stopped } from "./serve.ts";
import { caseLine } from "./summary.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const options = { port: { type: "string" }, out: { type: "string" }, exit: { type: "boolean", default: false } } as const;

/** `watchkeeper demo`: a recorded day of a company is played through the product; what it concludes stays on the server. */
export const demo: Command = {
  name: "demo",
  summary: "play a recorded attack through the product, and print where to look",
  usage: `watchkeeper demo [--port N] [--out DIR] [--exit]

  --port N    the loopback port of the console (default 8420; 0 takes a free one)
  --out DIR   also keep the reports here, and the recording that they cite
  --exit      end after the investigation instead of serving until Ctrl-C`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, options);
    if (positionals.length > 0) throw badOption(`demo takes no path, but got "${(positionals[0] ?? "").slice(0, 80)}"`);
    const port = readPort(values.port);
    const temporary = await system.temporaryFolder();
    let published: Published | undefined;
    let server: Awaited<ReturnType<typeof startServer>> | undefined;
    try {
      server = await startServer({ port, system, published: () => published });
      terminal.err(`playing one day of a company through the product; the report will be at ${server.url}\n`);
      published = await play(values.out ?? temporary.path, values.out, system, terminal, signal);
      const { cases } = published.assessment;
      for (const each of cases) terminal.out(`${caseLine(each)}\n`);
      const escalated = cases.filter((each) => each.escalated).length;
      terminal.out(`demo finished: ${cases.length} cases, ${escalated} escalated; console at ${server.url}\n`);
      if (!values.exit) await stopped(signal);
      return 0;
    } finally {
      await server?.close();
      await temporary.remove();
    }
  },
};

/**
 * Writes the recording, investigates it, and gives what the server shows. The database is thrown away, the assessment is kept; its paths begin at the
 * folder, so that they are the same in every run and hold beside kept reports.
 */
async function play(folder: string, out: string | undefined, system: System, terminal: Terminal, signal: AbortSignal): Promise<Published> {
  const progress = openProgress(terminal, system.clock);
  const scenario = await system.demoScenario(join(folder, "office-day"));
  const [kit, store] = await Promise.all([
    loadKit(system, { rules: [], builtin: true, inventory: scenario.inventory, indicators: scenario.indicators }),
    system.openStore({ ephemeral: true }),
  ]);
  try {
    const found = await system.findInputs(scenario.evidence);
    const inputs = found.inputs.map((input) => ({ ...input, path: relative(folder, input.path) }));
    const { assessment } = await investigateInputs({ inputs, worldName: "demo", store, kit, system, progress, signal });
    progress.clear();
    if (out !== undefined) await (await openResultFolder(out)).writeAll(assessment, system.catalogue());
    return { assessment, reportHtml: reportHtml(assessment, system.catalogue()) };
  } finally {
    await store.close();
  }
}
