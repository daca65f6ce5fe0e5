import { z } from "zod";
import { modelRoles } from "../../core/model/call.ts";
import { standInKinds } from "../../core/prompt/prompt.ts";
import { byId, count, notThere } from "./common.ts";
import { operation } from "./operation.ts";

/** One question about a case as it would leave now. `model` is null where no model has the role: it is shown as a hosted one would get it. */
export const PreviewedPrompt = z.strictObject({
  key: z.string(),
  role: z.enum(modelRoles),
  model: z.string().nullable(),
  hosted: z.boolean(),
  /** Why nothing of it would be sent; null where it would. */
  withheld: z.string().nullable(),
  /** Word for word, with hidden characters visible as the model would get them too. */
  prompt: z
    .strictObject({
      name: z.string(),
      instructions: z.string(),
      text: z.string(),
      bytes: count,
      tokensEstimate: count,
      /** What stands under stand-ins: how many values, and how often. */
      replaced: z.array(z.strictObject({ kind: z.enum(standInKinds), values: count, times: count })),
      /** Evidence for which there was no room. */
      leftOut: z.array(z.string()),
    })
    .nullable(),
});

/** Exactly what would be sent about a case, and what an air gap would keep from being sent at all. Nothing was sent. */
export const ModelPreview = z.strictObject({
  case: z.string(),
  airGap: z.boolean(),
  prompts: z.array(PreviewedPrompt),
  tokensEstimate: count,
});
export type ModelPreview = z.infer<typeof ModelPreview>;

/** Looking at prompts before, or instead of, sending them. */
export const modelPreviewOperations = {
  previewModel: operation({
    method: "GET",
    path: "/api/v1/cases/{id}/model-preview",
    operation: "previewModel",
    summary: "what a language model would be sent about a case, word for word, with what stands under stand-ins; nothing is sent",
    tag: "cases",
    right: "lead",
    params: byId,
    answer: ModelPreview,
    problems: notThere,
  }),
} as const;
