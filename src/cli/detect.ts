import { type DetectLine, detectLineOf, detectLineOfCorrelation } from "../detection/detect.ts";
import { openCorrelator } from "../detection/sigma/correlator.ts";
import { readInput } from "../formats/read.ts";
import type { EvidenceInput } from "../ports/evidence-input.ts";
import { badOption, type Command, nothingToRead, readOptions } from "./command.ts";
import { noUsableRule, sayEmpty, sayLeftOut, sayRejected, sayUnreadable } from "./complain.ts";
import { openProgress } from "./progress.ts";
import type { LoadedRules } from "./system.ts";
import type { Terminal } from "./terminal.ts";

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
    if (values["no-builtin-rules"] && folders.length === 0)
      throw badOption("--no-builtin-rules leaves no rule; name some with --rules DIR");
    const { rules, problems } = await system.loadRules(folders, folders.length === 0);
    sayLeftOut(problems, terminal);
    if (rules.rules.length === 0) throw noUsableRule(folders);
    const { inputs, unreadable } = await system.findInputs(positionals);
    sayUnreadable(unreadable, terminal);
    if (inputs.length === 0 && unreadable.length === 0) sayEmpty(positionals, terminal);
    const progress = openProgress(terminal, system.clock);
    let records = 0;
    let rejected = 0;
    for (const input of inputs) {
      const lines = detectIn(input, rules, signal);
      for await (const { read, refused, matches } of lines) {
        records += read;
        progress.step("read", records, undefined);
        if (refused) progress.clear();
        if (refused) sayRejected(refused, terminal);
        rejected += refused?.count ?? 0;
        print(matches, terminal);
      }
    }
    progress.clear();
    return unreadable.length > 0 || rejected > 0 || inputs.length === 0 ? 3 : 0;
  },
};

/** What one step of reading brought: records read, matches, and at the end of a file what of it was rejected. */
type Step = {
  readonly read: number;
  readonly matches: readonly DetectLine[];
  readonly refused?: { readonly path: string; readonly count: number; readonly reason: string; readonly example: string };
};

async function* detectIn(input: EvidenceInput, rules: LoadedRules["rules"], signal: AbortSignal): AsyncGenerator<Step> {
  const correlator = openCorrelator(rules);
  const refused = new Map<string, { path: string; count: number; reason: string; example: string }>();
  for await (const step of readInput(input.path, input.open(), { modifiedMs: input.modifiedMs })) {
    signal.throwIfAborted();
    if (step.kind === "input") continue;
    const lines: DetectLine[] = [];
    for (const record of step.records) {
      if (record.kind === "rejected") {
        const { path, reason, detail } = record.letter;
        refused.set(path, { path, reason, example: detail, ...refused.get(path), count: (refused.get(path)?.count ?? 0) + 1 });
      }
      if (record.kind !== "event") continue;
      const { event } = record;
      const matches = rules.match(event);
      for (const match of matches) if (match.alerts) lines.push(detectLineOf(match, event));
      for (const match of correlator.push(event, matches)) lines.push(detectLineOfCorrelation(match));
    }
    yield { read: step.records.length, matches: lines };
  }
  yield { read: 0, matches: correlator.end().map(detectLineOfCorrelation) };
  for (const each of refused.values()) yield { read: 0, matches: [], refused: each };
}

function print(lines: readonly DetectLine[], terminal: Terminal): void {
  if (lines.length > 0) terminal.out(`${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
}
