import { stat } from "node:fs/promises";
import { isPerson, type Person } from "../core/person/person.ts";
import { stopContainment } from "../engine/containment-stop.ts";
import { badOption, type Command, readOptions } from "./command.ts";
import { folderOf, reasonIn } from "./contain-options.ts";
import { named, said, statusWords } from "./contain-text.ts";
import { noRecord, openKeptStore } from "./journal.ts";
import type { OpenStore, System } from "./system.ts";

const options = {
  "data-dir": { type: "string" },
  effector: { type: "string" },
  because: { type: "string" },
  as: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** `watchkeeper stop`: no containment begins any more, here and in every other process. Anyone may stop; two admins resume. */
export const stop: Command = {
  name: "stop",
  summary: "stop containment at once, everywhere; works without the database",
  usage: `watchkeeper stop --because TEXT [--effector NAME] [--as NAME]

  --because TEXT   why, for whoever reads it later
  --effector NAME  only what this effector does; needs the database
  --as NAME        who says so; nobody has to prove it
  --data-dir DIR   the data folder of the installation (or DATABASE_URL)
  --json           print the outcome as JSON

  Writes the file STOP into the data folder first, which every process that carries out looks at before each call,
  then records the stop. You may also make that file yourself: touch DATA-DIR/STOP.
  What was under way is listed: a stop cannot take back a call that has left. Resuming takes two admins.`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, options);
    if (positionals.length > 0) throw badOption(`stop takes no "${(positionals[0] ?? "").slice(0, 80)}"`);
    const because = reasonIn(values);
    if (values.effector !== undefined && !/^[a-z0-9][a-z0-9-]{0,62}$/.test(values.effector))
      throw badOption("--effector takes the name of an effector as containment.yaml has it");
    const folder = folderOf(values, system);
    // A stop in a folder that nobody uses would look like one and stop nothing. With DATABASE_URL the record is shared, and stops by itself.
    if (values["data-dir"] !== undefined && !(await isFolder(folder))) throw noRecord(`there is no data folder "${folder}"`);
    let store: OpenStore | undefined;
    try {
      const answer = await stopContainment({
        scope: values.effector === undefined ? "all" : `effector:${values.effector}`,
        by: whoStops(values.as, system),
        because,
        stopSwitch: system.stopSwitch(folder),
        clock: system.clock,
        onFile: (place) => terminal.err(`STOPPED by the file ${place}; putting it on the record\n`),
        openDesk: async () => {
          store = await openKeptStore(system, values["data-dir"]);
          return (await system.openContainment(store, { folder })).desk;
        },
      });
      if (values.json) terminal.out(`${JSON.stringify(answer)}\n`);
      else for (const line of textOf(answer)) terminal.out(`${line}\n`);
      return 0;
    } finally {
      await store?.close();
    }
  },
};

/** Who asks to stop is not asked for proof; without a name the account on this machine is one. */
function whoStops(as: string | undefined, { environment }: Pick<System, "environment">): Person {
  if (as !== undefined && !isPerson(`person:${as}`)) throw badOption("--as takes a name: letters, digits and . @ _ -");
  const name = `person:${as ?? environment.USER ?? environment.LOGNAME ?? ""}`;
  return isPerson(name) ? name : "person:unnamed";
}

const isFolder = (path: string) =>
  stat(path).then(
    (kind) => kind.isDirectory(),
    () => false,
  );

function textOf({ scope, file, recorded, problem, inFlight }: Awaited<ReturnType<typeof stopContainment>>): string[] {
  const what = scope === "all" ? "no containment begins any more" : `nothing begins at ${named(scope.slice("effector:".length))} any more`;
  return [
    `STOPPED: ${what}`,
    ...(file === null ? [] : [`  by the file ${named(file)}`]),
    ...(recorded ? ["  on the record"] : []),
    ...(problem === null ? [] : [`  ! ${said(problem)}`]),
    ...(inFlight.length === 0
      ? [recorded ? "  nothing was under way" : "  what was under way could not be read; run watchkeeper status later"]
      : [`  under way, or of unknown outcome (${inFlight.length}); look at the product itself:`]),
    ...inFlight.map(
      ({ id, verb, target, effector, status }) => `    ${id}  ${statusWords(status)}  ${verb} ${named(target)} by ${named(effector)}`,
    ),
    "  to go on: two admins run watchkeeper resume",
  ];
}
