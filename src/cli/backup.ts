import { badOption, type Command, readOptions } from "./command.ts";
import { count } from "./progress.ts";
import type { StoreChoice, System } from "./system.ts";

const options = {
  "data-dir": { type: "string" },
  config: { type: "string" },
  "with-keys": { type: "boolean", default: false },
  keys: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** `watchkeeper backup`: everything of one moment, while the service runs. */
export const backup: Command = {
  name: "backup",
  summary: "copy everything of one moment into a folder, checked while it is written",
  usage: `watchkeeper backup FOLDER [--data-dir DIR] [--config FILE] [--with-keys] [--json]

  FOLDER          where to write it: a folder that is empty or not there yet
  --data-dir DIR  the installation (default: .watchkeeper in this folder, or DATABASE_URL); it may be running
  --config FILE   its configuration (default: watchkeeper.yaml in the data folder); it and the standing orders are copied too, their secrets never
  --with-keys     also the keys that open what was recorded and that sign checkpoints. Whoever has such a backup has everything; without
                  them a backup is of no use to a thief, and restoring needs the keys from elsewhere
  A folder without manifest.json is no finished backup. The exit status is 4 where the record is not intact.`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, options);
    const [to, extra] = positionals;
    if (to === undefined || extra !== undefined) throw badOption("backup takes one FOLDER to write to");
    if (values.keys !== undefined) throw badOption("backup takes no --keys");
    const choice = choiceOf(values["data-dir"], system, true);
    const read = await system.service.readConfiguration(values.config, folderOf(choice, system));
    const made = await system.service.backUp({ choice, read, to, withKeys: values["with-keys"] }, terminal);
    if (values.json) terminal.out(`${JSON.stringify(made)}\n`);
    else
      terminal.out(
        `backup ${made.folder}: ${count(made.rows)} rows of ${made.tables} tables, ${count(made.records)} records of ${count(made.entries)} entries verified, ${count(made.bytes)} bytes\nmanifest ${made.digest}\n`,
      );
    if (!made.withKeys && !values.json)
      terminal.err("the keys are not in it: keep them apart (keys in the data folder), restoring needs them\n");
    return 0;
  },
};

/** `watchkeeper restore`: a backup into an installation that is empty. */
export const restore: Command = {
  name: "restore",
  summary: "put a backup back into an empty data folder, and verify what came back",
  usage: `watchkeeper restore FOLDER --data-dir DIR [--keys DIR] [--json]

  FOLDER          the backup
  --data-dir DIR  where to: a folder that is empty or not there yet (or DATABASE_URL, a database without our tables)
  --keys DIR      the keys of the installation, where the backup was made without them
  Every file is checked against its digest before anything is written, tables come back all or none, and every record is verified against the
  checkpoint that was published of it. Containment starts stopped: what was done after the backup is in nobody's record here. Look at the
  products, then have two admins run "watchkeeper resume".`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, options);
    const [from, extra] = positionals;
    if (from === undefined || extra !== undefined) throw badOption("restore takes one FOLDER, a backup");
    if (values.config !== undefined || values["with-keys"]) throw badOption("restore takes --data-dir, --keys and --json");
    const dataDir = values["data-dir"];
    if (dataDir === undefined && !system.environment.DATABASE_URL) throw badOption("--data-dir DIR is missing");
    const restored = await system.service.restore({ choice: choiceOf(dataDir, system, false), from, keys: values.keys }, terminal);
    if (values.json) terminal.out(`${JSON.stringify(restored)}\n`);
    else
      terminal.out(
        `restored ${restored.folder} from the backup of ${restored.madeAt} (watchkeeper ${restored.program}): ${count(restored.rows)} rows, ${count(restored.records)} records of ${count(restored.entries)} entries verified${restored.unread > 0 ? `, ${count(restored.unread)} of them without their keys` : ""}\ncontainment is stopped: ${restored.stopped}\n`,
      );
    return 0;
  },
};

/** Which database: the one that is named, else DATABASE_URL, else the folder that `serve` takes by default. */
function choiceOf(dataDir: string | undefined, { environment }: System, join: boolean): Exclude<StoreChoice, { readonly ephemeral: true }> {
  if (dataDir === undefined && environment.DATABASE_URL) return { databaseUrl: environment.DATABASE_URL };
  return { dataDir: dataDir ?? ".watchkeeper", join };
}

const folderOf = (choice: Exclude<StoreChoice, { readonly ephemeral: true }>, system: System) =>
  "dataDir" in choice ? choice.dataDir : system.stateFolder(choice);
