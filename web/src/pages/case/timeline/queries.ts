import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { CaseTimeline } from "../../../../../src/server/contract/cases.ts";
import { api } from "../../../api/client.ts";

export type Story = z.infer<typeof CaseTimeline>;
export type StoryLine = Story["timeline"][number];

/** What happened when, by event time. */
export const timelineQuery = (id: string) =>
  queryOptions({ queryKey: ["case", id, "timeline"], queryFn: ({ signal }) => api.readCaseTimeline({ params: { id } }, { signal }) });
