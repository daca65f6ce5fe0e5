import { createHash } from "node:crypto";
import type { LanguageModel, ModelAnswer } from "../../ports/model.ts";

/** A fixed question without a slot, to see whether a model answers at all: nothing of anybody's leaves with it. */
const system = "You are being tested. Answer with the JSON object that is asked for, and nothing else.";
const text = 'Answer with {"ready":true}.\n';
const schema = { type: "object", properties: { ready: { type: "boolean" } }, required: ["ready"], additionalProperties: false };

/** Asks a model once whether it is ready. An answer that is longer than it may be comes from a model that works, too. */
export async function tryModel(
  model: LanguageModel,
  signal?: AbortSignal,
): Promise<{ readonly works: boolean; readonly answer: ModelAnswer }> {
  const bytes = Buffer.byteLength(text);
  const answer = await model.ask(
    {
      role: "guide",
      prompt: {
        id: "trial",
        version: 1,
        system,
        text,
        nonce: "",
        digest: `sha256:${createHash("sha256").update(`${system}\0${text}`).digest("hex")}`,
        slots: [],
        pieces: [{ fromByte: 0, toByte: bytes, from: "template", name: "trial" }],
      },
      schema,
      schemaName: "ready",
      temperature: model.parameters.temperature,
      outputTokensMax: Math.min(64, model.parameters.outputTokensMax),
      timeMs: model.parameters.timeMs,
    },
    signal,
  );
  return { works: answer.kind === "answered" || answer.why === "too-long", answer };
}
