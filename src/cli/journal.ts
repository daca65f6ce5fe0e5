import { type JournalEntry, noPrevious, verify } from "../core/journal/journal.ts";
import { replay } from "../engine/recorder.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { badOption, type Command, readOptions } from "./command.ts";
import { count } from "./progress.ts";

const options = {
  "data-dir": { type: "string" },
  world: { type: "string", default: "investigation" },
  head: { type: "string" },
  json: { type: "boolean", default: false },
} as const;
const readBatch = 5_000;

/** `watchkeeper journal verify`: is the record whole, does it end where it was published, and does it replay. */
export const journal: Command = {
  name: "journal",
  summary: "check the record; verify re-hashes every entry and replays it",
  usage: `watchkeeper journal verify --data-dir DIR [--head sha256:…]

  --data-dir DIR   the database that "investigate --data-dir" kept
  --world NAME     which record in it (default: investigation)
  --head HASH      a head that was published earlier (a report prints it): the record must end there
  --json           print the outcome as JSON`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, options);
    if (positionals[0] !== "verify") throw badOption(`journal takes "verify", not "${(positionals[0] ?? "").slice(0, 80)}"`);
    const dataDir = values["data-dir"];
    if (dataDir === undefined && !system.environment.DATABASE_URL) throw badOption("--data-dir DIR is missing");
    const store = await system.openStore(dataDir === undefined ? { databaseUrl: system.environment.DATABASE_URL ?? "" } : { dataDir });
    try {
      const { journal: record } = await store.world(values.world);
      const outcome = await check(record, values.head);
      if (values.json) terminal.out(`${JSON.stringify(outcome)}\n`);
      else
        terminal.out(
          outcome.intact
            ? `intact: ${count(outcome.entries)} entries, ${outcome.cases} cases, head ${outcome.head}\n`
            : `NOT intact: entry ${outcome.sequence}: ${outcome.because}\n`,
        );
      return outcome.intact ? 0 : 4;
    } finally {
      await store.close();
    }
  },
};

type Outcome = { intact: true; entries: number; cases: number; head: string } | { intact: false; sequence: number; because: string };

async function check(record: JournalStore, head: string | undefined): Promise<Outcome> {
  const all: JournalEntry[] = [];
  for (;;) {
    const entries = await record.read(all.length, readBatch);
    if (entries.length === 0) break;
    all.push(...entries);
  }
  const found = verify(all, head, { sequence: 0, previous: noPrevious });
  if (!found.intact) return found;
  return { intact: true, entries: found.entries, cases: replay(all).cases.size, head: found.head };
}
