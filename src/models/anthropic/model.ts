import { createAnthropic } from "@ai-sdk/anthropic";
import type { ModelOrder } from "../../core/configuration/models.ts";
import type { LanguageModel } from "../../ports/model.ts";
import { placeholderBase } from "../kit/door.ts";
import { factsOf, type ServerParts } from "../kit/facts.ts";
import { speakThrough } from "../kit/speak.ts";

/**
 * A model behind `POST <url>/messages`, as Anthropic has it. The key that the library is given is none, so that it looks for one nowhere; the door adds
 * ours. A shape is asked for as the format of the output and never as a tool. JSON without a schema is nothing that this protocol has.
 */
export function openAnthropic(order: ModelOrder, { door, clock, key }: ServerParts): LanguageModel {
  const facts = factsOf({ ...order, "structured-output": order["structured-output"] === "json-schema" ? "json-schema" : "none" });
  return speakThrough({
    facts,
    door,
    clock,
    headers: key === undefined ? {} : { "x-api-key": key },
    stream: order.stream,
    modelOver: (fetch) => createAnthropic({ baseURL: placeholderBase, apiKey: "kept-by-the-door", fetch }).messages(facts.model),
    optionsOf: () => ({ anthropic: { structuredOutputMode: "outputFormat" } }),
  });
}
