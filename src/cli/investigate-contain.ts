import { containmentWorld } from "../core/containment/containment.ts";
import type { Filed } from "../engine/containment/file-proposals.ts";
import type { Recorder } from "../engine/recorder.ts";
import { badOption } from "./command.ts";
import { filedLines } from "./contain-filed.ts";
import { warn } from "./contain-orders.ts";
import { tellPass } from "./contain-run.ts";
import { said } from "./contain-text.ts";
import type { OpenContainment, OpenStore, ReadOrders, StoreChoice, System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

/** What an investigation does about containment once its cases are concluded. */
export type Containing = {
  /** Files what a world's cases propose. */
  readonly file: (world: string, recorder: Recorder) => Promise<void>;
  /** Carries out what standing orders allow without a person, and says what waits. */
  readonly finish: (signal: AbortSignal) => Promise<void>;
};

/** For `investigate` without `--contain`: its proposals stay in the assessment. */
export const notContaining: Containing = { file: async () => {}, finish: async () => {} };

/** Reads the orders of `--contain` before anything is done. A throw-away database keeps no record that could be undone from. */
export async function ordersOfContain(path: string | undefined, choice: StoreChoice, system: System): Promise<ReadOrders | undefined> {
  if (path === undefined) return undefined;
  if ("ephemeral" in choice)
    throw badOption("--contain needs --data-dir DIR (or DATABASE_URL): what is done must be on a record that stays");
  return system.readOrders(path);
}

/** Opens containment beside an investigation. What it says goes to stderr where stdout holds the assessment. */
export async function openContaining(
  orders: ReadOrders | undefined,
  { store, choice, system, terminal, json }: { store: OpenStore; choice: StoreChoice; system: System; terminal: Terminal; json: boolean },
): Promise<Containing> {
  if (orders === undefined || "ephemeral" in choice) return notContaining;
  const containment = await system.openContainment(store, { folder: system.stateFolder(choice), orders });
  for (const { name, problem } of containment.unopened) terminal.err(`! effector "${said(name)}" is not available: ${said(problem)}\n`);
  const sum: Sum = { proposed: 0, refused: 0, declined: 0, before: 0, lines: [] };
  const told: Terminal = json ? { ...terminal, out: terminal.err } : terminal;
  return {
    async file(world, recorder) {
      if (world === containmentWorld) return;
      const filed = await containment.desk.fileProposals({ world, run: recorder.state });
      add(sum, filed, filedLines({ declined: filed.declined, before: [] }, containment.desk.state, world));
    },
    finish: (signal) => finish({ containment, orders }, sum, { signal, terminal: told, system }),
  };
}

type Sum = { proposed: number; refused: number; declined: number; before: number; lines: string[] };
/** What could not be proposed in one command, one line each. */
const linesMax = 50;

function add(sum: Sum, filed: Filed, lines: readonly string[]): void {
  sum.lines.push(...filed.refused.map(({ id, says }) => `${id}  refused: ${said(says)}`), ...lines);
  sum.proposed += filed.proposed.length;
  sum.refused += filed.refused.length;
  sum.declined += filed.declined.length;
  sum.before += filed.before.length;
}

async function finish(
  { containment, orders }: { readonly containment: OpenContainment; readonly orders: ReadOrders },
  { proposed, refused, declined, before, lines }: Sum,
  { signal, terminal, system }: { signal: AbortSignal; terminal: Terminal; system: System },
): Promise<void> {
  terminal.out(
    `containment: ${proposed} proposed, ${refused} refused, ${declined} not possible, ${before} filed before; watchkeeper contain list\n`,
  );
  for (const line of lines.slice(0, linesMax)) terminal.out(`${line}\n`);
  if (lines.length > linesMax) terminal.out(`… and ${lines.length - linesMax} more; watchkeeper contain propose names them\n`);
  await warn(containment.desk.state, orders, { system, terminal });
  if (proposed > 0) tellPass(await containment.desk.carryOut(signal), { json: false }, { containment, terminal, system });
}
