import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { SocError } from "../core/soc-error.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

/** One command of the executable. `run` gives the exit status of contract.md. */
export type Command = {
  readonly name: string;
  readonly summary: string;
  /** What --help prints after the summary. */
  readonly usage: string;
  readonly run: (words: readonly string[], system: System, terminal: Terminal, signal: AbortSignal) => Promise<ExitStatus>;
};

/** 0 finished, 1 `--fail-on` matched, 2 wrong command line or configuration, 3 some inputs unreadable, 4 internal fault. */
export type ExitStatus = 0 | 1 | 2 | 3 | 4;

/** Reads a command's options strictly: what is not known is refused with the option's name (`cli/bad-option`). */
export function readOptions<Options extends ParseArgsOptionsConfig>(words: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw badOption(error instanceof Error ? (error.message.split("\n")[0] ?? "") : "the options cannot be read");
  }
}

/** One of a fixed set of words, or a refusal that lists them. */
export function oneOf<Word extends string>(option: string, given: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === given);
  if (found === undefined) throw badOption(`--${option} takes one of ${words.join(", ")}, not "${given.slice(0, 80)}"`);
  return found;
}

/** `remedy` where another command tells what may be named. */
export const badOption = (problem: string, remedy = "run the command with --help to see its options") =>
  new SocError({
    code: "cli/bad-option",
    problem: problem.charAt(0).toLowerCase() + problem.slice(1),
    remedy,
    retry: "never",
  });

/** No path was named where one is needed; `usage` shows how. */
export const nothingToRead = (usage: string) =>
  new SocError({
    code: "cli/nothing-to-read",
    problem: "no path was given",
    remedy: `name at least one file or folder: watchkeeper ${usage}`,
    retry: "never",
  });
