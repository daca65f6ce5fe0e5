import type { ModelUse } from "../../core/model/call.ts";
import { tokensOf } from "../../core/prompt/preview.ts";
import type { LanguageModel, ModelAnswer } from "../../ports/model.ts";

/** Nothing that a server says of one call counts for more. */
const tokensSaidMax = 10_000_000;
/** A server that says less than this share of what its bytes come to is not believed: budgets are kept with our own count. */
const believedShare = 0.5;

/** What a call took, for budget and record: as the server says where that is a number that its bytes allow, else as we count them. Cost upwards. */
export function useOf(
  said: ModelAnswer["use"],
  bytes: { readonly input: number; readonly output: number },
  { price }: Pick<LanguageModel, "price">,
): ModelUse {
  const input = counted(said.inputTokens, bytes.input);
  const output = counted(said.outputTokens, bytes.output);
  return {
    inputTokens: input.tokens,
    outputTokens: output.tokens,
    isEstimate: said.isEstimate || input.isOurs || output.isOurs,
    costMicros: costOf({ inputTokens: input.tokens, outputTokens: output.tokens }, price),
    ms: Number.isFinite(said.ms) ? Math.max(0, Math.round(said.ms)) : 0,
  };
}

/** What tokens cost, in millionths of the currency, upwards. */
export const costOf = (
  { inputTokens, outputTokens }: { readonly inputTokens: number; readonly outputTokens: number },
  { inputMicros, outputMicros }: LanguageModel["price"],
): number => Math.ceil((inputTokens * inputMicros + outputTokens * outputMicros) / 1_000_000);

function counted(said: number, bytes: number): { readonly tokens: number; readonly isOurs: boolean } {
  const ours = tokensOf(bytes);
  const isBelieved = Number.isFinite(said) && said >= ours * believedShare;
  return isBelieved ? { tokens: Math.min(tokensSaidMax, Math.ceil(said)), isOurs: false } : { tokens: ours, isOurs: true };
}
