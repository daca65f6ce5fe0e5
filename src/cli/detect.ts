import { type DetectLine, detectLineOf, detectLineOfCorrelation } from "../detection/detect.ts";
import { openCorrelator } from "../detection/sigma/correlator.ts";
import { readInput } from "../formats/read.ts";
import { type Command, nothingToRead, readOptions } from "./command.ts";
import { sayLeftOut, sayUnreadable } from "./complain.ts";
import { openProgress } from "./progress.ts";

const options = {
  rules: { type: "string", multiple: true },
  "no-builtin-rules": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

/** `watchkeeper detect PATH… --rules DIR`: the Sigma engine alone. */
export const detect: Command = {
  name: "detect",
  summary: "only the Sigma engine: one JSON line per match",
  usage: `watchkeeper detect PATH… [--rules DIR]…

  --rules DIR          Sigma rules to match (repeatable); without it, the built-in rules
  --no-builtin-rules   accepted for symmetry: with --rules the built-in ones are not used
  Output: {"ruleId","level","path","record","time"} per match; with correlation rules "record" is the last event's`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, options);
    if (positionals.length === 0) throw nothingToRead("detect PATH…");
    const folders = values.rules ?? [];
    const { rules, problems } = await system.loadRules(folders, folders.length === 0);
    const { inputs, unreadable } = await system.findInputs(positionals);
    sayLeftOut(problems, terminal);
    sayUnreadable(unreadable, terminal);
    const progress = openProgress(terminal, system.clock);
    let records = 0;
    let rejected = 0;
    for (const input of inputs) {
      const correlator = openCorrelator(rules);
      for await (const step of readInput(input.path, input.open(), { modifiedMs: input.modifiedMs })) {
        signal.throwIfAborted();
        if (step.kind === "input") continue;
        records += step.records.length;
        progress.step("read", records, undefined);
        const lines: string[] = [];
        for (const record of step.records) {
          if (record.kind === "rejected") rejected++;
          if (record.kind !== "event") continue;
          const { event } = record;
          const matches = rules.match(event);
          for (const match of matches) if (match.alerts) lines.push(asLine(detectLineOf(match, event)));
          for (const match of correlator.push(event, matches)) lines.push(asLine(detectLineOfCorrelation(match)));
        }
        if (lines.length > 0) terminal.out(lines.join(""));
      }
      for (const match of correlator.end()) terminal.out(asLine(detectLineOfCorrelation(match)));
    }
    progress.clear();
    if (rejected > 0) terminal.err(`! ${rejected} records could not be read; "watchkeeper investigate" lists them\n`);
    return unreadable.length > 0 || rejected > 0 ? 3 : 0;
  },
};

const asLine = (line: DetectLine) => `${JSON.stringify(line)}\n`;
