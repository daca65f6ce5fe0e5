import type { Assessment } from "../core/assessment/assessment.ts";
import { badOption, type Command, readOptions } from "./command.ts";
import { openProgress } from "./progress.ts";
import { openResultFolder } from "./result-folder.ts";
import { readPort } from "./serve.ts";
import { caseLine } from "./summary.ts";
import type { Terminal } from "./terminal.ts";

const options = { port: { type: "string" }, out: { type: "string" }, exit: { type: "boolean", default: false } } as const;

/** `watchkeeper demo`: a recorded day of a company is handed to the service as its sources would have; what it concludes can be worked on in the console. */
export const demo: Command = {
  name: "demo",
  summary: "the service on a throw-away database, with a recorded attack played into it",
  usage: `watchkeeper demo [--port N] [--out DIR] [--exit]

  --port N    the loopback port of the console (default 8420; 0 takes a free one); it is opened as http://localhost:N, a name, so that passkeys work
  --out DIR   also keep the reports here, and the recording that they cite
  --exit      end after the investigation instead of serving until Ctrl-C
  Everybody who opens the console on this machine is signed in as "demo", who may triage, respond and lead. Nothing is connected: what is approved waits.
  The agent closes what two made-up people granted it to close (GET /api/v1/autonomy); after an installation it works in shadow mode and closes nothing.`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, options);
    if (positionals.length > 0) throw badOption(`demo takes no path, but got "${(positionals[0] ?? "").slice(0, 80)}"`);
    const port = values.port === undefined ? undefined : readPort(values.port);
    const out = values.out === undefined ? undefined : await openResultFolder(values.out);
    const progress = openProgress(terminal, system.clock);
    const over = new AbortController();
    await system.service.demo(
      { port, folder: values.out },
      {
        out: () => {},
        err: () => {},
        serves: (url) => terminal.err(`playing one day of a company through the product; watch it at ${url}\n`),
        granted: (classes) =>
          terminal.err(
            `two made-up people granted the agent to close ${classes} classes of alerts by itself, out of cases made up like them; a new installation has no grants, and closes nothing\n`,
          ),
        step: (read, of) => progress.step(read < of ? "read" : "investigate", read, of),
        async settled(assessment, url) {
          progress.clear();
          await out?.writeAll(assessment, system.catalogue());
          say(assessment, url, terminal);
          if (values.exit) over.abort();
        },
      },
      AbortSignal.any([signal, over.signal]),
    );
    return 0;
  },
};

/** The lines that the contract promises. */
function say({ cases }: Assessment, url: string, terminal: Terminal): void {
  for (const each of cases) terminal.out(`${caseLine(each)}\n`);
  const escalated = cases.filter((each) => each.escalated).length;
  terminal.out(`demo finished: ${cases.length} cases, ${escalated} escalated; console at ${url}\n`);
}
