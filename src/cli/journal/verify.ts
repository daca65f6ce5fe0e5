import { inline } from "../../core/report/inline.ts";
import { openRecordReplay, type Replayed } from "../../engine/journal/replay-record.ts";
import { type HeldAgainst, type RecordFindings, verifyRecord } from "../../engine/journal/verify-record.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { badOption } from "../command.ts";
import { keptWorld, openKeptStore } from "../kept-store.ts";
import { count } from "../progress.ts";
import type { System } from "../system.ts";
import { type JournalAction, type JournalValues, keyOption } from "./options.ts";

/** `journal verify`: is the record whole, is it the one that was published, and does it replay. */
export const verify: JournalAction = async (values, system, terminal) => {
  const against = await heldAgainst(values, system);
  const store = await openKeptStore(system, values["data-dir"]);
  try {
    const { journal } = await keptWorld(store, values.world);
    const outcome = await checked(journal, values.world, against);
    if (values.json) terminal.out(`${JSON.stringify(outcome)}\n`);
    else terminal.out(outcome.intact ? wholeText(outcome) : brokenText(outcome));
    return outcome.intact ? 0 : 4;
  } finally {
    await store.close();
  }
};

async function heldAgainst(values: JournalValues, system: System): Promise<HeldAgainst> {
  const { head, checkpoint, "public-key": key } = values;
  if (head !== undefined && !/^sha256:[0-9a-f]{64}$/.test(head))
    throw badOption("--head takes a head as a report prints it: sha256: and 64 hex digits");
  const [given] = checkpoint === undefined ? [] : await system.readTexts(checkpoint, [""]);
  return {
    ...(head !== undefined && { head }),
    ...(given && { checkpoint: given.text }),
    ...(key !== undefined && { key: keyOption(key) }),
  };
}

type Whole = Omit<Extract<RecordFindings, { intact: true }>, "keeping"> &
  Replayed & {
    readonly replayed: boolean;
    readonly erasures: readonly { readonly by: string; readonly because: string; readonly at: string; readonly streams: number }[];
    readonly holds: Readonly<Record<string, string>>;
    readonly keysRotated: number;
  };
type Outcome = Whole | Extract<RecordFindings, { intact: false }>;

async function checked(journal: JournalStore, world: string, against: HeldAgainst): Promise<Outcome> {
  const replay = openRecordReplay(world);
  let missing = false;
  const each = (event: string) => {
    // What was erased leaves a gap that a fold cannot step over: what is left is proven, and not replayed.
    if (!missing) replay.take(event);
  };
  const found = await verifyRecord(journal, {
    ...against,
    each,
    onErased: () => {
      missing = true;
    },
  });
  if (!found.intact) return found;
  const { keeping, ...rest } = found;
  const holds = Object.fromEntries([...keeping.holds].map(([scope, { by, because }]) => [scope, `${by}: ${because}`]));
  const erasures = keeping.erasures.map(({ by, because, atMs, streams }) => ({
    by,
    because,
    at: new Date(atMs).toISOString(),
    streams: streams.length,
  }));
  return { ...rest, ...replay.replayed(), replayed: !missing, erasures, holds, keysRotated: keeping.rotations.length };
}

function wholeText(outcome: Whole): string {
  const { entries, answers, cases, head, published, erased, erasures, plainEntries, holds, root, compared } = outcome;
  const erasedCount = Object.values(erased).reduce((sum, each) => sum + each, 0);
  const lines = [
    `intact: ${count(entries)} entries, ${count(answers)} answers, ${cases} cases, head ${head}`,
    published
      ? `published: ${count(published.size)} of them, as "${published.origin}", cosigned by ${published.cosigned}; tree root of all ${root}`
      : "published: nothing yet; without a checkpoint that others keep, a cut-off end cannot be seen",
    ...(compared === null
      ? []
      : [
          `compared: the checkpoint that was given, of ${count(compared)} ${compared === 1 ? "entry" : "entries"}, is the beginning of this record`,
        ]),
    ...(erasedCount > 0
      ? [`erased: ${count(erasedCount)} entries of ${list(Object.keys(erased))}; proven to be there, and not readable or replayed`]
      : []),
    ...erasures.map(
      ({ by, because, at, streams }) =>
        `erased: ${streams} ${streams === 1 ? "stream" : "streams"} on ${at} by ${by}: ${inline(because, 400)}`,
    ),
    ...(plainEntries > 0
      ? [`of version 1: ${count(plainEntries)} entries, which hold what happened in plain and cannot be erased one by one`]
      : []),
    ...Object.entries(holds).map(([scope, ground]) => `on hold: ${inline(scope)}, by ${inline(ground, 400)}`),
  ];
  return `${lines.join("\n")}\n`;
}

const namesShownMax = 8;
const list = (names: readonly string[]) =>
  `${names.slice(0, namesShownMax).join(", ")}${names.length > namesShownMax ? ` and ${names.length - namesShownMax} more streams` : ""}`;

const brokenText = ({ sequence, because }: Extract<RecordFindings, { intact: false }>) =>
  `NOT intact: entry ${sequence}: ${because}\n  What to do: keep database and data folder as they are, restore the last backup that verifies into another folder, and compare the two from this entry on\n`;
