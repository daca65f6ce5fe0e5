import { readFile, stat } from "node:fs/promises";
import type { ModelOrder } from "../../core/configuration/models.ts";
import type { ModelRole } from "../../core/model/call.ts";
import type { Prompt } from "../../core/prompt/prompt.ts";
import type { LanguageModel, ModelAnswer } from "../../ports/model.ts";
import { badFile } from "../kit/bad-file.ts";
import { factsOf } from "../kit/facts.ts";
import { useOf, useOfFailed } from "../kit/use.ts";
import { answerText, Script, type ScriptLine } from "./script.ts";

const fileBytesMax = 16 * 1_048_576;

/** A model that says what a file says, for demos and tests of everything around one. Refuses (`connector/bad-settings`) a file that is no script. */
export async function openScripted(order: ModelOrder, path: string): Promise<LanguageModel> {
  return scripted(order, await readScript(order.name, path));
}

/** The same from a script at hand. The same prompt always has the same answer, whatever was asked before. */
export function scripted(order: ModelOrder, script: Script): LanguageModel {
  const facts = { ...factsOf(order), model: order.model ?? "scripted" };
  return {
    ...facts,
    async ask(request, signal): Promise<ModelAnswer> {
      const failed = (why: Extract<ModelAnswer, { kind: "failed" }>["why"], detail: string): ModelAnswer => {
        return { kind: "failed", why, detail, use: useOfFailed(request, { mayHaveRun: false, ms: 0 }) };
      };
      if (signal?.aborted) return failed("late", "it was no more waited for");
      const line = lineFor(script, request.role, request.prompt);
      if (!line) return failed("unreachable", `the script has no answer for this ${request.role}`);
      if (line.fails !== undefined) return failed(line.fails as Extract<ModelAnswer, { kind: "failed" }>["why"], "the script says so");
      const text = answerText(line.answer ?? "", request.prompt);
      const use = useOf(request, { text, told: { input: undefined, output: undefined }, ms: 0 });
      return { kind: "answered", text, said: "scripted", use };
    },
  };
}

const lineFor = (script: Script, role: ModelRole, { system, text }: Prompt): ScriptLine | undefined =>
  script[role].find(({ when }) => when.every((words) => text.includes(words) || system.includes(words)));

async function readScript(name: string, path: string): Promise<Script> {
  const text = await stat(path)
    .then(({ size }) => (size > fileBytesMax ? undefined : readFile(path, "utf8")))
    .catch(() => undefined);
  if (text === undefined) throw badFile(name, path, "it cannot be read");
  try {
    return Script.parse(JSON.parse(text));
  } catch {
    throw badFile(name, path, "it is no script of answers by role");
  }
}
