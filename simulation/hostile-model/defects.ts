import type { Defect } from "../planted/defect.ts";
import type { Guarantee } from "./judge.ts";

const withModel = "src/stages/investigate/with-model.ts";
const asking = "src/engine/model/ask-model.ts";
const ending = "src/engine/investigate-end.ts";

/** Mistakes that the judge must find, or it is no judge: at least one for each guarantee. */
export const defects: readonly Defect<Guarantee>[] = [
  {
    name: "what was asked of a model closes a case",
    edits: [
      {
        file: ending,
        text: "return withModel(without,",
        becomes:
          'if (standing.model && without.escalate) return { ...without, escalate: false, verdict: "benign" };\n  return withModel(without,',
      },
    ],
    breaks: ["no closure beyond those without a model"],
  },
  {
    name: "what was asked of a model lowers the severity",
    edits: [
      {
        file: ending,
        text: "return withModel(without,",
        becomes: 'if (standing.model && without.escalate) return { ...without, severity: "informational" };\n  return withModel(without,',
      },
    ],
    breaks: ["no severity lower than without a model"],
  },
  {
    name: "what a model leads to makes a true positive",
    edits: [{ file: withModel, text: 'verdict: "insufficient-data",', becomes: 'verdict: "true-positive",' }],
    breaks: ["the outcome is the one without a model, or a person"],
  },
  {
    name: "containment follows the verdict with a model",
    edits: [
      {
        file: ending,
        text: "verdict: without.verdict,\n    severity: without.severity,",
        becomes:
          'verdict: standing.model?.evidence.length ? "true-positive" : without.verdict,\n    severity: standing.model?.evidence.length ? "high" : without.severity,',
      },
    ],
    breaks: ["the same proposals, techniques and evidence", "no effect beyond those without a model"],
  },
  {
    name: "what a model led to is evidence like any other",
    edits: [{ file: "src/engine/model/put-questions.ts", text: ', by: "model" as const', becomes: "" }],
    breaks: ["the same proposals, techniques and evidence", "the outcome is the one without a model, or a person"],
  },
  {
    name: "alerts of a case whose model failed are counted nowhere",
    edits: [
      {
        file: "src/stages/report/accounting.ts",
        text: "held[each.status] += each.alertIds.length;",
        becomes: 'if (!each.model?.calls.some(({ outcome }) => outcome?.kind === "failed")) held[each.status] += each.alertIds.length;',
      },
    ],
    breaks: ["every alert is accounted for"],
  },
  {
    name: "an answer is remembered and not recorded",
    edits: [
      {
        file: "src/core/model/model-standing.ts",
        text: "const tokens = held.tokens - asked.call.reservedTokens + tokensOf(outcome.use);",
        becomes: "const tokens = held.tokens - asked.call.reservedTokens + tokensOf(outcome.use) + Math.floor(performance.now());",
      },
    ],
    breaks: ["the record folds to the same state", "no budget exceeded"],
  },
  {
    name: "secrets stand in prompts",
    edits: [
      {
        file: "src/core/report/redact.ts",
        text: "export function secretsIn(text: string): readonly { readonly from: number; readonly to: number }[] {",
        becomes:
          "export function secretsIn(text: string): readonly { readonly from: number; readonly to: number }[] {\n  if (text.length > 0) return [];",
      },
    ],
    breaks: ["no secret in a prompt, a model's fact or a report"],
  },
  {
    name: "quotes need not stand in the text",
    edits: [
      {
        file: "src/core/model/reading.ts",
        text: "if (from < 0 || shown.slice(from, to) !== quote || to - from !== quote.length) return [];",
        becomes: "if (from !== from) return [];\n  if (from < 0) return [{ from: 0, to: quote.length, quote }];",
      },
    ],
    breaks: ["nothing of another tenant anywhere", "nothing of the attacker's own words in a report"],
  },
  {
    name: "names of ours stand in prompts",
    edits: [
      {
        file: "src/engine/model/ask-once.ts",
        text: "...(model.hosted && { standIns:",
        becomes: "...(model.hosted && model.name === '' && { standIns:",
      },
    ],
    breaks: ["no name of ours before a hosted model"],
  },
  {
    name: "prose is not tied",
    edits: [
      {
        file: "src/core/model/read-prose.ts",
        text: "const told = readShape(raw, ToldProse);",
        becomes:
          'const told = readShape(raw, ToldProse);\n  if ("ok" in told) return { ok: { sentences: told.ok.sentences, dropped: [] } };',
      },
    ],
    breaks: ["nothing of the attacker's own words in a report", "nothing of another tenant anywhere"],
  },
  {
    name: "a server's name for its model is kept as it came",
    edits: [
      {
        file: "src/core/model/call.ts",
        text: 'inert(said.slice(0, saidLengthMax * 4).normalize("NFKC"), saidLengthMax - cutMarkLength)',
        becomes: "said.slice(0, saidLengthMax)",
      },
    ],
    breaks: ["nothing that leaves is live"],
  },
  {
    name: "an address in an answer is looked up",
    edits: [
      {
        file: asking,
        text: 'const text = answer.kind === "answered" ? answer.text : "";',
        becomes:
          'const text = answer.kind === "answered" ? answer.text : "";\n  const named = /http:\\/\\/([a-z0-9.-]+)/i.exec(text)?.[1];\n  if (named?.endsWith(".invalid")) await fetch("http://" + named + "/").catch(() => {});',
      },
    ],
    breaks: ["nobody reached but the model's server"],
  },
  {
    name: "no budget for a case",
    edits: [
      {
        file: "src/core/model/budget.ts",
        text: 'if ((standing?.tokens ?? 0) + reserveTokens > budget["tokens-per-case"])',
        becomes: "if (false)",
      },
      {
        file: "src/core/model/budget.ts",
        text: 'if (alertId !== undefined && taken + reserveTokens > budget["tokens-per-alert"])',
        becomes: "if (false)",
      },
    ],
    breaks: ["no budget exceeded"],
  },
  {
    name: "nobody ends a question",
    edits: [
      {
        file: "src/engine/model/ask-once.ts",
        text: "return await Promise.race([model.ask(request, ended.signal), late]);",
        becomes: "return await model.ask({ ...request, timeMs: 100_000 }, ended.signal);",
      },
      {
        file: "src/models/kit/speak.ts",
        text: "const timeMs = Math.min(request.timeMs, facts.parameters.timeMs);",
        becomes: "const timeMs = 100_000;",
      },
      { file: "src/wiring/models.ts", text: 'timeMsMax: Math.round(order["answer-seconds"] * 1_000)', becomes: "timeMsMax: 100_000" },
    ],
    breaks: ["no question takes longer than it may"],
  },
];
