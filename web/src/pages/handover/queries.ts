import { queryOptions, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { HandoverFactLine, HandoverLine, HandoverWhole } from "../../../../src/server/contract/handover.ts";
import { handoverApi } from "../../api/handovers.ts";

export type Whole = z.infer<typeof HandoverWhole>;
export type Line = z.infer<typeof HandoverLine>;
export type Fact = z.infer<typeof HandoverFactLine>;
const linesMax = 50;

/** What the page of handovers asks. */
export const handoverQueries = {
  lines: queryOptions({
    queryKey: ["handover", "list"],
    queryFn: ({ signal }) => handoverApi.listHandovers({ query: { limit: linesMax } }, { signal }),
  }),
  whole: (id: string) =>
    queryOptions({
      queryKey: ["handover", id, "whole"],
      queryFn: ({ signal }) => handoverApi.readHandover({ params: { id } }, { signal }),
    }),
};

/** Puts the handover that a deed answered with in the place of the one that was shown. */
export function useTaken(): (whole: Whole) => void {
  const client = useQueryClient();
  return (whole) => {
    client.setQueryData(handoverQueries.whole(whole.line.id).queryKey, whole);
    void client.invalidateQueries({ queryKey: ["handover", "list"] });
  };
}
