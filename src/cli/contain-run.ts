import { timeOf } from "../core/containment/record-time.ts";
import type { CarriedOut } from "../engine/containment/carry-out.ts";
import { readNow, steadyPace } from "../engine/containment/standing.ts";
import { actionLine } from "../engine/containment-status.ts";
import { openRecorder } from "../engine/recorder.ts";
import { badOption, type ExitStatus } from "./command.ts";
import { filedLines } from "./contain-filed.ts";
import type { ContainmentValues, Doing } from "./contain-options.ts";
import { warn } from "./contain-orders.ts";
import { signingOf } from "./contain-sign.ts";
import { listLine, said } from "./contain-text.ts";
import { noRecord } from "./journal.ts";

/** Between two passes of `contain run --watch`, milliseconds: what is approved begins this soon. */
const passEveryMs = 1_000;

/** `contain propose`: files what an investigation proposed; the agent asks, people or standing orders answer. */
export async function propose(
  words: readonly string[],
  values: ContainmentValues & { readonly world: string; readonly case?: string | undefined },
  doing: Doing,
): Promise<ExitStatus> {
  if (words.length > 0) throw badOption(`contain propose takes --world and --case, not "${words[0]?.slice(0, 80)}"`);
  const { world } = values;
  const { store, system, terminal, containment } = doing;
  if (!(await store.hasWorld(world))) throw noRecord(`the database holds no investigation "${world.slice(0, 255)}"`);
  const { state: run } = await openRecorder((await store.world(world)).journal, system.clock);
  if (values.case !== undefined && !run.cases.has(values.case))
    throw badOption(`the investigation has no case "${values.case.slice(0, 80)}"`, casesOf([...run.cases.keys()]));
  // Whoever asks signs for it and does not approve; what is protected, and what a person rejected, is asked for by a person only.
  const asked = values.as === undefined && values.key === undefined ? {} : { asker: await signingOf(doing, values) };
  const filed = await containment.desk.fileProposals({ world, run, caseId: values.case, ...asked });
  if (values.json) {
    terminal.out(`${JSON.stringify(filed)}\n`);
    return 0;
  }
  const nowMs = timeOf(containment.desk.state, system.clock.nowMs());
  for (const id of filed.proposed) {
    const held = containment.desk.state.actions.get(id);
    if (held) terminal.out(`${listLine(actionLine(held, containment.desk.state), nowMs)}\n`);
  }
  for (const { id, says } of filed.refused) terminal.out(`${id}  refused: ${said(says)}\n`);
  for (const line of filedLines(filed, containment.desk.state, world)) terminal.out(`${line}\n`);
  const { proposed, refused, declined, before } = filed;
  terminal.out(`${proposed.length} proposed, ${refused.length} refused, ${declined.length} not possible, ${before.length} filed before\n`);
  await warn(containment.desk.state, doing.orders, doing);
  return 0;
}

const casesShownMax = 20;
const casesOf = (names: readonly string[]) =>
  names.length === 0
    ? "it has no case; its assessment.json lists what became of its alerts"
    : `name one of ${names.slice(0, casesShownMax).join(", ")}${names.length > casesShownMax ? ", and more in its assessment.json" : ""}`;

/** `contain run`: one pass over everything that is due, or pass after pass until it is told to stop. */
export async function run(
  words: readonly string[],
  values: ContainmentValues & { readonly watch: boolean },
  doing: Doing,
  signal: AbortSignal,
): Promise<ExitStatus> {
  if (words.length > 0) throw badOption(`contain run takes no "${words[0]?.slice(0, 80)}"`);
  const { terminal, system } = doing;
  await warn(doing.containment.desk.state, doing.orders, doing);
  if (!values.watch) return tellPass(await doing.containment.desk.carryOut(signal, readNow), values, doing) ? 0 : 3;
  terminal.err("carrying out what is due until Ctrl-C\n");
  let last = "";
  while (!signal.aborted) {
    if (!(await isCurrent(doing))) {
      terminal.err("the standing orders were changed: start again once they are adopted\n");
      return 2;
    }
    const pass = await doing.containment.desk.carryOut(signal, steadyPace);
    // What stays the same from pass to pass is said once.
    const text = JSON.stringify([pass.executor, pass.stopped, pass.troubles, pass.standing.unread]);
    const { ended, standing } = pass;
    const isNews = pass.taken.length + ended.length + standing.gone.length + standing.again.length > 0;
    if (isNews || (text !== last && !(isQuiet(pass) && last !== ""))) tellPass(pass, values, doing);
    last = text;
    await system.clock.sleep(passEveryMs, signal).catch(() => undefined);
  }
  terminal.err("stopped carrying out; what was approved waits for the next run\n");
  return 0;
}

/** Orders that were edited under a running process are other orders. */
async function isCurrent({ system, orders }: Doing): Promise<boolean> {
  try {
    return (await system.readOrders(orders.path)).digest === orders.digest;
  } catch {
    return false;
  }
}

/** Nothing to say but that nothing is due. */
const isQuiet = ({ executor, stopped, troubles, standing }: CarriedOut) =>
  executor && stopped === undefined && troubles.length + standing.unread.length === 0;

/** Says what a pass did; false where something could not be tried or read back. */
export function tellPass(
  pass: CarriedOut,
  { json }: { readonly json: boolean },
  { containment, terminal, system }: Pick<Doing, "containment" | "terminal" | "system">,
): boolean {
  if (json) {
    const actions = pass.taken
      .flatMap((id) => containment.desk.state.actions.get(id) ?? [])
      .map((held) => actionLine(held, containment.desk.state));
    terminal.out(`${JSON.stringify({ ...pass, stopped: pass.stopped ?? null, actions })}\n`);
    return isTried(pass);
  }
  if (!pass.executor) terminal.out("another process carries out just now; this one did nothing\n");
  if (pass.stopped !== undefined) terminal.out(`STOPPED, nothing was begun: ${said(pass.stopped)}\n`);
  const nowMs = timeOf(containment.desk.state, system.clock.nowMs());
  const { standing } = pass;
  for (const id of new Set([...pass.ended, ...pass.taken, ...standing.gone, ...standing.again])) {
    const held = containment.desk.state.actions.get(id);
    if (held) terminal.out(`${listLine(actionLine(held, containment.desk.state), nowMs)}${held.says ? `: ${said(held.says)}` : ""}\n`);
  }
  for (const { id, says } of standing.unread) terminal.out(`! ${id}: how it stands is not known: ${said(says)}\n`);
  for (const { id, says } of pass.troubles) terminal.out(`! ${id}: not tried: ${said(says)}\n`);
  if (pass.executor && pass.stopped === undefined && pass.taken.length + pass.ended.length === 0)
    terminal.out(
      standing.read === 0 ? "nothing is due\n" : `nothing is due; read back what stands (${standing.read}${goneOf(containment.desk)})\n`,
    );
  return isTried(pass);
}

const isTried = ({ troubles, standing }: CarriedOut) => troubles.length + standing.unread.length === 0;

/** How many stand as gone, whenever that was found. */
function goneOf({ state }: Pick<Doing["containment"]["desk"], "state">): string {
  const gone = [...state.actions.values()].filter(({ status }) => status === "gone").length;
  return gone === 0 ? "" : `, of which ${gone} gone: watchkeeper contain list`;
}
