import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { EvidenceWhole } from "../../../../../src/server/contract/case-reasons.ts";
import type { EventQuery, MailWhole, SearchFound } from "../../../../../src/server/contract/evidence.ts";
import { api } from "../../../api/client.ts";

export type Evidence = z.infer<typeof EvidenceWhole>;
export type Mail = z.infer<typeof MailWhole>["mails"][number];
export type Found = z.infer<typeof SearchFound>;
export type { EventQuery };

/** What never changes once it is kept. */
const keptMs = 600_000;

/** What the evidence part asks. Records never change, so that they are asked once. */
export const evidenceQueries = {
  item: (id: string, evidence: string) =>
    queryOptions({
      queryKey: ["case", id, "evidence", evidence],
      queryFn: ({ signal }) => api.readEvidenceItem({ params: { id, evidence } }, { signal }),
      placeholderData: keepPreviousData,
    }),
  record: (position: number) =>
    queryOptions({
      queryKey: ["record", String(position), "whole"],
      queryFn: ({ signal }) => api.readRecord({ params: { position } }, { signal }),
      staleTime: keptMs,
    }),
  mail: (position: number) =>
    queryOptions({
      queryKey: ["record", String(position), "mail"],
      queryFn: ({ signal }) => api.readRecordMail({ params: { position } }, { signal }),
      staleTime: keptMs,
    }),
  search: (query: EventQuery) =>
    queryOptions({
      queryKey: ["event", "search", query],
      queryFn: ({ signal }) => api.searchEvents({ body: query }, { signal }),
      staleTime: 0,
      gcTime: 0,
    }),
};
