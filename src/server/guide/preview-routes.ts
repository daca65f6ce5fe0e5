import type { z } from "zod";
import type { PreviewedCall } from "../../engine/model/preview-case.ts";
import { type ModelPreview, modelPreviewOperations, type PreviewedPrompt } from "../contract/model-preview.ts";
import { noSuch } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";

/** What would be sent about a case; for whoever leads, because it is the whole of a prompt. */
export const modelPreviewRoutes: readonly Route[] = [
  defineRoute({
    ...modelPreviewOperations.previewModel,
    handle: async ({ desk, params: { id } }): Promise<z.input<typeof ModelPreview>> => {
      const calls = (await desk.views.case(id)) && (await desk.modelPreview?.(id));
      if (!calls) throw noSuch("case that is still in memory");
      const prompts = calls.map(shown);
      return {
        case: id,
        airGap: desk.languageModels?.().policy["air-gap"] ?? false,
        prompts,
        tokensEstimate: prompts.reduce((sum, { prompt }) => sum + (prompt?.tokensEstimate ?? 0), 0),
      };
    },
  }),
];

function shown({ prompt, ...about }: PreviewedCall): z.input<typeof PreviewedPrompt> {
  if (!prompt) return { ...about, prompt: null };
  const { prompt: name, instructions, text, bytes, tokensEstimate, replaced, leftOut } = prompt;
  return {
    ...about,
    prompt: { name, instructions, text, bytes, tokensEstimate, replaced: replaced.map((each) => ({ ...each })), leftOut: [...leftOut] },
  };
}
