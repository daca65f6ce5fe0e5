import { isHosted, type ModelOrder } from "../../core/configuration/models.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LanguageModel } from "../../ports/model.ts";
import type { ModelDoor } from "./door.ts";

/** What a model behind a server needs of the world beside its order. */
export type ServerParts = { readonly door: ModelDoor; readonly clock: Clock; readonly key: string | undefined };

/** What is known of a model before anybody asks it. */
export function factsOf(order: ModelOrder): Omit<LanguageModel, "ask"> {
  const { price } = order;
  return {
    name: order.name,
    model: order.model ?? order.name,
    hosted: isHosted(order),
    price: { inputMicros: micros(price?.input), outputMicros: micros(price?.output), currency: price?.currency ?? "" },
    structuredOutput: order["structured-output"],
    parameters: {
      temperature: order.temperature,
      outputTokensMax: order["output-tokens-max"],
      timeMs: Math.round(order["answer-seconds"] * 1_000),
    },
  };
}

const micros = (price = 0) => Math.round(price * 1_000_000);
