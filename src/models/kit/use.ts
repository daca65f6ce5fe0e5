import type { ModelAnswer, ModelRequest } from "../../ports/model.ts";

type Use = ModelAnswer["use"];

/** What a server says that a call took; whatever it says. */
export type Told = { readonly input: number | undefined; readonly output: number | undefined };

/** What servers add around a prompt: roles, marks, the schema in their own words. */
const aroundTokensMax = 4_096;
/** No tokenizer in use puts more bytes of text into one token, over a whole text. */
const bytesPerTokenMax = 32;

/** Bytes as tokens, where nobody counted: a quarter, rounded up. */
export const tokensOf = (bytes: number): number => Math.ceil(bytes / 4);

/** The bytes of a prompt, of which its tokens are estimated. */
export const promptBytes = ({ prompt }: Pick<ModelRequest, "prompt">): number =>
  Buffer.byteLength(prompt.system) + Buffer.byteLength(prompt.text);

/**
 * What an answered call took. A server's own counts are believed where they can be: budgets are taken from them, so a server that says zero, or more than
 * was asked for, is counted by bytes instead.
 */
export function useOf(request: ModelRequest, { text, told, ms }: { readonly text: string; readonly told: Told; readonly ms: number }): Use {
  const sentBytes = promptBytes(request) + Buffer.byteLength(JSON.stringify(request.schema));
  const outputBytes = Buffer.byteLength(text);
  const input = believed(told.input, promptBytes(request) / bytesPerTokenMax, sentBytes + aroundTokensMax);
  // Thinking that is not shown is paid for, too.
  const output = believed(told.output, outputBytes / bytesPerTokenMax, Math.max(request.outputTokensMax, outputBytes) + aroundTokensMax);
  return {
    inputTokens: input ?? tokensOf(promptBytes(request)),
    outputTokens: output ?? tokensOf(outputBytes),
    isEstimate: input === undefined || output === undefined,
    ms,
  };
}

function believed(told: number | undefined, least: number, most: number): number | undefined {
  return told !== undefined && Number.isSafeInteger(told) && told > 0 && told >= least && told <= most ? told : undefined;
}

/** What a call took that failed: nothing where it was not sent or was turned away, and all that it may have cost where nobody knows. */
export function useOfFailed(request: ModelRequest, { mayHaveRun, ms }: { readonly mayHaveRun: boolean; readonly ms: number }): Use {
  if (!mayHaveRun) return { inputTokens: 0, outputTokens: 0, isEstimate: true, ms };
  return { inputTokens: tokensOf(promptBytes(request)), outputTokens: request.outputTokensMax, isEstimate: true, ms };
}
