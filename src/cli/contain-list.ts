import { timeOf } from "../core/containment/record-time.ts";
import type { ContainmentDesk } from "../engine/containment/desk.ts";
import { actionLine } from "../engine/containment-status.ts";
import type { ExitStatus } from "./command.ts";
import type { ContainmentValues, Doing } from "./contain-options.ts";
import { listLine, said } from "./contain-text.ts";

/** What is over: nothing more happens to it. */
export const endedStatuses: ReadonlySet<string> = new Set(["rejected", "expired", "voided", "refused", "failed", "undone", "already-so"]);

/** `contain list`: what waits, is under way or in force; with `--all` what is over too, each with its reason. */
export function list(
  values: ContainmentValues & { readonly all: boolean },
  { desk, terminal, system }: Pick<Doing, "terminal" | "system"> & { readonly desk: Pick<ContainmentDesk, "state"> },
): ExitStatus {
  const all = [...desk.state.actions.values()];
  const lines = (values.all ? all : all.filter(({ status }) => !endedStatuses.has(status))).map((held) => actionLine(held, desk.state));
  const nowMs = timeOf(desk.state, system.clock.nowMs());
  if (values.json) terminal.out(`${JSON.stringify(lines)}\n`);
  else if (lines.length === 0)
    terminal.out(all.length === 0 ? "nothing was proposed yet\n" : `nothing is open; ${all.length} ended (--all lists them)\n`);
  else
    for (const line of lines) {
      const reason = endedStatuses.has(line.status) && line.says !== "" ? `: ${said(line.says)}` : "";
      terminal.out(`${listLine(line, nowMs)}${reason}\n`);
    }
  return 0;
}
