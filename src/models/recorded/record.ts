import { open, stat } from "node:fs/promises";
import type { LanguageModel, ModelAnswer, ModelRequest } from "../../ports/model.ts";
import { badFile } from "../kit/bad-file.ts";
import { keyOf, type RecordedCall, type RecordingHead } from "./recording.ts";

/** The largest that a recording grows; what comes then is answered and no more kept. */
export const recordingBytesMax = 256 * 1_048_576;

/** The same model, with every answer added to a file that only its owner may read. Refuses (`connector/bad-settings`) a file that cannot be written. */
export async function recordingOf(model: LanguageModel, path: string): Promise<LanguageModel> {
  const { name, hosted, structuredOutput } = model;
  const head: RecordingHead = { recording: 1, name, model: model.model, hosted, structuredOutput };
  const append = await openLines(path, JSON.stringify(head)).catch(() => {
    throw badFile(name, path, "it cannot be written");
  });
  return {
    ...model,
    async ask(request, signal) {
      const answer = await model.ask(request, signal);
      try {
        await append(JSON.stringify(lineOf(request, answer)));
        return answer;
      } catch {
        return {
          kind: "failed",
          why: "unreachable",
          detail: "its answer could not be recorded, as its configuration wants",
          use: answer.use,
        };
      }
    },
  };
}

function lineOf(request: ModelRequest, answer: ModelAnswer): RecordedCall {
  return { role: request.role, prompt: request.prompt.id, version: request.prompt.version, key: keyOf(request), answer };
}

/** Adds whole lines to a file, one at a time; its first line is written where there is none. */
async function openLines(path: string, first: string): Promise<(line: string) => Promise<void>> {
  let last: Promise<unknown> = Promise.resolve();
  const add = async (line: string): Promise<void> => {
    const file = await open(path, "a", 0o600);
    try {
      const { size } = await file.stat();
      if (size + line.length > recordingBytesMax) return;
      await file.appendFile(`${line}\n`);
    } finally {
      await file.close();
    }
  };
  const isNew = await stat(path).then(
    ({ size }) => size === 0,
    () => true,
  );
  if (isNew) await add(first);
  else await (await open(path, "a", 0o600)).close();
  return (line) => {
    const added = last.then(() => add(line));
    last = added.catch(() => undefined);
    return added;
  };
}
