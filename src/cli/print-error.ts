import { inline } from "../core/report/inline.ts";
import { SocError } from "../core/soc-error.ts";
import type { ExitStatus } from "./command.ts";
import { paint, type Terminal } from "./terminal.ts";

/** Codes under which nothing was done because the command line or configuration is wrong. */
const wrongUse =
  /^(?:access|cli|input|rule|playbook|inventory|indicators|run|train|learn|orders|key|configuration|containment|policy|effector|witness)\/|^stop\/not-removable$|^journal\/(?:on-hold|no-hold|no-reason|nothing-to-erase|not-erasable|pack-too-large|not-of-this-record|keys-missing|erased)$|^connector\/(?:bad-settings|bad-secret|unknown-product|unknown-name|credentials)$|^backup\/(?:not-empty|damaged)$|^storage\/(?:newer-tables|already-owned|folder-not-usable|not-reachable)$/;

/** A path may be 4,096 bytes long, and a sentence may name two. */
const sentenceLengthMax = 10_000;

/** Shows an error as its reader needs it: what is wrong, what to do, where to read on. Gives the exit status. */
export function printError(error: unknown, terminal: Terminal): ExitStatus {
  if (error instanceof SocError) {
    terminal.err(`${paint(terminal, "red", "✗")} ${inline(error.problem, sentenceLengthMax)}\n`);
    terminal.err(`  What to do: ${inline(error.remedy, sentenceLengthMax)}\n`);
    terminal.err(`  ${paint(terminal, "dim", `${error.code} · docs/errors/${error.code.replace("/", "-")}.md`)}\n`);
    return wrongUse.test(error.code) ? 2 : 4;
  }
  const known = diskTrouble(error);
  terminal.err(
    `${paint(terminal, "red", "✗")} ${known ? inline(known.problem, sentenceLengthMax) : "something went wrong that should not have"}\n`,
  );
  terminal.err(
    `  What to do: ${known?.remedy ?? "run the same command again; what was accepted is kept with --data-dir. If it happens again, report the lines below"}\n`,
  );
  if (!known && error instanceof Error) terminal.err(`${paint(terminal, "dim", error.stack ?? error.message)}\n`);
  return 4;
}

function diskTrouble(error: unknown): { problem: string; remedy: string } | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const path = error instanceof Error && "path" in error ? ` at "${String(error.path)}"` : "";
  if (code === "ENOSPC" || code === "53100")
    return { problem: `the disk is full${path}`, remedy: "free some space, then run the same command again" };
  if (code === "EACCES" || code === "EPERM")
    return { problem: `there is no permission${path}`, remedy: "choose another folder, or run as a user who may use this one" };
  if (code === "EROFS") return { problem: `the disk is read-only${path}`, remedy: "choose another folder" };
  if (code === "EMFILE")
    return { problem: "too many files are open", remedy: "raise the limit with ulimit -n, then run the same command again" };
  return undefined;
}
