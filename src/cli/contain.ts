import { type Containment, containmentWorld } from "../core/containment/containment.ts";
import { emptyContainment } from "../core/containment/evolve.ts";
import { SocError } from "../core/soc-error.ts";
import { badOption, type Command, type ExitStatus, readOptions } from "./command.ts";
import { afterAction, approve, reject, reset, resetClock, undo } from "./contain-decide.ts";
import { list } from "./contain-list.ts";
import { type ContainmentValues, containmentOptions, type Doing, folderOf, ordersPathOf, withContainment } from "./contain-options.ts";
import { warn } from "./contain-orders.ts";
import { adopt, keygen } from "./contain-people.ts";
import { propose, run } from "./contain-run.ts";
import { show } from "./contain-show.ts";
import { said } from "./contain-text.ts";
import { openKeptStore } from "./journal.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const options = {
  ...containmentOptions,
  out: { type: "string" },
  world: { type: "string", default: "investigation" },
  case: { type: "string" },
  digest: { type: "string" },
  all: { type: "boolean", default: false },
  watch: { type: "boolean", default: false },
  "break-glass": { type: "boolean", default: false },
} as const;

type Values = ContainmentValues & {
  readonly out?: string | undefined;
  readonly world: string;
  readonly case?: string | undefined;
  readonly digest?: string | undefined;
  readonly all: boolean;
  readonly watch: boolean;
  readonly "break-glass": boolean;
};
type Action = (words: readonly string[], values: Values, doing: Doing, signal: AbortSignal) => Promise<ExitStatus>;

/** What needs the standing orders, by its word. */
const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["adopt", adopt],
  ["propose", propose],
  ["show", show],
  ["approve", approve],
  ["reject", reject],
  ["undo", undo],
  ["run", run],
  ["reset", reset],
  ["reset-clock", resetClock],
  ["after-action", afterAction],
]);

/** `watchkeeper contain …`: what may be done is proposed, approved by people, carried out, read back and undone. */
export const contain: Command = {
  name: "contain",
  summary: "approve, carry out and undo containment under standing orders",
  usage: `watchkeeper contain keygen NAME --out FILE
watchkeeper contain adopt --as NAME --key FILE
watchkeeper contain propose [--world NAME] [--case ID] [--as NAME --key FILE]
watchkeeper contain list [--all]
watchkeeper contain show ID
watchkeeper contain approve ID --digest HEX --as NAME --key FILE --because TEXT [--break-glass]
watchkeeper contain reject ID --as NAME --key FILE --because TEXT
watchkeeper contain run [--watch]
watchkeeper contain undo ID --as NAME --key FILE --because TEXT
watchkeeper contain reset CLASS --as NAME --key FILE --because TEXT
watchkeeper contain reset-clock --as NAME --key FILE --because TEXT
watchkeeper contain after-action ID --as NAME --key FILE --because TEXT

  keygen        a key for one person, readable by them alone, and the line for containment.yaml
  adopt         sign the orders and policies as they are on disk; with the second admin they are in force
  propose       file what an investigation proposed; small things that standing orders allow need nobody. With --as a
                person asks and signs, and then does not approve: for what is protected, or what ended and is needed again
  list, show    what waits, is under way or in force; one action with all that an approver must know
  approve       a signed yes to exactly what show shows: --digest takes the first 12 or more hex digits of the digest
                that stands there; says who else is needed
  reject        a signed no, which is final; so is silence until the action expires. Only a person asks for the same
                again, and then it takes one approver more (two at most)
  run           carry out what is due, once or with --watch until Ctrl-C: begin, read back, release in time, undo
  undo          ask that it is taken back; run does it
  reset         let a class of assets be contained without a person again after its breaker tripped
  reset-clock   after a clock was wrong: the record's time begins again at the present clock once a second admin asked
                too; what waits is void, what is in force ends after as long as it still had
  after-action  the record that every break-glass action owes, in --because

  --data-dir DIR  the database that "investigate --data-dir" kept (or DATABASE_URL)
  --orders FILE   the standing orders (default: containment.yaml in the data folder)
  --as NAME       who says it, as the orders name them          --key FILE  their key
  --because TEXT  why, for whoever reads the record later
  --json          print the outcome as JSON

  To stop everything at once: watchkeeper stop --because TEXT`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, options);
    const [word = "", ...rest] = positionals;
    if (word === "keygen") return keygen(rest, values, terminal);
    if (word === "list") return listRecord(rest, values, system, terminal);
    const action = actions.get(word);
    if (!action) throw badOption(`contain takes ${["keygen", "list", ...actions.keys()].join(", ")}, not "${word.slice(0, 80)}"`);
    return withContainment({ values, system, terminal, makes: word === "adopt" }, (doing) => action(rest, values, doing, signal));
  },
};

/** A list must come up even when the orders are broken: it needs the record alone, and makes none where there is none. */
async function listRecord(words: readonly string[], values: Values, system: System, terminal: Terminal): Promise<ExitStatus> {
  if (words.length > 0) throw badOption(`contain list takes no "${words[0]?.slice(0, 80)}"`);
  const store = await openKeptStore(system, values["data-dir"]);
  try {
    const desk = (await store.hasWorld(containmentWorld))
      ? (await system.openContainment(store, { folder: folderOf(values, system) })).desk
      : { state: emptyContainment() };
    const status = list(values, { system, terminal, desk });
    await warnIfReadable(desk.state, values, { system, terminal });
    return status;
  } finally {
    await store.close();
  }
}

/** What keeps everything from beginning belongs below a list; that the orders themselves are broken does not keep it from being shown. */
async function warnIfReadable(
  state: Containment,
  values: Values,
  { system, terminal }: { readonly system: System; readonly terminal: Terminal },
): Promise<void> {
  try {
    await warn(state, await system.readOrders(ordersPathOf(values, system)), { system, terminal });
  } catch (cause) {
    if (!(cause instanceof SocError)) throw cause;
    terminal.err(`! nothing begins: ${said(cause.problem)}\n  What to do: ${said(cause.remedy)}\n`);
  }
}
