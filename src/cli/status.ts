import { alarmWorld, standingAlarms } from "../core/alarm/alarm.ts";
import { containmentWorld } from "../core/containment/containment.ts";
import { emptyContainment } from "../core/containment/evolve.ts";
import { clockAheadMsMax } from "../core/containment/record-time.ts";
import { exerciseWorld } from "../core/exercise/exercise.ts";
import { exerciseNotice } from "../core/exercise/schedule.ts";
import { inline } from "../core/report/inline.ts";
import { SocError } from "../core/soc-error.ts";
import type { RecordStatus, Status } from "../core/status/status.ts";
import { readAlarms } from "../engine/alarm/desk.ts";
import { statusOf } from "../engine/containment-status.ts";
import { openExercises } from "../engine/exercise/exercise-record.ts";
import { ledgersOf } from "../engine/ledgers.ts";
import { alarmSays } from "../stages/alarm/decide.ts";
import { badOption, type Command, type ExitStatus, readOptions } from "./command.ts";
import { folderOf, ordersPathOf } from "./contain-options.ts";
import { clockTime, listLine, named, said, span, switchLines } from "./contain-text.ts";
import { openKeptStore } from "./journal.ts";
import { printError } from "./print-error.ts";
import { count } from "./progress.ts";
import type { OpenStore, System } from "./system.ts";
import type { Terminal } from "./terminal.ts";
import { unpublishedText } from "./unpublished.ts";

const options = { "data-dir": { type: "string" }, orders: { type: "string" }, json: { type: "boolean", default: false } } as const;
const worldsShownMax = 30;

/** `watchkeeper status`: does every ledger balance, is it stopped, what waits, what is in force, how far is it signed. */
export const status: Command = {
  name: "status",
  summary: "the ledger over alerts, the kill switch, what waits and what is in force",
  usage: `watchkeeper status [--data-dir DIR] [--orders FILE] [--json]

  --data-dir DIR  the data folder of the installation (or DATABASE_URL)
  --orders FILE   the standing orders to compare with (default: containment.yaml in the data folder)
  --json          print everything as JSON

  Ends with 4 when a ledger does not add up or a record is damaged: an alert was lost or counted twice. What cannot be told just now,
  because the database does not answer or the disk is full, ends with 3.`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, options);
    if (positionals.length > 0) throw badOption(`status takes no "${(positionals[0] ?? "").slice(0, 80)}"`);
    let found: Status;
    try {
      found = await statusOfFolder(values, system);
    } catch (error) {
      return toldAsUnknown(error, terminal);
    }
    terminal.out(values.json ? `${JSON.stringify(found, undefined, 2)}\n` : `${textOf(found).join("\n")}\n`);
    return found.accounting.balanced ? 0 : 4;
  },
};

async function statusOfFolder(
  values: { readonly "data-dir"?: string | undefined; readonly orders?: string | undefined },
  system: System,
): Promise<Status> {
  const store = await openKeptStore(system, values["data-dir"]);
  try {
    const place = { folder: folderOf(values, system), ordersPath: ordersPathOf({ ...values, json: false }, system) };
    return await statusNow(store, place, system);
  } finally {
    await store.close();
  }
}

/** 4 is the alarm that an alert was lost. That the question could not be asked is none. A record that does not hold is one. */
function toldAsUnknown(error: unknown, terminal: Terminal): ExitStatus {
  const printed = printError(error, terminal);
  const isOfRecord = error instanceof SocError && /^(?:journal|transparency)\//.test(error.code);
  return printed === 4 && !isOfRecord ? 3 : printed;
}

/** Gathers what the status is made of, from the record, the stop file and the orders on disk. */
export async function statusNow(
  store: OpenStore,
  place: { readonly folder: string; readonly ordersPath: string },
  system: Omit<System, "service">,
): Promise<Status> {
  const stopFile = system.stopSwitch(place.folder, store.forService.tenant);
  // A look makes no record where there is none.
  const hasRecord = await store.hasWorld(containmentWorld);
  const containment = hasRecord ? (await system.openContainment(store, { folder: place.folder })).desk.state : emptyContainment();
  return statusOf({
    version: system.version,
    nowMs: system.clock.nowMs(),
    ledgers: await ledgersOf(store, system.clock),
    containment,
    stopFile: { place: stopFile.place, reading: await stopFile.read() },
    orders: await ordersOnDisk(place.ordersPath, system),
    record: hasRecord ? await recordOf(store) : null,
    notices: await noticesIn(store, system),
  });
}

/** What exercises have to tell, and which rates are out of the ordinary. */
async function noticesIn(store: OpenStore, system: Pick<System, "clock">): Promise<readonly string[]> {
  return [...(await exerciseNotices(store, system)), ...(await alarmNotices(store, system))];
}

async function alarmNotices(store: OpenStore, { clock }: Pick<System, "clock">): Promise<readonly string[]> {
  if (!(await store.hasWorld(alarmWorld))) return [];
  const { journal } = await store.world(alarmWorld);
  return standingAlarms(await readAlarms(journal, clock)).map((alarm) => `${alarmSays(alarm)}.`);
}

async function exerciseNotices(store: OpenStore, { clock }: Pick<System, "clock">): Promise<readonly string[]> {
  if (!(await store.hasWorld(exerciseWorld))) return [];
  const { state, failure } = await openExercises((await store.world(exerciseWorld)).journal, clock);
  return [exerciseNotice(state.played.at(-1), failure())].filter((each) => each !== undefined);
}

