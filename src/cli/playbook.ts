import { lintPlaybook, type Problem } from "../core/playbook/lint.ts";
import { inline } from "../core/report/inline.ts";
import { badOption, type Command, nothingToRead, readOptions } from "./command.ts";
import { count } from "./progress.ts";

const lengthMax = 4_096;

/** `watchkeeper playbook lint FILE…`: what is wrong with playbooks, and where. */
export const playbook: Command = {
  name: "playbook",
  summary: "check playbooks; lint prints path:line:column: problem",
  usage: `watchkeeper playbook lint FILE… [--json]

  FILE     a playbook, or a folder of them
  --json   print each problem as a JSON line
  The exit status is 2 when there is any problem.`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, { json: { type: "boolean", default: false } });
    const [what, ...paths] = positionals;
    if (what !== "lint") throw badOption(`playbook takes "lint", not "${(what ?? "").slice(0, 80)}"`);
    if (paths.length === 0) throw nothingToRead("playbook lint FILE…");
    const texts = (await Promise.all(paths.map((path) => system.readTexts(path, [".yaml", ".yml"])))).flat();
    const problems = texts.flatMap(({ path, text }) => lintPlaybook(text, path));
    for (const problem of problems) terminal.out(`${values.json ? JSON.stringify(problem) : lineOf(problem)}\n`);
    if (problems.length === 0) terminal.err(`${count(texts.length)} read, nothing is wrong\n`);
    return problems.length > 0 ? 2 : 0;
  },
};

function lineOf({ path, line, column, where, says }: Problem): string {
  return `${inline(path, lengthMax)}:${line}:${column}: ${where === "" ? "" : `${inline(where, lengthMax)}: `}${inline(says, lengthMax)}`;
}
