import type { BuiltPrompt, SlotInPrompt, StandInKind } from "./prompt.ts";

/** Exactly what would leave for a model, word for word, with what stands under stand-ins and how often. */
export type PromptPreview = {
  readonly prompt: string;
  readonly digest: string;
  readonly instructions: string;
  readonly text: string;
  readonly bytes: number;
  /** As we count where a server says nothing: four bytes a token, upwards. */
  readonly tokensEstimate: number;
  readonly replaced: readonly { readonly kind: StandInKind; readonly values: number; readonly times: number }[];
  readonly slots: readonly SlotInPrompt[];
  readonly leftOut: readonly string[];
};

/** Bytes of a token, where nobody counts better. */
const bytesPerToken = 4;

/** How many tokens so many bytes are, as we count them. */
export const tokensOf = (bytes: number): number => Math.ceil(bytes / bytesPerToken);

/** What a person is shown before, or instead of, asking. */
export function previewOf({ prompt, replaced, leftOut }: BuiltPrompt): PromptPreview {
  const { id, version, digest, system, text, slots } = prompt;
  const bytes = Buffer.byteLength(system) + Buffer.byteLength(text);
  return {
    prompt: `${id}-${version}`,
    digest,
    instructions: system,
    text,
    bytes,
    tokensEstimate: tokensOf(bytes),
    replaced,
    slots,
    leftOut,
  };
}
