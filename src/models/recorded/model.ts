import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { ModelOrder } from "../../core/configuration/models.ts";
import { type LanguageModel, type ModelAnswer, outputBytesMax } from "../../ports/model.ts";
import { badFile } from "../kit/bad-file.ts";
import { factsOf } from "../kit/facts.ts";
import { useOfFailed } from "../kit/use.ts";
import { keyOf, RecordedCall, RecordingHead } from "./recording.ts";

/** The most answers of one recording. */
const callsMax = 100_000;
const lineLengthMax = outputBytesMax * 7 + 4_096;

type Recording = { readonly head: RecordingHead; readonly answers: ReadonlyMap<string, ModelAnswer> };

/**
 * A model that answers as it did when it was recorded: the first answer to the same prompt. Nobody is asked; what was never asked fails as `unreachable`.
 * Prompts are built as for the model that was recorded, so one of a hosted model is played with stand-ins. Refuses (`connector/bad-settings`) what is no recording.
 */
export async function openRecorded(order: ModelOrder, path: string): Promise<LanguageModel> {
  const { head, answers } = await readRecording(order.name, path);
  return {
    ...factsOf({
      ...order,
      model: order.model ?? head.model,
      hosted: order.hosted ?? head.hosted,
      "structured-output": head.structuredOutput,
    }),
    async ask(request) {
      const answer = answers.get(keyOf(request));
      if (answer) return answer;
      const detail = `the recording has no answer to this prompt of the ${request.role} (${request.prompt.id}, version ${request.prompt.version})`;
      return { kind: "failed", why: "unreachable", detail, use: useOfFailed(request, { mayHaveRun: false, ms: 0 }) };
    },
  };
}

async function readRecording(name: string, path: string): Promise<Recording> {
  const answers = new Map<string, ModelAnswer>();
  let head: RecordingHead | undefined;
  let lineNumber = 0;
  const input = createReadStream(path, { encoding: "utf8" });
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      lineNumber++;
      if (line.length > lineLengthMax || lineNumber > callsMax) throw badFile(name, path, "it is larger than any recording");
      if (line === "") continue;
      if (!head) head = RecordingHead.parse(JSON.parse(line));
      else {
        const { key, answer } = RecordedCall.parse(JSON.parse(line));
        if (!answers.has(key)) answers.set(key, answer);
      }
    }
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && !lineNumber) throw badFile(name, path, "it cannot be read");
    throw badFile(name, path, `its line ${lineNumber} is none of a recording`);
  } finally {
    input.destroy();
  }
  if (!head) throw badFile(name, path, "it is empty");
  return { head, answers };
}
