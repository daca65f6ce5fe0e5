import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { ModelOrder } from "../../core/configuration/models.ts";
import type { LanguageModel } from "../../ports/model.ts";
import { placeholderBase } from "../kit/door.ts";
import { factsOf, type ServerParts } from "../kit/facts.ts";
import { speakThrough } from "../kit/speak.ts";
import { isStrict } from "../kit/strict.ts";

/**
 * A model behind `POST <url>/chat/completions`, as OpenAI has it and vLLM, Ollama, llama.cpp's server, LM Studio and others speak it. The library gets
 * neither the address nor the key: both are the door's.
 */
export function openOpenAiCompatible(order: ModelOrder, { door, clock, key }: ServerParts): LanguageModel {
  const facts = factsOf(order);
  const limit = order["output-limit-field"];
  return speakThrough({
    facts,
    door,
    clock,
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    stream: order.stream,
    modelOver: (fetch) =>
      createOpenAICompatible({
        name: "server",
        baseURL: placeholderBase,
        fetch,
        includeUsage: true,
        supportsStructuredOutputs: order["structured-output"] === "json-schema",
        transformRequestBody: ({ max_tokens: outputTokensMax, ...body }) => ({ ...body, [limit]: outputTokensMax as unknown }),
      }).chatModel(facts.model),
    optionsOf: ({ schema }) => ({ openaiCompatible: { strictJsonSchema: isStrict(schema) } }),
  });
}
