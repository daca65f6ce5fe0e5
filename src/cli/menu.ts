import { SocError } from "../core/soc-error.ts";
import { attack } from "./attack.ts";
import { backup, restore } from "./backup.ts";
import type { Command, ExitStatus } from "./command.ts";
import { config } from "./config.ts";
import { connector } from "./connector.ts";
import { contain } from "./contain.ts";
import { demo } from "./demo.ts";
import { detect } from "./detect.ts";
import { evaluate } from "./eval.ts";
import { evidence } from "./evidence.ts";
import { handover } from "./handover.ts";
import { intake } from "./intake.ts";
import { investigate } from "./investigate.ts";
import { journal } from "./journal.ts";
import { playbook } from "./playbook.ts";
import { policy } from "./policy.ts";
import { printError } from "./print-error.ts";
import { redteam } from "./redteam.ts";
import { resume } from "./resume.ts";
import { secret } from "./secret.ts";
import { serve } from "./serve.ts";
import { status } from "./status.ts";
import { stop } from "./stop.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";
import { train } from "./train.ts";
import { user } from "./user.ts";
import { witness } from "./witness.ts";

const commands: readonly Command[] = [
  investigate,
  detect,
  attack,
  demo,
  serve,
  config,
  intake,
  backup,
  restore,
  user,
  contain,
  stop,
  resume,
  handover,
  connector,
  secret,
  status,
  evidence,
  journal,
  playbook,
  policy,
  evaluate,
  train,
  redteam,
  witness,
];

/** Finds the command that the words name, runs it, and turns whatever happens into an exit status and a message. */
export async function runCommand(words: readonly string[], system: System, terminal: Terminal, signal: AbortSignal): Promise<ExitStatus> {
  try {
    const [name, ...rest] = words;
    if (name === undefined || name === "help" || name === "--help" || name === "-h") {
      terminal.out(overview(system));
      return name === undefined ? 2 : 0;
    }
    if (name === "--version" || name === "version") {
      terminal.out(`watchkeeper ${system.version}\n`);
      return 0;
    }
    const command = commands.find((each) => each.name === name);
    if (!command) throw unknownCommand(name);
    if (rest.includes("--help") || rest.includes("-h")) {
      terminal.out(`${command.summary}\n\n${command.usage}\n`);
      return 0;
    }
    return await command.run(rest, system, terminal, signal);
  } catch (error) {
    if (signal.aborted) {
      terminal.err("\nstopped; with --data-dir the same command goes on where this one was\n");
      return 4;
    }
    return printError(error, terminal);
  }
}

function overview(system: System): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `watchkeeper ${system.version}: a self-hosted SOC analyst\n\n${lines.join("\n")}\n\n"watchkeeper COMMAND --help" tells more\n`;
}

const unknownCommand = (name: string) =>
  new SocError({
    code: "cli/unknown-command",
    problem: `there is no command "${name.slice(0, 80)}"`,
    remedy: 'run "watchkeeper --help" to see the commands',
    retry: "never",
  });
