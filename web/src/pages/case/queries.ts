import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { CaseAct } from "../../../../src/server/contract/case-act.ts";
import type { CaseReasoning } from "../../../../src/server/contract/case-reasons.ts";
import type { CaseWork } from "../../../../src/server/contract/case-work.ts";
import type { CaseWhole } from "../../../../src/server/contract/cases.ts";
import { api } from "../../api/client.ts";

export type WholeCase = z.infer<typeof CaseWhole>;
export type HeldCase = NonNullable<WholeCase["case"]>;
export type Reasoning = z.infer<typeof CaseReasoning>;
export type Work = z.infer<typeof CaseWork>;

/** What the pages of a case ask; keys begin with ["case", id], so that the live line renews them. */
export const caseQueries = {
  whole: (id: string) =>
    queryOptions({ queryKey: ["case", id, "whole"], queryFn: ({ signal }) => api.readCase({ params: { id } }, { signal }) }),
  reasoning: (id: string) =>
    queryOptions({ queryKey: ["case", id, "reasoning"], queryFn: ({ signal }) => api.readCaseReasoning({ params: { id } }, { signal }) }),
  work: (id: string) =>
    queryOptions({ queryKey: ["case", id, "work"], queryFn: ({ signal }) => api.readCaseWork({ params: { id } }, { signal }) }),
  modelPreview: (id: string) =>
    queryOptions({ queryKey: ["case", id, "model-preview"], queryFn: ({ signal }) => api.previewModel({ params: { id } }, { signal }) }),
  preview: (id: string, act: z.infer<typeof CaseAct>) =>
    queryOptions({
      queryKey: ["case", id, "preview", act],
      queryFn: ({ signal }) => api.previewCaseAct({ params: { id }, body: act }, { signal }),
    }),
  similar: (id: string) =>
    queryOptions({
      queryKey: ["case", id, "similar"],
      queryFn: ({ signal }) => api.listSimilarCases({ params: { id }, query: {} }, { signal }),
    }),
  actions: (id: string) =>
    queryOptions({
      queryKey: ["action", "list", "of-case", id],
      queryFn: ({ signal }) => api.listActions({ query: { case: id } }, { signal }),
    }),
  priority: (id: string) =>
    queryOptions({ queryKey: ["case", id, "priority"], queryFn: ({ signal }) => api.explainPriority({ params: { id } }, { signal }) }),
};