async function ordersOnDisk(path: string, system: Pick<System, "readOrders">) {
  try {
    return { configured: (await system.readOrders(path)).digest, problem: null };
  } catch (error) {
    if (error instanceof SocError) return { configured: null, problem: error.problem };
    throw error;
  }
}

async function recordOf(store: OpenStore): Promise<RecordStatus | null> {
  const { journal } = await store.world(containmentWorld);
  const head = await journal.head();
  if (!head) return null;
  return { entries: head.sequence + 1, head: head.hash, checkpoint: await newestCheckpoint(journal) };
}

/** The checkpoint as it was published: its own lines are name, size and root; what follows the empty line are signatures. */
async function newestCheckpoint({ publication }: Awaited<ReturnType<OpenStore["world"]>>["journal"]): Promise<RecordStatus["checkpoint"]> {
  const text = await publication.latest();
  if (text === undefined) return null;
  const [body = "", signatures = ""] = text.split("\n\n");
  const [, size, root = ""] = body.split("\n");
  const signed = signatures.split("\n").filter((line) => line !== "").length;
  return { size: Number(size), root, at: null, witnessed: signed > 1 };
}

function textOf({ at, accounting, killSwitch, containment, record, notices }: Status): string[] {
  return [
    `status at ${clockTime(Date.parse(at))}`,
    "",
    ...accountingLines(accounting),
    "",
    "kill switch",
    ...switchLines(killSwitch).map((line) => `  ${line}`),
    "",
    "containment",
    ...containmentLines(containment, Date.parse(at)).map((line) => `  ${line}`),
    "",
    ...recordLines(record),
    ...notices.map((each) => `! ${inline(each)}`),
  ];
}

function accountingLines({ total, balanced, more, worlds }: Status["accounting"]): string[] {
  const shown = worlds.slice(0, worldsShownMax).map((each) => {
    if ("erased" in each) return `  ${inline(each.world)}: erased by people; "watchkeeper journal verify" tells who and when`;
    if ("damaged" in each) return `  ! ${inline(each.world)}: NOT KNOWN: ${said(each.damaged)}`;
    return `  ${inline(each.world)}: ${sum(each.accounting, each.balanced)}${each.finished ? "" : " (under way)"}`;
  });
  return [
    "alerts: accepted = closed + escalated + open + dead-lettered",
    `  all: ${sum(total, balanced)}`,
    ...shown,
    ...(worlds.length > shown.length ? [`  … and ${worlds.length - shown.length} more with --json`] : []),
    ...(more ? ["  ! there are more investigations than were read"] : []),
    ...(balanced
      ? []
      : ["  ! THE LEDGER DOES NOT ADD UP: an alert was lost or counted twice, or a record cannot be read. Keep the data folder as it is"]),
  ];
}

const sum = ({ accepted, closed, escalated, open, deadLettered }: Status["accounting"]["total"], balanced: boolean) =>
  `${count(accepted)} ${balanced ? "=" : "≠"} ${count(closed)} + ${count(escalated)} + ${count(open)} + ${count(deadLettered)}`;

function containmentLines(
  { orders, counts, inForce, waiting, breakers, clockAheadMs, afterActionMissing }: Status["containment"],
  clockMs: number,
): string[] {
  const numbers = Object.entries(counts).map(([word, number]) => `${number} ${word}`);
  return [
    ordersLine(orders),
    `${inForce} in force or perhaps in force${numbers.length > 0 ? `; of all actions: ${numbers.join(", ")}` : "; nothing was proposed yet"}`,
    ...(waiting.length > 0 ? [`waiting for people or for "contain run" (${waiting.length}):`] : []),
    ...waiting.map((line) => `  ${listLine(line, clockMs + clockAheadMs)}`),
    ...breakers.map(({ assetClass, says }) => `! breaker of ${named(assetClass)} tripped: ${said(says)}`),
    ...(clockAheadMs > clockAheadMsMax ? [clockLine(clockAheadMs)] : []),
    ...afterActionMissing.map((id) => `! ${id} was done under break-glass, and its after-action record is missing`),
  ];
}

const clockLine = (aheadMs: number) =>
  `! the record's time is ${span(aheadMs)} ahead of this machine's clock: some clock was wrong. Once it is right, two admins run watchkeeper contain reset-clock --as NAME --key FILE --because TEXT`;

function ordersLine({ adopted, configured, problem }: Status["containment"]["orders"]): string {
  if (problem !== null)
    return `orders: ${adopted === null ? "none in force" : `${adopted} in force`}; those on disk cannot be read: ${said(problem)}`;
  if (adopted === null) return "orders: none in force, nothing is carried out; two admins run watchkeeper contain adopt";
  if (adopted === configured) return `orders: ${adopted} in force`;
  return `! orders: ${adopted} in force, and those on disk are others (${configured}): nothing is carried out until two admins adopt them`;
}

function recordLines(record: RecordStatus | null): string[] {
  if (!record) return ["record of containment: empty"];
  const { entries, checkpoint } = record;
  if (!checkpoint) return [`! ${unpublishedText(entries)}`];
  const unsigned = entries - checkpoint.size;
  return [
    `record of containment: ${count(entries)} entries, signed up to ${count(checkpoint.size)}${unsigned > 0 ? ` (${count(unsigned)} not yet)` : ""}${checkpoint.witnessed ? ", cosigned by a witness" : ", without a witness"}`,
  ];
}
