import { verifyAnswers } from "../core/evidence/answer.ts";
import { learningWorld } from "../core/learning/learning.ts";
import type { DomainEvent } from "../core/run/run.ts";
import { SocError } from "../core/soc-error.ts";
import { readOpened } from "../engine/journal/read-opened.ts";
import { openLearning } from "../engine/learning/learning-recorder.ts";
import { openRecorder } from "../engine/recorder.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { badOption, type Command, readOptions } from "./command.ts";
import { count } from "./progress.ts";
import type { OpenStore, System } from "./system.ts";

const options = {
  "data-dir": { type: "string" },
  world: { type: "string", default: "investigation" },
  head: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** `watchkeeper journal verify`: is the record whole, does it end where it was published, and does it replay. */
export const journal: Command = {
  name: "journal",
  summary: "check the record; verify re-hashes every entry and every answer, and replays it",
  usage: `watchkeeper journal verify --data-dir DIR [--world NAME] [--head sha256:…]

  --data-dir DIR   the database that "investigate --data-dir" kept
  --world NAME     which record in it (default: investigation; with DATABASE_URL, the name that investigate printed)
  --head HASH      a head that was published earlier (a report prints it): the record must end there
  --json           print the outcome as JSON`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, options);
    if (positionals[0] !== "verify") throw badOption(`journal takes "verify", not "${(positionals[0] ?? "").slice(0, 80)}"`);
    const dataDir = values["data-dir"];
    if (values.head !== undefined && !/^sha256:[0-9a-f]{64}$/.test(values.head))
      throw badOption("--head takes a head as a report prints it: sha256: and 64 hex digits");
    const store = await openKeptStore(system, dataDir);
    try {
      if (!(await store.hasWorld(values.world))) throw noRecord(`the database holds no world "${values.world.slice(0, 255)}"`);
      const { journal: record } = await store.world(values.world);
      if ((await record.head()) === undefined) throw noRecord(`nothing was recorded in the world "${values.world.slice(0, 255)}"`);
      const outcome = await check(record, values.head, { clock: system.clock, isLearning: values.world === learningWorld });
      if (values.json) terminal.out(`${JSON.stringify(outcome)}\n`);
      else
        terminal.out(
          outcome.intact
            ? `intact: ${count(outcome.entries)} entries, ${count(outcome.answers)} answers, ${outcome.cases} cases, head ${outcome.head}\n`
            : `NOT intact: entry ${outcome.sequence}: ${outcome.because}\n`,
        );
      return outcome.intact ? 0 : 4;
    } finally {
      await store.close();
    }
  },
};

/** Opens what an earlier command kept: a look at a record makes no database and no tables. Refuses (`cli/no-record`). */
export async function openKeptStore(system: System, dataDir: string | undefined): Promise<OpenStore> {
  const databaseUrl = system.environment.DATABASE_URL;
  if (dataDir !== undefined) {
    if (!system.holdsDatabase(dataDir)) throw noRecord(`"${dataDir}" holds no database`);
    return system.openStore({ dataDir, join: true });
  }
  if (!databaseUrl) throw badOption("--data-dir DIR is missing");
  if (!(await system.holdsTables(databaseUrl))) throw noRecord("the database that DATABASE_URL names holds no record");
  return system.openStore({ databaseUrl });
}

type Outcome =
  | { intact: true; entries: number; answers: number; cases: number; head: string }
  | { intact: false; sequence: number; because: string };

/** Goes through the record twice, some entries at a time: once for the chain and the answers kept in it, once to replay it. */
async function check(
  record: JournalStore,
  publishedHead: string | undefined,
  { clock, isLearning }: { readonly clock: Clock; readonly isLearning: boolean },
): Promise<Outcome> {
  let sequence = 0;
  let answers = 0;
  for await (const opened of readOpened(record)) {
    const kept = verifyAnswers(opened.flatMap(({ event }) => (event === undefined ? [] : [JSON.parse(event) as DomainEvent])));
    if (!kept.intact) return { intact: false, sequence, because: `${kept.evidenceId} of ${kept.caseId}, here or after: ${kept.because}` };
    sequence += opened.length;
    answers += kept.answers;
  }
  const head = (await record.head())?.hash ?? "";
  if (publishedHead !== undefined && head !== publishedHead)
    return { intact: false, sequence, because: "it does not end in the published head" };
  const cases = isLearning ? await learningReplays(record, clock) : (await openRecorder(record, clock)).state.cases.size;
  return { intact: true, entries: sequence, answers, cases, head };
}

/** The record of what was learned holds no case. */
async function learningReplays(record: JournalStore, clock: Clock): Promise<0> {
  await openLearning(record, clock);
  return 0;
}

export const noRecord = (problem: string) =>
  new SocError({
    code: "cli/no-record",
    problem,
    remedy: "name the folder that investigate --data-dir kept, and with --world the name of the world in it",
    retry: "never",
  });
